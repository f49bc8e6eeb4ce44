// A snapshot: a folder of JSON that kubectl, az and the Databricks APIs printed, read once, bounded, trusting nothing.
#pragma once

#include "json/document.hpp"

#include <atgateway/result.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::snapshot {

/// A file that is there and could not be used.
struct BadFile {
  std::string name, why;  ///< "kube-services.json", "is cut off at byte 4096"
};

class Directory {
 public:
  /// Reads every known file (see files.hpp) up to 64 MiB each. Unknown ones are left alone, bad ones noted.
  /// @return `Errc::bad_config` when there is no such directory
  [[nodiscard]] static Result<Directory> read(const std::string& path);
  /// The same from texts by file name, for tests and fuzzing.
  [[nodiscard]] static Directory from_texts(std::map<std::string, std::string, std::less<>> texts);

  /// The file's root; nothing when it is missing or bad. Lives as long as the directory.
  [[nodiscard]] std::optional<json::Value> find(std::string_view file) const;
  [[nodiscard]] bool is_bad(std::string_view file) const;
  [[nodiscard]] const std::vector<BadFile>& bad_files() const noexcept { return bad_; }
  /// What the command that should have printed the file said instead: the text of FILE.error, or an API's error that
  /// was saved as the file. Empty when nothing is known to have failed; cut at 16 KiB.
  [[nodiscard]] std::string_view error_of(std::string_view file) const;
  [[nodiscard]] bool empty() const noexcept { return documents_.empty() && bad_.empty() && errors_.empty(); }
  /// Seconds since 1970 at which it was taken, from snapshot.json; nothing when that is missing.
  [[nodiscard]] std::optional<std::int64_t> taken_at() const;

 private:
  void take(std::string_view name, std::string text);
  void take_error(std::string_view name, std::string text);

  std::map<std::string, json::Document, std::less<>> documents_;
  std::map<std::string, std::string, std::less<>> errors_;
  std::vector<BadFile> bad_;
};

}  // namespace atgateway::snapshot
