// openssl s_server with the leaf of an animal of the zoo and the intermediate, on a port that the system chose.
#pragma once

#include "support/certificate_zoo.hpp"
#include "support/child_process.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace atgateway::test_support {

class SServer {
 public:
  explicit SServer(const std::string& animal, std::vector<std::string> options = {})
      : process_(command(animal, std::move(options))) {
    const std::string marker = "ACCEPT 127.0.0.1:";
    std::string said = process_.wait_for(marker);
    while (said.find('\n', said.find(marker)) == std::string::npos) said = process_.wait_for("\n");
    port_ = static_cast<std::uint16_t>(std::strtoul(said.c_str() + said.find(marker) + marker.size(), nullptr, 10));
  }
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

 private:
  static std::vector<std::string> command(const std::string& animal, std::vector<std::string> options) {
    const auto& zoo = CertificateZoo::get();
    // Of the animal's file the first certificate is taken.
    std::vector<std::string> all{"openssl",  "s_server",      "-accept",     "127.0.0.1:0",
                                 "-naccept", "100",           "-cert",       zoo.pem(animal),
                                 "-key",     zoo.key(animal), "-cert_chain", zoo.file("middle.crt")};
    all.insert(all.end(), options.begin(), options.end());
    return all;
  }

  ChildProcess process_;
  std::uint16_t port_ = 0;
};

}  // namespace atgateway::test_support
