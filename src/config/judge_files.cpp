#include "config/judge.hpp"
#include "config/table.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <optional>

namespace atgateway::config {
namespace {

/// Why a file cannot be used; empty = it can, and `readable_by_others` says who else.
struct FileState {
  std::string_view complaint;
  bool readable_by_others = false;
};

FileState look_at(const std::string& name) {
  struct stat state {};
  if (::stat(name.c_str(), &state) != 0) {
    const bool absent = errno == ENOENT || errno == ENOTDIR;
    return {absent ? "names a file that does not exist" : "names a file that cannot be looked at"};
  }
  if (S_ISDIR(state.st_mode)) return {"names a folder, not a file"};
  if (::access(name.c_str(), R_OK) != 0) return {"names a file that this process may not read"};
  return {{}, S_ISREG(state.st_mode) && (state.st_mode & S_IROTH) != 0};
}

struct FileJudge {
  Reading& reading;
  std::optional<Error> error;

  void judge(const std::string& pointer, const Key& key, const std::string& name) {
    const auto state = look_at(name);
    if (!state.complaint.empty()) {
      error =
          reading.fail(pointer, state.complaint, "Check the name; a relative one is taken from the working directory.");
    } else if (key.secret_file && state.readable_by_others) {
      reading.warn(pointer,
                   "names a secret that every user of this machine can read: chmod 600, or in Kubernetes "
                   "defaultMode 0400");
    }
  }

  void judge_setting(const std::string& pointer, const Key& key, const Setting& setting) {
    if (const auto* name = std::get_if<std::string>(&setting)) judge(pointer, key, *name);
    if (const auto* names = std::get_if<std::vector<std::string>>(&setting)) {
      for (std::size_t i = 0; i < names->size() && !error; ++i) {
        judge(pointer + "/" + std::to_string(i), key, (*names)[i]);
      }
    }
  }
};

}  // namespace

Result<void> judge_files(Reading& reading, bool full) {
  FileJudge files{reading, {}};
  visit(root_shape(), &reading.draft, "", [&](const std::string& pointer, const Key& key, const Shape&, void* object) {
    if (files.error || key.rule != Rule::file) return;
    // The listeners as built repeat the brief form's sections; each file is judged where it was given.
    if (!full && pointer.starts_with("/listeners/")) return;
    // Files of a TLS that is off are never opened.
    const auto section = pointer.substr(0, pointer.rfind('/'));
    if (section.ends_with("/tls") && static_cast<const TlsConfig*>(object)->mode == TlsConfig::Mode::off) return;
    files.judge_setting(pointer, key, key.access.get(object));
  });
  return files.error ? Result<void>(*files.error) : Result<void>();
}

}  // namespace atgateway::config
