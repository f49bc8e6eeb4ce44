#include "probe/http.hpp"

#include "probe/dial.hpp"
#include "probe/http_line.hpp"
#include "probe/http_reply.hpp"
#include "probe/http_request.hpp"
#include "probe/waiting.hpp"
#include "wire/proxy_v2.hpp"

#include <sys/socket.h>

#include <array>
#include <optional>
#include <utility>

namespace atgateway::probe {
namespace {

using Outcome = HttpAnswer::Outcome;
using Status = HttpLine::Status;

constexpr std::size_t most_addresses = 64;

bool wants(Status status) noexcept { return status == Status::want_read || status == Status::want_write; }

/// One question on its way; each step says whether the next one is due, or has written down why not.
class Course {
 public:
  Course(const HttpQuestion& question, const Scope& scope, HttpAnswer& answer)
      : question_(question), answer_(answer), waiting_(scope) {}

  [[nodiscard]] bool connect() {
    std::string troubles;
    std::size_t tried = 0;
    for (const net::SocketAddress& address : question_.addresses) {
      if (waiting_.over()) return end(Outcome::cut);
      if (++tried > most_addresses) break;
      Dialled dialled = dial(address, question_.patience, waiting_);
      if (dialled.end.outcome == TcpAttempt::Outcome::cut) return end(Outcome::cut);
      if (dialled.socket) {
        answer_.address = address.to_string();
        phases().connect_us = dialled.took_us;
        loopback_ = address.is_loopback();
        socket_ = std::move(dialled.socket);
        return true;
      }
      if (troubles.size() < 512)
        troubles += (troubles.empty() ? "" : "; ") + address.to_string() + ": " + dialled.end.trouble;
    }
    return end(Outcome::not_connected, troubles.empty() ? "no address" : troubles);
  }

  [[nodiscard]] bool make_line() {
    const bool secret = question_.bearer != nullptr || question_.body_token != nullptr;
    if (question_.proxy_header) {
      // 16 bytes always find room in a new connection.
      const auto header = wire::proxy_v2_local_header();
      static_cast<void>(send(socket_.get(), header.data(), header.size(), MSG_NOSIGNAL));
    }
    if (!question_.tls) {
      if (secret && !loopback_ && !question_.plain_allowed) {
        return end(Outcome::tls_failed, "a token is not sent over a connection without TLS");
      }
      line_ = plain_line(std::move(socket_));
      return true;
    }
    const bool verify = question_.verify || (secret && !loopback_);
    auto line = verify ? verified_line(std::move(socket_), question_.host, question_.ca_file, question_.ca_file_only)
                       : trusting_line(std::move(socket_), question_.host);
    if (!line) return end(Outcome::tls_failed, std::string(line.error().detail()));
    line_ = std::move(*line);
    const TimePoint begun = Clock::now();
    const auto status = drive(Deadline(begun + question_.patience), [this] { return line_->handshake(); });
    if (!status) {
      if (waiting_.over()) return end(Outcome::cut);
      return end(Outcome::tls_failed, "the handshake: " + silence(question_.patience));
    }
    if (*status != Status::ok) return end(Outcome::tls_failed, "the handshake failed: " + why());
    phases().tls_us = microseconds_since(begun);
    return true;
  }

  [[nodiscard]] bool ask() {
    const RequestBytes request(question_);
    std::string_view rest = request.get();
    asked_ = Clock::now();
    const Deadline until(asked_ + question_.patience);
    while (!rest.empty()) {
      std::size_t bytes = 0;
      const auto status = drive(until, [&] {
        const auto moved = line_->write(rest);
        bytes = moved.bytes;
        return moved.status;
      });
      if (!status) return out_of_time("the request could not be sent in time");
      if (*status != Status::ok) break;  // an answer may be there all the same: why it is not listened to any more
      rest.remove_prefix(bytes);
    }
    return true;
  }

  void listen() {
    HttpReplyReader reader(question_.method == "HEAD", question_.body_bytes);
    Deadline until(asked_ + question_.patience);
    std::array<char, 16384> bytes{};
    TimePoint first{};
    while (!reader.done()) {
      std::size_t count = 0;
      const auto status = drive(until, [&] {
        const auto moved = line_->read(bytes);
        count = moved.bytes;
        return moved.status;
      });
      if (!status) {
        reader.give_up(waiting_.over() ? HttpReplyReader::End::time_up : HttpReplyReader::End::silence);
      } else if (*status == Status::ok) {
        if (first == TimePoint()) {
          first = Clock::now();
          phases().first_byte_us = std::chrono::duration_cast<std::chrono::microseconds>(first - asked_).count();
        }
        const bool had_head = reader.has_head();
        reader.take({bytes.data(), count});
        if (!had_head && reader.has_head()) until = Deadline(Clock::now() + question_.patience);
      } else if (*status == Status::ended) {
        reader.give_up(HttpReplyReader::End::ended);
      } else {
        const bool reset = peer_end(line_->fd()) == PeerEnd::reset;
        if (!reset) answer_.trouble = why();
        reader.give_up(reset ? HttpReplyReader::End::reset : HttpReplyReader::End::broken);
      }
    }
    if (first != TimePoint() && reader.has_head()) phases().rest_us = microseconds_since(first);
    reader.hand_over(answer_, question_.patience);
    for (const Secret* secret : {question_.bearer, question_.body_token}) {
      if (secret != nullptr) hide(*secret, answer_);
    }
  }

 private:
  [[nodiscard]] HttpAnswer::Phases& phases() { return answer_.phases.front(); }

  bool end(Outcome outcome, std::string trouble = {}) {
    answer_.outcome = outcome;
    answer_.trouble = std::move(trouble);
    return false;
  }
  bool out_of_time(const char* trouble) {
    return waiting_.over() ? end(Outcome::cut) : end(Outcome::timed_out, trouble);
  }

  /// Repeats a step as long as it wants something. @return nothing when time was up before
  template <class Step>
  std::optional<Status> drive(Deadline until, Step&& step) {
    for (;;) {
      // Also between steps that never wait: whoever sends without pause must not keep us.
      if (waiting_.over() || until.passed(Clock::now())) return std::nullopt;
      const Status status = step();
      if (!wants(status)) return status;
      const short events = status == Status::want_read ? POLLIN : POLLOUT;
      if (waiting_.wait(line_->fd(), events, until) != Waiting::Ended::ready) return std::nullopt;
    }
  }

  std::string why() {
    switch (peer_end(line_->fd())) {
      case PeerEnd::reset:
        return "the server reset the connection";
      case PeerEnd::ended:
        if (std::string words = line_->failure(); !words.empty() && !words.ends_with("ended the connection")) {
          return words;  // an alert, or what we did not believe, comes before the end
        }
        return "the server ended the connection";
      case PeerEnd::none:
        break;
    }
    return line_->failure();
  }

  const HttpQuestion& question_;
  HttpAnswer& answer_;
  Waiting waiting_;
  Socket socket_;
  std::unique_ptr<HttpLine> line_;
  TimePoint asked_{};
  bool loopback_ = false;
};

}  // namespace

HttpAnswer ask_http(const HttpQuestion& question, const Scope& scope) {
  const TimePoint begun = Clock::now();
  HttpAnswer answer;
  answer.method = question.method;
  answer.path = question.path;
  answer.phases.emplace_back();
  if (const auto trouble = unfit(question); !trouble.empty()) {
    answer.outcome = Outcome::not_connected;
    answer.trouble = trouble;
    return answer;
  }
  Course course(question, scope, answer);
  if (course.connect() && course.make_line() && course.ask()) course.listen();
  answer.duration_us = microseconds_since(begun);
  return answer;
}

}  // namespace atgateway::probe
