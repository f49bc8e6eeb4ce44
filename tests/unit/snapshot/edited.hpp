// The healthy snapshot with something changed: what one broken thing makes of the checks.
#pragma once

#include "snapshot/analyse.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace atgateway::snapshot_test {

using Texts = std::map<std::string, std::string, std::less<>>;

/// Replaces `from` by `to` in the file, everywhere; an empty `from` replaces the whole file, and an empty `to` then
/// removes it.
struct Edit {
  std::string file, from, to;
};

inline Texts healthy_texts() {
  Texts texts;
  for (const auto& entry :
       std::filesystem::directory_iterator(ATGATEWAY_SOURCE_DIR "/tests/support/snapshots/healthy")) {
    std::ifstream file(entry.path(), std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    texts[entry.path().filename()] = text.str();
  }
  return texts;
}

inline Texts edited_texts(const std::vector<Edit>& edits) {
  auto texts = healthy_texts();
  for (const auto& edit : edits) {
    if (edit.from.empty()) {
      if (edit.to.empty())
        texts.erase(edit.file);
      else
        texts[edit.file] = edit.to;
      continue;
    }
    auto& text = texts[edit.file];
    std::size_t count = 0;
    for (auto at = text.find(edit.from); at != std::string::npos; at = text.find(edit.from, at + edit.to.size())) {
      text.replace(at, edit.from.size(), edit.to);
      ++count;
    }
    BOOST_REQUIRE_MESSAGE(count > 0, edit.file + " has no " + edit.from);
  }
  return texts;
}

inline snapshot::Directory edited(const std::vector<Edit>& edits) {
  return snapshot::Directory::from_texts(edited_texts(edits));
}

inline Check check_of(const std::vector<Check>& checks, std::string_view id) {
  for (const auto& check : checks) {
    if (check.id == id) return check;
  }
  BOOST_FAIL("no check " + std::string(id));
  return {};
}

inline bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

inline std::string all_of(const std::vector<std::string>& commands) {
  std::string out;
  for (const auto& command : commands) out += command + "\n";
  return out;
}

/// Every row of the table whose id begins so is among those that a broken thing made a finding of.
inline void require_rows(std::string_view beginning, const std::set<std::string, std::less<>>& found) {
  for (const auto& row : check_table()) {
    if (row.id.starts_with(beginning)) BOOST_TEST(found.contains(row.id), "nothing here breaks " + std::string(row.id));
  }
}

/// 2026-03-02T09:00:00Z, when the healthy snapshot was taken.
inline constexpr std::int64_t taken = 1772442000;

}  // namespace atgateway::snapshot_test
