// What a hostile snapshot is made of, and what may never come of one.
#pragma once

#include "mutation.hpp"
#include "snapshot/files.hpp"

#include <sys/wait.h>

#include <cstdlib>
#include <ctime>

namespace atgateway::snapshot_test {

/// Where a value stands in a text.
struct Place {
  std::string path;  ///< with "*" for an index
  std::size_t from = 0, size = 0;
  json::Kind kind = json::Kind::null;
};

/// Under a sanitizer everything takes ten times as long: every so manieth place will do there.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr std::size_t stride = 8, short_stride = 2;
#else
inline constexpr std::size_t stride = 1, short_stride = 1;
#endif

/// Every value, but of those that stand at the same place of a list's elements only the first and the last.
inline std::vector<Place> places(const std::string& text, std::size_t every = stride) {
  const auto document = json::Document::parse(text);
  BOOST_REQUIRE(document.ok());
  std::vector<Place> all;
  const auto walk = [&](const auto& self, const json::Value& value, const std::string& path) -> void {
    all.push_back({path, value.offset(), value.source().size(), value.kind()});
    for (const auto [name, member] : value.members()) self(self, member, path + "/" + std::string(name));
    for (const auto element : value.elements()) self(self, element, path + "/*");
  };
  walk(walk, document->root(), "");
  std::map<std::string, std::vector<Place>, std::less<>> by_path;
  for (const auto& place : all) by_path[place.path].push_back(place);
  std::vector<Place> out;
  std::size_t turn = 0;
  for (const auto& [path, same] : by_path) {
    if (turn++ % every != 0) continue;
    out.push_back(same.front());
    if (same.size() > 1) out.push_back(same.back());
  }
  return out;
}

/// Only the files that commands take names from, and something wrong in each of them.
inline Texts ailing_texts() {
  auto texts = put({{"workspace-connection.json", "/options/host", "\"https://other.example.org\""},
                    {"workspace-warehouse.json", "/enable_serverless_compute", "false"},
                    {"kube-services.json", annotations + "azure-load-balancer-internal", "\"no\""},
                    {"account-ncc-rules.json", "/0/connection_state", "\"REJECTED\""},
                    {"az-private-link-services.json",
                     "/0/privateEndpointConnections/0/privateLinkServiceConnectionState/status", "\"Rejected\""}});
  std::erase_if(texts, [](const auto& text) {
    return text.first != "workspace-connection.json" && text.first != "workspace-warehouse.json" &&
           text.first != "kube-services.json" && text.first != "account-ncc-rules.json" &&
           text.first != "az-private-link-services.json" && text.first != "az-load-balancers.json" &&
           text.first != "account-workspaces.json";
  });
  return texts;
}

/// Calls `visit` with what is judged when `raw` stands instead of a text, and as a name and a value in an object.
template <class Visit>
void for_each_text(const Texts& healthy, const std::string& raw, Visit visit) {
  for (const auto& [file, text] : healthy) {
    for (const auto& place : places(text, short_stride)) {
      const bool is_text = place.kind == json::Kind::string;
      if (!is_text && place.kind != json::Kind::object) continue;
      auto texts = healthy;
      if (is_text)
        texts[file].replace(place.from, place.size, raw);
      else
        texts[file].insert(place.from + 1, raw + ": " + raw + (text[place.from + 1] == '}' ? "" : ", "));
      visit(judged(std::move(texts)), file + place.path);
    }
  }
}

inline std::string said_by(const Check& check) {
  return check.observed + "\n" + check.expected + "\n" + check.remediation.text + "\n" +
         all_of(check.remediation.commands) + check.evidence;
}

/// No control character, none of Unicode's, no line end.
inline bool is_one_line(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7F) return false;
    if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) return false;
  }
  return !has(text, "\xE2\x80\xAE") && !has(text, "\xEF\xBB\xBF");
}

/// What must hold of every answer, and does not; empty when it holds.
inline std::string what_is_wrong(const std::vector<Check>& checks) {
  std::set<std::string_view> ids;
  for (const auto& check : checks) ids.insert(check.id);
  if (ids.size() != checks.size()) return "a check twice";
  for (const auto& check : checks) {
    using enum CheckStatus;
    if (find_check(check.id) == nullptr) return check.id + " is not of the table";
    if (check.status == crash) return check.id + " crashed";
    if ((check.status == skip) != (!check.blocked_by.empty() || check.reason)) return check.id + ": skip without why";
    if (!check.blocked_by.empty() && (check.reason || !ids.contains(check.blocked_by)))
      return check.id + " is blocked by " + check.blocked_by;
    if (check.observed.empty() && check.remediation.text.empty() && check.blocked_by.empty())
      return check.id + " says nothing";
    if ((check.status == fail || check.status == warn) && (check.expected.empty() || check.remediation.text.empty()))
      return check.id + " does not say what to do";
    if (!json::Document::parse(check.evidence).ok()) return check.id + " has evidence " + check.evidence;
    if (!is_one_line(check.observed) || !is_one_line(check.expected) || !is_one_line(check.remediation.text) ||
        !is_one_line(check.evidence))
      return check.id + " shows something raw";
    for (const auto& command : check.remediation.commands) {
      if (!is_one_line(command)) return check.id + " has something raw in a command";
    }
  }
  return {};
}

inline bool is_sql(std::string_view command) {
  for (const char* verb : {"ALTER ", "GRANT ", "SELECT ", "CREATE ", "SHOW "}) {
    if (command.starts_with(verb)) return true;
  }
  return false;
}

/// What of a command a POSIX shell looks for meaning in; within double quotes it still does. Nothing when a quote
/// does not end.
inline std::optional<std::string> outside_shell_quotes(std::string_view command) {
  std::string out;
  for (std::size_t i = 0; i < command.size(); ++i) {
    if (command[i] == '\\') {
      ++i;
    } else if (command[i] == '\'') {
      i = command.find('\'', i + 1);
      if (i == std::string_view::npos) return std::nullopt;
    } else {
      out += command[i];
    }
  }
  return out;
}

/// The same for SQL: `names` with doubled backticks, 'texts' with backslashes.
inline std::optional<std::string> outside_sql_quotes(std::string_view statement) {
  std::string out;
  for (std::size_t i = 0; i < statement.size(); ++i) {
    const char quote = statement[i];
    if (quote != '`' && quote != '\'' && quote != '"') {
      out += quote;
      continue;
    }
    for (++i; i < statement.size() && statement[i] != quote; ++i) {
      if (statement[i] == '\\' && quote != '`') ++i;
    }
    if (i >= statement.size()) return std::nullopt;
  }
  return out;
}

/// A folder of its own, gone afterwards.
struct Folder {
  std::filesystem::path root;

  Folder() {
    auto pattern = (std::filesystem::temp_directory_path() / "atgateway-hostile-XXXXXX").string();
    BOOST_REQUIRE(mkdtemp(pattern.data()) != nullptr);
    root = pattern;
  }
  ~Folder() { std::filesystem::remove_all(root); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(root / name, std::ios::binary) << text;
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream file(root / name, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  [[nodiscard]] int run(const std::string& command) const {
    const int status = std::system(("cd '" + root.string() + "' && " + command).c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
};

}  // namespace atgateway::snapshot_test
