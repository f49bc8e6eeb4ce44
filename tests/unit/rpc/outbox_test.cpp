#include "rpc/outbox.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <string>
#include <thread>
#include <vector>

using namespace atgateway;
using atgateway::rpc::Outbox;

namespace {

struct Pipe {
  Pipe() {
    std::signal(SIGPIPE, SIG_IGN);
    BOOST_REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
  }
  ~Pipe() {
    close(0);
    close(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close(std::size_t end) {
    if (ends[end] >= 0) ::close(ends[end]);
    ends[end] = -1;
  }
  /// Until the other end is closed.
  std::string read_all() const {
    std::string all;
    std::array<char, 65536> block;
    for (ssize_t count = 0; (count = ::read(ends[0], block.data(), block.size())) > 0;) {
      all.append(block.data(), static_cast<std::size_t>(count));
    }
    return all;
  }
  std::array<int, 2> ends{};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(outbox)

BOOST_AUTO_TEST_CASE(lines_of_many_threads_stay_whole) {
  Pipe pipe;
  std::string all;
  std::jthread reading([&] { all = pipe.read_all(); });
  {
    Outbox outbox(pipe.ends[1], [] {});
    std::vector<std::jthread> writing;
    for (char name = 'a'; name < 'i'; ++name) {
      writing.emplace_back([&outbox, name] {
        for (std::size_t i = 0; i < 50; ++i) outbox.send(std::string(i * 997 + 1, name));
      });
    }
    writing.clear();
    outbox.finish(milliseconds(20000));
    outbox.finish(milliseconds(20000));  // again does nothing
  }
  pipe.close(1);
  reading.join();
  std::size_t lines = 0;
  for (std::size_t at = 0; at < all.size();) {
    const auto end = all.find('\n', at);
    BOOST_REQUIRE(end != std::string::npos);
    const auto line = std::string_view(all).substr(at, end - at);
    BOOST_REQUIRE(line.find_first_not_of(line[0]) == std::string::npos);
    ++lines;
    at = end + 1;
  }
  BOOST_TEST(lines == 400U);
}

BOOST_AUTO_TEST_CASE(nobody_reads_any_more) {
  Pipe pipe;
  pipe.close(0);
  std::atomic<bool> broken = false;
  Outbox outbox(pipe.ends[1], [&] {
    broken = true;
    broken.notify_all();
  });
  outbox.send("lost");
  broken.wait(false);
  outbox.send("lost too");
  outbox.wait_for_room();
  outbox.finish(milliseconds(20000));
}

BOOST_AUTO_TEST_CASE(who_does_not_read_is_not_waited_for) {
  const Pipe pipe;
  std::atomic<bool> broken = false;
  Outbox outbox(pipe.ends[1], [&] { broken = true; });
  outbox.send(std::string(1 << 20, 'x'));  // more than a pipe takes
  outbox.finish(milliseconds(10));
  BOOST_TEST(broken);
}

BOOST_AUTO_TEST_CASE(asking_on_waits_for_reading) {
  Pipe pipe;
  Outbox outbox(pipe.ends[1], [] {});
  outbox.send(std::string(std::size_t{65} << 20, 'x'));
  std::atomic<bool> read = false;
  std::jthread reading([&] {
    std::array<char, 65536> block;
    read = true;
    for (std::size_t left = std::size_t{65} << 20; left > 0;) {
      const auto count = ::read(pipe.ends[0], block.data(), std::min(block.size(), left));
      BOOST_REQUIRE(count > 0);
      left -= static_cast<std::size_t>(count);
    }
  });
  outbox.wait_for_room();
  BOOST_TEST(read);
  reading.join();
  outbox.finish(milliseconds(20000));
}

BOOST_AUTO_TEST_SUITE_END()
