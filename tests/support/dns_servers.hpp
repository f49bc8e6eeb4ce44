// knotd, unbound and dnsmasq with a configuration of the test's own, on a port that was free, in a folder of its own.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace atgateway::test_support {

/// A port that nobody on loopback has, for UDP and TCP. Somebody may take it before it is used: see `DnsServer`.
inline std::uint16_t free_dns_port() {
  for (int tries = 0; tries < 50; ++tries) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    const int tcp = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int udp = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const bool free = ::bind(tcp, any, size) == 0 && ::getsockname(tcp, any, &size) == 0 && ::bind(udp, any, size) == 0;
    ::close(tcp);
    ::close(udp);
    if (free) return ntohs(address.sin_port);
  }
  throw std::runtime_error("no port for a nameserver");
}

/// A process in the foreground that serves DNS on 127.0.0.1:port(); ended by its id.
class DnsServer {
 public:
  DnsServer(const DnsServer&) = delete;
  DnsServer& operator=(const DnsServer&) = delete;
  virtual ~DnsServer() {
    end();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

 protected:
  DnsServer() {
    std::string name = (std::filesystem::temp_directory_path() / "atgateway-dns-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for a nameserver");
    folder_ = name;
  }
  [[nodiscard]] std::string at(const std::string& file) const { return (folder_ / file).string(); }
  void write(const std::string& file, const std::string& text) const { std::ofstream(folder_ / file) << text; }

  /// `arguments` are made anew for each port that is tried.
  void start(const std::function<std::vector<std::string>(std::uint16_t)>& arguments) {
    for (int tries = 0; tries < 5; ++tries) {
      port_ = free_dns_port();
      spawn(arguments(port_));
      if (answers()) return;
      end();
    }
    std::ifstream log(folder_ / "log");
    throw std::runtime_error("a nameserver does not start: " +
                             std::string(std::istreambuf_iterator<char>(log), std::istreambuf_iterator<char>()));
  }

 private:
  void spawn(std::vector<std::string> arguments) {
    std::vector<char*> pointers;
    for (auto& each : arguments) pointers.push_back(each.data());
    pointers.push_back(nullptr);
    const std::string log = at("log");
    child_ = ::fork();
    if (child_ == 0) {
      const int fd = ::open(log.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
      ::dup2(fd, 1);
      ::dup2(fd, 2);
      ::execv(pointers.front(), pointers.data());
      ::_exit(127);
    }
    if (child_ < 0) throw std::runtime_error("no process for a nameserver");
  }
  /// All three listen on TCP too, and serve once they do.
  bool answers() {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (std::chrono::steady_clock::now() < end) {
      int status = 0;
      if (::waitpid(child_, &status, WNOHANG) == child_) {
        child_ = -1;
        return false;
      }
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      address.sin_port = htons(port_);
      const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      const bool connected = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
      ::close(fd);
      if (connected) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }
  void end() {
    if (child_ <= 0) return;
    ::kill(child_, SIGKILL);
    int status = 0;
    ::waitpid(child_, &status, 0);
    child_ = -1;
  }

  std::filesystem::path folder_;
  std::uint16_t port_ = 0;
  ::pid_t child_ = -1;
};

/// Precondition of tests that need one: skipped with the cause where it is not installed.
template <class Server>
boost::test_tools::assertion_result has_dns_server(boost::unit_test::test_unit_id) {
  boost::test_tools::assertion_result result(std::filesystem::exists(Server::program));
  result.message() << Server::program << " is not installed";
  return result;
}

/// Knot DNS: says with authority what its zones say.
class Knot : public DnsServer {
 public:
  static constexpr const char* program = "/usr/sbin/knotd";

  struct Zone {
    std::string name, text;
  };
  explicit Knot(const std::vector<Zone>& zones) {
    for (const auto& zone : zones) write(zone.name + "zone", zone.text);
    start([&](std::uint16_t port) {
      std::string text = "server:\n  rundir: \"" + at("") + "\"\n  listen: 127.0.0.1@" + std::to_string(port) +
                         "\n  udp-workers: 1\n  tcp-workers: 1\n  background-workers: 1\n" +
                         "database:\n  storage: \"" + at("") + "\"\ncontrol:\n  listen: \"" + at("socket") + "\"\n" +
                         "log:\n  - target: stderr\n    any: warning\n" +
                         "template:\n  - id: default\n    storage: \"" + at("") +
                         "\"\n    zonefile-sync: -1\n    journal-content: none\n    zonefile-load: whole\nzone:\n";
      for (const auto& zone : zones) text += "  - domain: " + zone.name + "\n    file: \"" + zone.name + "zone\"\n";
      write("knot.conf", text);
      return std::vector<std::string>{program, "-c", at("knot.conf")};
    });
  }
};

/// Unbound: a resolver, which asks others and judges what they say.
class Unbound : public DnsServer {
 public:
  static constexpr const char* program = "/usr/sbin/unbound";

  /// `server` goes into the server clause, `others` behind it.
  Unbound(const std::string& server, const std::string& others) {
    start([&](std::uint16_t port) {
      write("unbound.conf", "server:\n  interface: 127.0.0.1\n  port: " + std::to_string(port) +
                                "\n  username: \"\"\n  chroot: \"\"\n  directory: \"" + at("") + "\"\n  pidfile: \"" +
                                at("pid") +
                                "\"\n  use-syslog: no\n  do-daemonize: no\n  num-threads: 1\n  do-ip6: no\n"
                                "  do-not-query-localhost: no\n  ede: yes\n  qname-minimisation: no\n" +
                                server + "\nremote-control:\n  control-enable: no\n" + others);
      return std::vector<std::string>{program, "-d", "-c", at("unbound.conf")};
    });
  }
};

/// dnsmasq: what stands in many home and branch networks.
class Dnsmasq : public DnsServer {
 public:
  static constexpr const char* program = "/usr/sbin/dnsmasq";

  /// Further arguments ("--address=/name/10.1.2.3"), and the text of its hosts file.
  explicit Dnsmasq(const std::vector<std::string>& more, const std::string& hosts = {}) {
    write("hosts", hosts);
    write("conf", "");
    start([&](std::uint16_t port) {
      std::vector<std::string> arguments = {program,
                                            "--no-daemon",
                                            "--no-resolv",
                                            "--no-hosts",
                                            "--addn-hosts=" + at("hosts"),
                                            "--conf-file=" + at("conf"),
                                            "--pid-file=" + at("pid"),
                                            "--listen-address=127.0.0.1",
                                            "--bind-interfaces",
                                            "--port=" + std::to_string(port)};
      if (::geteuid() == 0) arguments.push_back("--user=root");
      arguments.insert(arguments.end(), more.begin(), more.end());
      return arguments;
    });
  }
};

}  // namespace atgateway::test_support
