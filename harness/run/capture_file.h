#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/model/capture.h"

namespace tagproof {

/// The evidence of a run (formats.md B.1, B.2): one part per scenario, a line per capture, written
/// before the capture is answered; join() makes one file of them in scenario order. Files hold
/// payloads as received: mode 0600.
class CaptureFiles {
 public:
  /// `folder` exists. An error when it can't be written to.
  static Result<std::unique_ptr<CaptureFiles>> open(const std::string& folder, std::size_t parts);
  ~CaptureFiles();

  /// Thread-safe for different parts. Stops the run's evidence with the first failed write; error()
  /// says it.
  void append(std::size_t part, const Capture& capture);
  /// `captures.jsonl` of all parts in order; the parts are removed.
  Result<std::string> join();

 private:
  struct Inside;
  explicit CaptureFiles(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace tagproof
