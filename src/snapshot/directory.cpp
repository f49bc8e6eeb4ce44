#include "snapshot/directory.hpp"

#include "snapshot/files.hpp"
#include "snapshot/lookup.hpp"

#include "base/ascii.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace atgateway::snapshot {
namespace {

constexpr std::size_t largest_file = std::size_t{64} << 20;
constexpr std::size_t largest_directory = std::size_t{256} << 20;
constexpr json::Limits limits{.depth = 64, .tokens = 8'000'000};
constexpr std::string_view stamp = "snapshot.json";
constexpr std::string_view error_suffix = ".error";
constexpr std::size_t longest_error = std::size_t{16} << 10;

struct OpenFile {
  int descriptor;
  explicit OpenFile(int opened) noexcept : descriptor(opened) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (descriptor >= 0) ::close(descriptor);
  }
};

enum class Read : std::uint8_t { done, missing, failed };

// Non-blocking, so that a FIFO of that name does not hold us up.
Read read_whole(int directory, const char* name, std::string& text, std::string& why) {
  const OpenFile file(::openat(directory, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.descriptor < 0) {
    if (errno == ENOENT) return Read::missing;
    why = errno == EACCES ? "may not be read by this user" : "cannot be opened";
    return Read::failed;
  }
  struct stat status {};
  if (::fstat(file.descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    why = "is not a regular file";
    return Read::failed;
  }
  if (static_cast<std::size_t>(status.st_size) > largest_file) {
    why = "is larger than 64 MiB";
    return Read::failed;
  }
  std::size_t have = 0;
  text.resize(static_cast<std::size_t>(status.st_size) + 1);
  while (true) {
    const auto got = ::read(file.descriptor, text.data() + have, text.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      why = "cannot be read";
      return Read::failed;
    }
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
    if (have > largest_file) {
      why = "is larger than 64 MiB";
      return Read::failed;
    }
    if (have == text.size()) text.resize(have + 65536);
  }
  text.resize(have);
  return Read::done;
}

// What a command that failed, or a shell with its own ideas of text, leaves behind.
std::string why_no_json(std::string_view beginning, std::size_t size, const Error& error) {
  if (beginning.size() == size && base::trim(beginning).empty()) return "is empty: the command printed nothing";
  if (beginning.starts_with("\xFF\xFE") || beginning.starts_with("\xFE\xFF"))
    return "is UTF-16, as PowerShell's > writes it: use Out-File -Encoding utf8, or a POSIX shell";
  if (error.code() == Errc::json_limit) return "is nested too deep or has too many values";
  const auto detail = std::string(error.detail());
  if (detail.starts_with("byte " + std::to_string(size) + ":")) return "is cut off at byte " + std::to_string(size);
  return "is not JSON: " + detail;
}

// An API's error, as Databricks and ARM write it; empty when it is none.
std::string api_error(const json::Value& root) {
  std::string out;
  if (const auto code = text_at(root, {"error_code"}); !code.empty()) {
    out.append(code).append(": ").append(text_at(root, {"message"}));
  } else if (root.is(json::Kind::object) && root.size() == 1 && root.find("error")) {
    out.append(text_at(root, {"error", "code"})).append(": ").append(text_at(root, {"error", "message"}));
    out.append(text_at(root, {"error"}));
  }
  return out;
}

// Empty when the root has the form that the file's command prints.
std::string why_unfit(std::string_view name, const json::Value& root) {
  if (text_at(root, {"kind"}) == "Status" && text_at(root, {"status"}) == "Failure")
    return "holds an error of the Kubernetes API instead of a list";
  if (!api_error(root).empty()) return "holds an error message instead of data";
  if (name.starts_with("kube-")) {
    const auto items = root.find("items");
    if (!items || !items->is(json::Kind::array)) return "is not a list as kubectl prints it: \"items\" is missing";
    return {};
  }
  if (name == "az-aks.json" || name == "az-databricks-workspace.json" || name == "az-pls-metrics.json")
    return root.is(json::Kind::object) ? "" : "is not an object";
  if (name.starts_with("az-")) return list_of(root) ? "" : "is not a list as az prints it";
  return root.is(json::Kind::object) || root.is(json::Kind::array) ? "" : "is neither an object nor a list";
}

}  // namespace

Result<Directory> Directory::read(const std::string& path) {
  const OpenFile folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (path.find('\0') != std::string::npos || folder.descriptor < 0) {
    return Error(Errc::bad_config, "the snapshot is not a directory that can be read", "/snapshot")
        .with_hint("Give the directory that the commands of --snapshot-commands wrote into.");
  }
  Directory directory;
  std::size_t total = 0;
  const auto take = [&](std::string_view name) {
    std::string text, why;
    switch (read_whole(folder.descriptor, std::string(name).c_str(), text, why)) {
      case Read::missing:
        return;
      case Read::failed:
        directory.bad_.push_back({std::string(name), std::move(why)});
        return;
      case Read::done:
        break;
    }
    total += text.size();
    if (total > largest_directory) {
      directory.bad_.push_back({std::string(name), "is left out: the files before it have 256 MiB together"});
      return;
    }
    directory.take(name, std::move(text));
  };
  for (const auto& file : files()) {
    take(file.name);
    std::string text, why;
    const auto name = std::string(file.name).append(error_suffix);
    if (read_whole(folder.descriptor, name.c_str(), text, why) == Read::done)
      directory.take_error(file.name, std::move(text));
  }
  take(stamp);
  return directory;
}

Directory Directory::from_texts(std::map<std::string, std::string, std::less<>> texts) {
  Directory directory;
  for (auto& [name, text] : texts) {
    const auto stem = std::string_view(name).substr(0, name.size() - std::min(name.size(), error_suffix.size()));
    if (name.ends_with(error_suffix) && find_file(stem) != nullptr)
      directory.take_error(stem, std::move(text));
    else if (name == stamp || find_file(name) != nullptr)
      directory.take(name, std::move(text));
  }
  return directory;
}

void Directory::take(std::string_view name, std::string text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  // The parser keeps the text; what is said of a bad one needs its beginning and size only.
  const auto beginning = text.substr(0, 256);
  const auto size = text.size();
  auto document = json::Document::parse(std::move(text), limits);
  if (!document) {
    bad_.push_back({std::string(name), why_no_json(beginning, size, document.error())});
    return;
  }
  if (auto why = why_unfit(name, document->root()); !why.empty()) {
    take_error(name, api_error(document->root()));
    bad_.push_back({std::string(name), std::move(why)});
    return;
  }
  documents_.emplace(name, std::move(*document));
}

void Directory::take_error(std::string_view name, std::string text) {
  if (text.size() > longest_error) text.resize(longest_error);
  if (!base::trim(text).empty()) errors_.insert_or_assign(std::string(name), std::string(base::trim(text)));
}

std::string_view Directory::error_of(std::string_view file) const {
  const auto found = errors_.find(file);
  return found == errors_.end() ? std::string_view{} : std::string_view(found->second);
}

std::optional<json::Value> Directory::find(std::string_view file) const {
  const auto found = documents_.find(file);
  if (found == documents_.end()) return std::nullopt;
  return found->second.root();
}

bool Directory::is_bad(std::string_view file) const {
  for (const auto& bad : bad_) {
    if (bad.name == file) return true;
  }
  return false;
}

std::optional<std::int64_t> Directory::taken_at() const {
  const auto root = find(stamp);
  if (!root) return std::nullopt;
  const auto taken = at(*root, {"taken_at"});
  if (!taken) return std::nullopt;
  if (taken->is(json::Kind::string)) return moment_from(taken->text());
  return integer_at(*root, {"taken_at"});
}

}  // namespace atgateway::snapshot
