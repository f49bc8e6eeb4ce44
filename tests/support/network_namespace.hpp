// A network of the test's own: nothing but a loopback interface, and what `ip` and `nft` make of it.
#pragma once

#include <sched.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

namespace atgateway::test_support {

/// Runs a command in the shell, in the network of the calling thread.
inline void run_command(const std::string& command) {
  if (std::system(command.c_str()) != 0) throw std::runtime_error("failed: " + command);
}

/// Runs `body` on a thread that has a network namespace of its own, with loopback up. Threads and processes that it
/// starts are in there too. What `body` throws is thrown here.
inline void in_own_network(const std::function<void()>& body) {
  std::exception_ptr thrown;
  std::thread([&] {
    try {
      if (::unshare(CLONE_NEWNET) != 0) throw std::runtime_error(std::string("unshare: ") + std::strerror(errno));
      run_command("ip link set lo up");
      body();
    } catch (...) {
      thrown = std::current_exception();
    }
  }).join();
  if (thrown) std::rethrow_exception(thrown);
}

/// Precondition of tests that need one: skipped with the cause where it cannot be had.
inline boost::test_tools::assertion_result own_network(boost::unit_test::test_unit_id) {
  static const std::string cause = []() -> std::string {
    if (::geteuid() != 0) return "a network namespace needs root";
    for (const char* program : {"/usr/sbin/nft", "/usr/sbin/ip"}) {
      if (!std::filesystem::exists(program)) return std::string(program) + " is not installed";
    }
    try {
      in_own_network([] { run_command("nft list ruleset"); });
    } catch (const std::exception& error) {
      return error.what();
    }
    return {};
  }();
  boost::test_tools::assertion_result result(cause.empty());
  result.message() << cause;
  return result;
}

}  // namespace atgateway::test_support
