// nginx with a configuration of the test's own, on a port that the system chose, in a folder of its own.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace atgateway::test_support {

/// The listening socket is made here and inherited (nginx takes over descriptors named in its variable NGINX, as it
/// does from itself when it upgrades): so the port is ours from the first moment and accepts at once.
class Nginx {
 public:
  static bool installed() { return std::filesystem::exists(program); }

  /// `server` goes into the server block; "listen" with the given `listen_flags` ("ssl http2") is there already.
  Nginx(const std::string& listen_flags, const std::string& server) {
    std::string name = (std::filesystem::temp_directory_path() / "atgateway-nginx-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for nginx");
    folder_ = name;
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener, 64) != 0 ||
        ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw std::runtime_error("no port for nginx");
    }
    port_ = ntohs(address.sin_port);
    write_configuration(listen_flags, server);
    const std::string inherit = "NGINX=" + std::to_string(listener) + ";";
    const std::string file = (folder_ / "nginx.conf").string();
    const std::string prefix = folder_.string() + "/";
    child_ = ::fork();
    if (child_ == 0) {
      const char* const arguments[] = {program, "-e", "stderr", "-p", prefix.c_str(), "-c", file.c_str(), nullptr};
      const char* const environment[] = {inherit.c_str(), nullptr};
      const int log = ::open((folder_ / "stderr").c_str(), O_CREAT | O_WRONLY, 0600);
      ::dup2(log, 2);
      ::execve(program, const_cast<char* const*>(arguments), const_cast<char* const*>(environment));
      ::_exit(127);
    }
    ::close(listener);
    if (child_ < 0) throw std::runtime_error("no process for nginx");
  }
  ~Nginx() {
    ::kill(child_, SIGTERM);
    int status = 0;
    ::waitpid(child_, &status, 0);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  Nginx(const Nginx&) = delete;
  Nginx& operator=(const Nginx&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  /// The access log so far: one line a request, `request_method uri server_protocol connection connection_requests`.
  [[nodiscard]] std::vector<std::string> requests() const {
    std::vector<std::string> lines;
    std::ifstream log(folder_ / "access.log");
    for (std::string line; std::getline(log, line);) lines.push_back(line);
    return lines;
  }

 private:
  static constexpr const char* program = "/usr/sbin/nginx";

  void write_configuration(const std::string& listen_flags, const std::string& server) const {
    const std::string at = folder_.string();
    std::ofstream out(folder_ / "nginx.conf");
    // Without a master process 1.22 crashes on an inherited socket. Started by root, its worker would be somebody else,
    // who may not write here.
    out << (::geteuid() == 0 ? "user root;\n" : "") << "daemon off; worker_processes 1; pid " << at
        << "/pid; error_log stderr warn;\n"
        << "events { worker_connections 256; }\n"
        << "http {\n"
        << "  client_body_temp_path " << at << "/body; proxy_temp_path " << at << "/proxy; fastcgi_temp_path " << at
        << "/fastcgi; uwsgi_temp_path " << at << "/uwsgi; scgi_temp_path " << at << "/scgi;\n"
        << "  log_format short '$request_method $request_uri $server_protocol $connection $connection_requests';\n"
        << "  access_log " << at << "/access.log short;\n"
        << "  server {\n    listen 127.0.0.1:" << port_ << " " << listen_flags << ";\n    " << server << "\n  }\n}\n";
  }

  std::filesystem::path folder_;
  std::uint16_t port_ = 0;
  ::pid_t child_ = -1;
};

}  // namespace atgateway::test_support
