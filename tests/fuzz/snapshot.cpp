// One file of a snapshot is anything, in a healthy one or alone: never a crash, and nothing raw comes out of it.
#include "json/document.hpp"
#include "snapshot/analyse.hpp"
#include "snapshot/files.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace atgateway;
using Texts = std::map<std::string, std::string, std::less<>>;

static Texts healthy() {
  Texts texts;
  for (const auto& each : std::filesystem::directory_iterator(ATGATEWAY_SOURCE_DIR "/tests/support/snapshots/healthy"))
    texts[each.path().filename()] = {std::istreambuf_iterator<char>(std::ifstream(each.path()).rdbuf()), {}};
  return texts;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Texts whole = healthy();
  if (size == 0) return 0;
  Texts texts = data[0] >= 128 ? Texts() : whole;
  texts[std::string(snapshot::files()[data[0] % 128 % snapshot::files().size()].name)] = {data + 1, data + size};
  const snapshot::Subject subject{.hostname = "atg.example.org", .port = {}, .site = nullptr, .now = 1772442600};
  for (const auto& check : snapshot::analyse(snapshot::Directory::from_texts(std::move(texts)), subject)) {
    auto said = check.observed + check.expected + check.remediation.text;
    for (const auto& command : check.remediation.commands) said += command;
    for (const char c : said) {
      if ((c >= 0 && c < ' ') || c == 0x7F) std::abort();
    }
    if (!json::Document::parse(check.evidence)) std::abort();
  }
  return 0;
}
