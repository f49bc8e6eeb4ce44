#include "rpc/inbox.hpp"

#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <thread>

using atgateway::rpc::Inbox;

namespace {

struct Pipe {
  Pipe() { BOOST_REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0); }
  ~Pipe() {
    ::close(ends[0]);
    close_writing();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void write(std::string_view bytes) const {
    BOOST_REQUIRE(::write(ends[1], bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  }
  void close_writing() {
    if (ends[1] >= 0) ::close(ends[1]);
    ends[1] = -1;
  }
  std::array<int, 2> ends{};
};

}  // namespace

BOOST_AUTO_TEST_SUITE(inbox)

BOOST_AUTO_TEST_CASE(lines_come_as_they_are_written_and_then_the_end) {
  Pipe pipe;
  std::atomic<int> ended = 0;
  Inbox inbox(pipe.ends[0], 1000, [&] { ++ended; });
  pipe.write("one\ntw");
  BOOST_TEST(inbox.take().value().text == "one");
  BOOST_TEST(ended == 0);
  pipe.write("o\nthree");
  BOOST_TEST(inbox.take().value().text == "two");
  pipe.close_writing();
  BOOST_TEST(inbox.take().value().text == "three");
  BOOST_TEST(!inbox.take().has_value());
  BOOST_TEST(!inbox.take().has_value());
  BOOST_TEST(ended == 1);
}

BOOST_AUTO_TEST_CASE(the_end_is_told_before_the_lines_are_taken) {
  Pipe pipe;
  std::atomic<bool> ended = false;
  Inbox inbox(pipe.ends[0], 1000, [&] {
    ended = true;
    ended.notify_all();
  });
  pipe.write("a\nb\n");
  pipe.close_writing();
  ended.wait(false);
  BOOST_TEST(inbox.take().value().text == "a");
  BOOST_TEST(inbox.take().value().text == "b");
  BOOST_TEST(!inbox.take().has_value());
}

BOOST_AUTO_TEST_CASE(stopping_wakes_both_sides) {
  const Pipe pipe;  // never ends by itself
  Inbox inbox(pipe.ends[0], 1000, [] {});
  std::jthread stopping([&] { inbox.stop(); });
  BOOST_TEST(!inbox.take().has_value());
}

BOOST_AUTO_TEST_CASE(it_reads_ahead_only_so_far) {
  Pipe pipe;
  Inbox inbox(pipe.ends[0], 10, [] {});
  for (int i = 0; i < 20; ++i) pipe.write("123456789\n");
  pipe.write("12345678901\n");
  pipe.close_writing();
  for (int i = 0; i < 20; ++i) BOOST_TEST(inbox.take().value().text == "123456789");
  BOOST_TEST(inbox.take().value().too_long);
  BOOST_TEST(!inbox.take().has_value());
}

BOOST_AUTO_TEST_CASE(it_goes_while_waiting_for_room) {
  const Pipe pipe;
  Inbox inbox(pipe.ends[0], 10, [] {});
  for (int i = 0; i < 20; ++i) pipe.write("123456789\n");
}

BOOST_AUTO_TEST_CASE(a_descriptor_that_is_none_is_an_end) {
  Inbox inbox(-1, 10, [] {});
  // poll passes over it: only stopping ends this.
  inbox.stop();
  BOOST_TEST(!inbox.take().has_value());
  const int folder = ::open("/", O_RDONLY | O_CLOEXEC | O_DIRECTORY);
  {
    Inbox unreadable(folder, 10, [] {});
    BOOST_TEST(!unreadable.take().has_value());
  }
  ::close(folder);
}

BOOST_AUTO_TEST_SUITE_END()
