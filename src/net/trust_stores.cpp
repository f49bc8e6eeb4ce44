#include "net/trust_stores.hpp"

#include "net/openssl_reason.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <system_error>

namespace atgateway::net {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const noexcept { std::fclose(file); }
};

bool add_file(X509_STORE* store, const std::string& path) {
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "re"));
  if (!file) return false;
  X509* const certificate = PEM_read_X509(file.get(), nullptr, nullptr, nullptr);
  if (certificate == nullptr) return false;
  const bool added = X509_STORE_add_cert(store, certificate) == 1;
  X509_free(certificate);
  return added;
}

StoreHandle read_folder(const std::string& folder) {
  std::error_code error;
  std::filesystem::directory_iterator entry(folder, error);
  if (error) return nullptr;
  StoreHandle store(X509_STORE_new());
  bool any = false;
  for (; entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    const bool regular = entry->is_regular_file(error);
    if (regular && entry->path().extension() == ".crt") any = add_file(store.get(), entry->path().string()) || any;
  }
  if (!any) return nullptr;
  return store;
}

}  // namespace

std::shared_ptr<const TrustStores> read_trust_stores(const std::string& roots) {
  ERR_clear_error();
  auto stores = std::make_shared<TrustStores>();
  stores->public_roots = read_folder(roots);
  stores->local.reset(X509_STORE_new());
  if (stores->local) X509_STORE_set_default_paths(stores->local.get());
  ERR_clear_error();
  return stores;
}

std::shared_ptr<const TrustStores> shared_trust_stores() {
  static std::mutex mutex;
  static std::weak_ptr<const TrustStores> in_use;
  const std::lock_guard lock(mutex);
  auto stores = in_use.lock();
  if (!stores) in_use = stores = read_trust_stores();
  return stores;
}

Result<StoreHandle> read_trust_file(const std::string& file) {
  const auto failure = [](const std::string& why) { return Error(Errc::tls_setup_failed, "the CA file: " + why); };
  // In the system's words before OpenSSL says it in its own; and a pipe would block us.
  struct stat about {};
  if (file.find('\0') != std::string::npos) return failure("its name holds a NUL");
  if (stat(file.c_str(), &about) != 0) return failure(std::generic_category().message(errno));
  if (!S_ISREG(about.st_mode)) return failure("it is not a regular file");
  ERR_clear_error();
  StoreHandle store(X509_STORE_new());
  if (!store || X509_STORE_load_file(store.get(), file.c_str()) != 1) {
    return failure("it holds no usable certificate: " + openssl_reason(take_openssl_error()));
  }
  return store;
}

}  // namespace atgateway::net
