// The healthy snapshot with single values replaced, found by JSON Pointer.
#pragma once

#include "edited.hpp"
#include "json/document.hpp"
#include "snapshot/analyse.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::snapshot_test {

/// Instead of a value: the member is taken away.
inline constexpr const char* gone = "";

/// Puts `raw` (JSON) at `pointer` of the file; a member that is not there yet is added, "-" appends to an array.
struct Put {
  std::string file, pointer, raw;
};

inline std::string unescaped(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '~' && i + 1 < token.size()) {
      out += token[++i] == '1' ? '/' : '~';
    } else {
      out += token[i];
    }
  }
  return out;
}

inline void apply(Texts& texts, const Put& put) {
  auto& text = texts[put.file];
  if (put.pointer.empty()) {
    text = put.raw;
    return;
  }
  const auto document = json::Document::parse(text);
  BOOST_REQUIRE_MESSAGE(document, put.file + " is not JSON");
  auto value = document->root();
  std::string_view rest = put.pointer;
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const auto slash = rest.find('/');
    const auto token = unescaped(rest.substr(0, slash));
    rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash);
    std::optional<json::Value> next;
    if (value.is(json::Kind::array)) {
      std::size_t index = 0;
      for (const auto element : value.elements()) {
        if (std::to_string(index++) == token) next = element;
      }
    } else {
      next = value.find(token);
    }
    if (!next) {
      BOOST_REQUIRE_MESSAGE(rest.empty(), put.file + " has no " + put.pointer);
      std::string piece = value.is(json::Kind::array) ? put.raw : "\"" + token + "\": " + put.raw;
      if (value.size() != 0) piece += ", ";
      text.insert(value.offset() + 1, piece);
      return;
    }
    value = *next;
    if (rest.empty() && put.raw == gone) {
      const auto key = text.rfind("\"" + token + "\"", value.offset());
      const auto end = value.offset() + value.source().size();
      const auto next_mark = text.find_first_not_of(" \n", end);
      const bool last = text[next_mark] != ',';
      const auto from = last ? text.rfind(',', key) : key;
      text.erase(from, (last ? end : next_mark + 1) - from);
      return;
    }
  }
  text.replace(value.offset(), value.source().size(), put.raw);
}

inline Texts put(const std::vector<Put>& puts) {
  auto texts = healthy_texts();
  for (const auto& each : puts) apply(texts, each);
  return texts;
}

inline std::vector<Check> judged(Texts texts, const Site* site = nullptr) {
  const auto directory = snapshot::Directory::from_texts(std::move(texts));
  snapshot::Subject subject;
  subject.site = site;
  subject.now = taken + 600;
  return snapshot::analyse(directory, subject);
}

inline const Check* find(const std::vector<Check>& checks, std::string_view id) {
  const auto found = std::ranges::find(checks, id, &Check::id);
  return found == checks.end() ? nullptr : &*found;
}

inline std::string told(const Check& check) {
  std::string out = std::string(to_text(check.status)) + " " + check.id + ": " + check.observed + " | " +
                    check.expected + " | " + check.remediation.text;
  for (const auto& command : check.remediation.commands) out += "\n    $ " + command;
  return out;
}

/// The ids of all findings of these layers, failures marked by "!".
inline std::set<std::string> findings(const std::vector<Check>& checks) {
  std::set<std::string> out;
  for (const auto& check : checks) {
    if (check.status == CheckStatus::fail) out.insert(check.id + "!");
    if (check.status == CheckStatus::warn) out.insert(check.id);
  }
  return out;
}

inline std::string joined(const std::set<std::string>& ids) {
  std::string out;
  for (const auto& id : ids) out += id + " ";
  return out;
}

inline const std::string annotations = "/items/0/metadata/annotations/service.beta.kubernetes.io~1";

}  // namespace atgateway::snapshot_test
