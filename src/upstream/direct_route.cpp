#include "upstream/direct_route.hpp"

namespace atgateway::upstream {

Result<std::shared_ptr<const net::TlsClientContext>> DirectRoute::tls() {
  if (!endpoint().tls || context_) return context_;
  // Looked at before it is read: a change in between is then noticed later, and not missed.
  if (::stat(endpoint().ca_file.c_str(), &read_file_) != 0) read_file_ = {};
  auto made = net::TlsClientContext::make(endpoint().ca_file);
  if (made.ok()) context_ = *made;
  return made;
}

bool DirectRoute::ca_has_changed() {
  struct stat now {};
  if (endpoint().ca_file.empty() || ::stat(endpoint().ca_file.c_str(), &now) != 0) return false;
  const bool same = now.st_ino == read_file_.st_ino && now.st_dev == read_file_.st_dev &&
                    now.st_size == read_file_.st_size && now.st_mtim.tv_sec == read_file_.st_mtim.tv_sec &&
                    now.st_mtim.tv_nsec == read_file_.st_mtim.tv_nsec;
  if (!same) context_.reset();
  return !same;
}

}  // namespace atgateway::upstream
