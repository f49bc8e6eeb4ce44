// The certificates of make_certificate_zoo.sh, made once per test program in a folder of its own.
#pragma once

#include <stdlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <system_error>

namespace atgateway::test_support {

class CertificateZoo {
 public:
  static const CertificateZoo& get() {
    static const CertificateZoo zoo;
    return zoo;
  }
  ~CertificateZoo() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  CertificateZoo(const CertificateZoo&) = delete;
  CertificateZoo& operator=(const CertificateZoo&) = delete;

  /// What a server with that certificate sends.
  [[nodiscard]] std::string pem(const std::string& animal) const { return file(animal + ".pem"); }
  [[nodiscard]] std::string key(const std::string& animal) const {
    const std::string own = file(animal + ".key");
    return std::filesystem::exists(own) ? own : file("leaf.key");
  }
  [[nodiscard]] std::string file(const std::string& name) const { return (folder_ / name).string(); }
  [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_; }

 private:
  CertificateZoo() {
    std::string name = (std::filesystem::temp_directory_path() / "atgateway-zoo-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for certificates");
    folder_ = name;
    const std::string command = "sh " ATGATEWAY_SOURCE_DIR "/tests/support/make_certificate_zoo.sh '" + name + "'";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("certificates cannot be made");
  }

  std::filesystem::path folder_;
};

}  // namespace atgateway::test_support
