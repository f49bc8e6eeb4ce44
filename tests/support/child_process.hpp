// A program of somebody else's, running beside the test: ended with it, by its own process id.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

namespace atgateway::test_support {

class ChildProcess {
 public:
  /// Its standard output comes here, its standard error is dropped; its standard input stays open and silent.
  /// Descriptors without FD_CLOEXEC are inherited.
  explicit ChildProcess(const std::vector<std::string>& command) {
    int out[2];
    int in[2];
    if (::pipe2(out, O_CLOEXEC) != 0 || ::pipe2(in, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    std::vector<char*> arguments;
    for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    child_ = ::fork();
    if (child_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that crashes leaves nobody behind
      ::dup2(in[0], 0);
      ::dup2(out[1], 1);
      ::dup2(::open("/dev/null", O_WRONLY | O_CLOEXEC), 2);
      ::execvp(arguments[0], arguments.data());
      ::_exit(127);
    }
    ::close(out[1]);
    ::close(in[0]);
    out_ = out[0];
    in_ = in[1];
    if (child_ < 0) throw std::runtime_error("no process for " + command[0]);
  }
  ~ChildProcess() {
    ::kill(child_, SIGKILL);
    int status = 0;
    ::waitpid(child_, &status, 0);
    ::close(out_);
    ::close(in_);
  }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// What it has written once `what` is in it.
  std::string wait_for(const std::string& what) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (said_.find(what) == std::string::npos) {
      pollfd one{out_, POLLIN, 0};
      char bytes[4096];
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
      if (left.count() <= 0 || ::poll(&one, 1, static_cast<int>(left.count())) <= 0) {
        throw std::runtime_error("a program did not say \"" + what + "\"");
      }
      const auto got = ::read(out_, bytes, sizeof bytes);
      if (got <= 0) throw std::runtime_error("a program ended and had only said: " + said_);
      said_.append(bytes, static_cast<std::size_t>(got));
    }
    return said_;
  }

 private:
  ::pid_t child_ = -1;
  int out_ = -1, in_ = -1;
  std::string said_;
};

}  // namespace atgateway::test_support
