#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/problems.h"
#include "harness/base/result.h"
#include "harness/base/time.h"
#include "harness/faults/fault.h"
#include "harness/http/limits.h"
#include "harness/model/contract.h"
#include "harness/model/evidence.h"
#include "harness/model/finding.h"
#include "harness/model/order.h"
#include "harness/model/tagging.h"
#include "harness/model/target.h"
#include "harness/serve/limits.h"
#include "mock_platforms/platform.h"

namespace tagproof {

struct ServerOptions {
  int port = 0;  // 0 chooses a free one
  std::span<const Platform* const> platforms{};
  std::optional<Contract> contract{};
  std::optional<Tagging> tagging{};  // whose collector's tags pass on what it takes
  TargetConfig target{};             // hosts, accounts, settings
  std::string evidence{};            // the file; empty: none
  bool durable = false;
  bool show_personal_data = false;
  std::string version{};
  std::vector<const Fault*> faults{};  // disturbances: what the platforms do wrong …
  std::uint64_t times = 1;             // … to so many hits each
  /// What is wrong with a session's evidence. It may fill in what it can say of the events (whose
  /// hash an e-mail is).
  std::function<std::vector<Finding>(Evidence&)> judge{};
  /// Reads backend orders (formats.md A.6).
  std::function<std::vector<Order>(std::string_view text, Problems&)> read_orders{};
  /// Lines for people; called from any thread.
  std::function<void(const std::string&)> say{};
  ServeLimits limits{};
  ListenerLimits http{};
};

/// The mock platforms as a long-running server for real clients: hits in, answers out, and the
/// control API beside them (formats.md B.4). Listens on both loopback addresses.
class Server {
 public:
  /// Answers requests as soon as it returns. `clock` stamps the hits and outlives the server.
  static Result<std::unique_ptr<Server>> start(ServerOptions options, const Clock& clock);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();  // stops

  [[nodiscard]] int port() const;
  /// Answers those who wait, closes every connection, writes what evidence is left.
  void stop();

 private:
  struct Inside;
  explicit Server(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace tagproof
