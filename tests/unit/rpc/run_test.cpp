// The whole of it, over pipes.
#include "support/probe_peers.hpp"
#include "unit/rpc/asking.hpp"

#include <atgateway/rpc.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <thread>

using asking::Answer;
using namespace atgateway;

namespace {

class Peer {
 public:
  explicit Peer(std::size_t longest_line = 1 << 20) {
    std::signal(SIGPIPE, SIG_IGN);
    BOOST_REQUIRE(::pipe2(in_.data(), O_CLOEXEC) == 0);
    BOOST_REQUIRE(::pipe2(out_.data(), O_CLOEXEC) == 0);
    running_ = std::jthread([this, longest_line] {
      ended_well = run_rpc({.input = in_[0], .output = out_[1], .longest_line = longest_line}).ok();
      ::close(out_[1]);
    });
  }
  ~Peer() {
    end_input();
    stop_reading();
    running_.join();
    ::close(in_[0]);
  }
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  void write(std::string_view text) const {
    BOOST_REQUIRE(::write(in_[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }
  void end_input() { close(in_[1]); }
  void stop_reading() { close(out_[0]); }
  void wait() {
    running_.join(), running_ = std::jthread([] {});
  }
  /// The next line, or nothing at the end.
  std::string read_line() {
    std::string line;
    for (char c = 0; ::read(out_[0], &c, 1) == 1 && c != '\n';) line += c;
    return line;
  }

  bool ended_well = false;

 private:
  static void close(int& fd) {
    if (fd >= 0) ::close(fd);
    fd = -1;
  }
  std::array<int, 2> in_{}, out_{};
  std::jthread running_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(run)

BOOST_AUTO_TEST_CASE(answers_in_order_until_the_input_ends) {
  Peer peer;
  peer.write("{\"id\":1,\"method\":\"version\"}\nnonsense\n\n{\"id\":2,\"method\":\"nope\"}\r\n{\"id\":3,");
  BOOST_TEST(Answer(peer.read_line()).result("version") != "");
  BOOST_TEST(Answer(peer.read_line()).id() == "null");
  BOOST_TEST(Answer(peer.read_line()).code() == "not-found");
  peer.write("\"method\":\"version\"}");
  peer.end_input();
  BOOST_TEST(Answer(peer.read_line()).id() == "3");
  BOOST_TEST(peer.read_line() == "");
  peer.wait();
  BOOST_TEST(peer.ended_well);
}

BOOST_AUTO_TEST_CASE(a_line_too_long_is_one_error) {
  Peer peer(50);
  peer.write("{\"id\":1,\"method\":\"" + std::string(60000, 'x') + "\"}\n{\"id\":2,\"method\":\"version\"}\n");
  const Answer refused(peer.read_line());
  BOOST_TEST(refused.code() == "body-too-large");
  BOOST_TEST(refused.id() == "1");
  BOOST_TEST(Answer(peer.read_line()).id() == "2");
}

BOOST_AUTO_TEST_CASE(the_end_of_the_input_cancels_what_waits) {
  Peer peer;
  peer.write(
      "{\"id\":1,\"method\":\"gateway.create\",\"params\":{\"config\":{\"upstreams\":[{\"base_url\":\"sandbox:\"}]}}}"
      "\n");
  BOOST_TEST(Answer(peer.read_line()).result() == R"({"gateway":1})");
  const test_support::SilentPort silent;
  peer.write("{\"id\":2,\"method\":\"connect\",\"params\":{\"host\":\"127.0.0.1\",\"deadline\":600,\"port\":" +
             std::to_string(silent.address().port()) + "}}\n");
  peer.end_input();
  BOOST_TEST(Answer(peer.read_line()).code() == "cancelled");
  BOOST_TEST(peer.read_line() == "");
  peer.wait();
  BOOST_TEST(peer.ended_well);
}

BOOST_AUTO_TEST_CASE(nobody_reads_any_more) {
  Peer peer;
  peer.stop_reading();
  peer.write("{\"id\":1,\"method\":\"version\"}\n");
  peer.wait();  // though the input has not ended
  BOOST_TEST(peer.ended_well);
}

BOOST_AUTO_TEST_SUITE_END()
