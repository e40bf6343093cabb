#include "folder.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <sstream>

namespace tagproof::tests {

const Vocabulary& vocabulary() {
  static const Vocabulary kWords{
      .platforms = {{"ga4", "GA4"},
                    {"meta", "Meta"},
                    {"google_ads", "Google Ads"},
                    {"collector", "Collector"},
                    {"tiktok", "TikTok"},
                    {"pinterest", "Pinterest"},
                    {"snapchat", "Snapchat"}},
      .checks = {{"delivery.late", ""}, {"dedup.event-id-mismatch", ""}, {"value.mismatch", ""}},
      .faults = {{"email-in-clear", ""}, {"server-event-eight-days-late", ""}},
      .settings = {{"meta.same_source_repeats", {"count", "dedup"}, "count", ""},
                   {"ga4.window", {}, "", ""}}};
  return kWords;
}

Folder::Folder() {
  static int number = 0;
  path_ = std::filesystem::temp_directory_path() /
          ("tagproof-files-" + std::to_string(getpid()) + "-" + std::to_string(++number));
  std::filesystem::create_directories(path_);
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Folder& Folder::write(const std::string& name, std::string_view content) {
  std::filesystem::create_directories((path_ / name).parent_path());
  std::ofstream(path_ / name, std::ios::binary) << content;
  return *this;
}

Folder& Folder::shop() {
  for (const auto* name : {"contract.yaml", "storefront.yaml", "tagging.yaml", "target.yaml"})
    write(name, reference(name));
  return *this;
}

LoadOptions Folder::options() const {
  LoadOptions options;
  options.paths = {"."};
  options.vocabulary = &vocabulary();
  options.working_directory = path_.string();
  return options;
}

std::string Folder::problems() const {
  Problems problems;
  const auto suite = load_suite(options(), problems);
  CHECK(suite.has_value() == problems.empty());
  return show(problems);
}

Suite Folder::suite() const {
  Problems problems;
  auto suite = load_suite(options(), problems);
  CHECK(show(problems) == "");
  return suite.value_or(Suite{});
}

std::string reference(const std::string& name) {
  std::ifstream in(std::string(TAGPROOF_SOURCE_DIR) + "/scenarios/" + name, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace tagproof::tests
