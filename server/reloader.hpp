// Reloader: notices that the configuration, a certificate or a secret changed on disk.
#pragma once

#include <atgateway/config.hpp>

#include <cstdint>
#include <map>
#include <string>

namespace server {

/// Remembers what the files of a configuration look like, and tells when one looks different.
class FileWatch {
 public:
  FileWatch(const std::string& config_file, const atgateway::Config& config);
  /// Has any file changed since the last call? Mounted secrets are swapped by symbolic link: the target counts.
  [[nodiscard]] bool changed();

 private:
  std::map<std::string, std::string> seen_;  ///< file → device, inode, size, time
};

}  // namespace server
