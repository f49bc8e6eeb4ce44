#include "reloader.hpp"

#include <sys/stat.h>

namespace server {
namespace {

std::string look_of(const std::string& file) {
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) return "absent";
  return std::to_string(info.st_dev) + ":" + std::to_string(info.st_ino) + ":" + std::to_string(info.st_size) + ":" +
         std::to_string(info.st_mtim.tv_sec) + "." + std::to_string(info.st_mtim.tv_nsec);
}

}  // namespace

FileWatch::FileWatch(const std::string& config_file, const atgateway::Config& config) {
  const auto watch = [&](const std::string& file) {
    if (!file.empty()) seen_[file] = look_of(file);
  };
  watch(config_file);
  for (const auto& listener : config.listeners) {
    watch(listener.tls.certificate);
    watch(listener.tls.key);
    watch(listener.tls.client_ca.value_or(""));
  }
  for (const auto& upstream : config.upstreams) {
    watch(upstream.ca.value_or(""));
    watch(upstream.token_file.value_or(""));
  }
  for (const auto& file : config.credentials.inbound_key_files) watch(file);
}

bool FileWatch::changed() {
  bool any = false;
  for (auto& [file, look] : seen_) {
    auto now = look_of(file);
    if (now == look) continue;
    look = std::move(now);
    any = true;
  }
  return any;
}

}  // namespace server
