// haproxy with a front and a server of the test's own, on a port that the system chose.
#pragma once

#include "support/child_process.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

namespace atgateway::test_support {

class HAProxy {
 public:
  static bool installed() { return std::filesystem::exists(program); }

  /// `bind_options` follow its address ("accept-proxy ssl crt FILE"); `rest` are further lines of the one proxy
  /// ("server s 127.0.0.1:1234 send-proxy-v2"). The socket is made here and inherited: it accepts at once.
  HAProxy(const std::string& bind_options, const std::string& rest) {
    std::string name = (std::filesystem::temp_directory_path() / "atgateway-haproxy-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for haproxy");
    folder_ = name;
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener, 64) != 0 ||
        ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw std::runtime_error("no port for haproxy");
    }
    port_ = ntohs(address.sin_port);
    const std::string file = (folder_ / "haproxy.cfg").string();
    std::ofstream(file) << "defaults\n  timeout connect 2s\n  timeout client 5s\n  timeout server 5s\n"
                        << "listen l\n  bind fd@" << listener << " " << bind_options << "\n  " << rest << "\n";
    process_.emplace(std::vector<std::string>{program, "-db", "-f", file});
    ::close(listener);
  }
  ~HAProxy() {
    process_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  HAProxy(const HAProxy&) = delete;
  HAProxy& operator=(const HAProxy&) = delete;
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

 private:
  static constexpr const char* program = "/usr/sbin/haproxy";
  std::filesystem::path folder_;
  std::uint16_t port_ = 0;
  std::optional<ChildProcess> process_;
};

}  // namespace atgateway::test_support
