#include "probe/dns_exchange.hpp"

#include "probe/dns_over_tcp.hpp"
#include "probe/dns_trouble.hpp"
#include "probe/socket.hpp"

#include <arpa/nameser.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

namespace atgateway::probe {
namespace {

using Outcome = DnsReply::Outcome;

/// A try: one datagram that went out.
struct Sent {
  std::uint16_t id;
  bool edns;
  TimePoint at;
};

class OverUdp {
 public:
  OverUdp(const net::SocketAddress& server, const DnsQuestion& question, Waiting& waiting)
      : question_(question), waiting_(waiting), buffer_(NS_MAXMSG) {
    socket_ = Socket(::socket(server.family(), SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (socket_.get() < 0) {
      fail(errno);
      return;
    }
    const int on = 1;  // otherwise ICMP's "host unreachable" stays silence
    if (server.family() == AF_INET) ::setsockopt(socket_.get(), IPPROTO_IP, IP_RECVERR, &on, sizeof on);
    if (server.family() == AF_INET6) ::setsockopt(socket_.get(), IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
    // Connected: only what comes from that address and port is delivered.
    if (::connect(socket_.get(), server.data(), server.size()) != 0) fail(errno);
  }

  DnsExchange run() {
    for (unsigned number = 1; number <= dns_tries && !done_; ++number) {
      send(true);
      // Some firewalls drop what has EDNS: silence may be theirs.
      if (number > 1) send(false);
      exchange_.tries = number;
      if (!done_) receive_until(Deadline::after(dns_patience));
    }
    if (!done_) give_up();
    return std::move(exchange_);
  }
  [[nodiscard]] bool answered_edns() const noexcept { return answered_edns_; }

 private:
  void send(bool edns) {
    if (done_) return;
    const Sent sent{random_dns_id(), edns, Clock::now()};
    const auto bytes = write_dns_question(question_, sent.id, edns);
    if (!bytes) return fail(EINVAL);
    if (::send(socket_.get(), bytes->data(), bytes->size(), MSG_NOSIGNAL) < 0 && errno != EAGAIN && errno != ENOBUFS) {
      return fail(errno);
    }
    sent_.push_back(sent);
  }

  void receive_until(Deadline until) {
    while (!done_) {
      if (waiting_.wait(socket_.get(), POLLIN, until) != Waiting::Ended::ready) {
        if (waiting_.over()) give_up();
        return;
      }
      const ssize_t got = ::recv(socket_.get(), buffer_.data(), buffer_.size(), 0);
      if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
      if (got < 0) return fail(errno);
      const auto now = Clock::now();
      if (judge({buffer_.data(), static_cast<std::size_t>(got)}, now)) until = Deadline::after(dns_patience);
    }
  }

  /// @return whether the question went out once more, without EDNS
  bool judge(std::span<const std::uint8_t> bytes, TimePoint now) {
    const auto head = read_dns_head(bytes);
    const auto sent =
        std::find_if(sent_.begin(), sent_.end(), [&](const Sent& each) { return head && head->id == each.id; });
    if (sent == sent_.end()) return ignore(head ? "another id" : "no DNS message");
    if (const auto why = why_not_an_answer(*head, question_); !why.empty()) return ignore(why);
    auto message = read_dns_message(bytes);
    if (!message) return ignore("a record that cannot be read");
    const bool does_not_know_edns =
        sent->edns && (message->rcode == ns_r_badvers ||
                       (!message->edns && (message->rcode == ns_r_formerr || message->rcode == ns_r_notimpl)));
    if (does_not_know_edns) {
      const bool asked_plainly = std::any_of(sent_.begin(), sent_.end(), [](const Sent& each) { return !each.edns; });
      answer(std::move(*message), *sent, now);
      done_ = false;  // it counts only if nothing better comes
      if (!asked_plainly) send(false);
      return !asked_plainly;
    }
    answer(std::move(*message), *sent, now);
    return false;
  }

  void answer(DnsMessage message, const Sent& sent, TimePoint now) {
    exchange_.outcome = Outcome::answered;
    exchange_.message = std::move(message);
    exchange_.took_us = std::chrono::duration_cast<std::chrono::microseconds>(now - sent.at).count();
    exchange_.trouble.clear();
    answered_edns_ = sent.edns;
    done_ = true;
  }
  bool ignore(std::string_view why) {
    ++exchange_.ignored;
    ignored_because_ = why;
    return false;
  }
  void fail(int error) {
    done_ = true;
    if (exchange_.outcome == Outcome::answered) return;
    exchange_.outcome = dns_outcome_of(error);
    exchange_.trouble = dns_trouble_of(error);
  }
  void give_up() {
    done_ = true;
    if (exchange_.outcome == Outcome::answered) return;
    const bool over = waiting_.over();
    exchange_.outcome = over ? Outcome::cut : exchange_.ignored != 0 ? Outcome::malformed : Outcome::timed_out;
    const auto since = sent_.empty() ? Clock::duration::zero() : Clock::now() - sent_.front().at;
    exchange_.trouble = over ? cut_after(since) : silence_of(dns_patience * dns_tries, exchange_.tries);
    if (exchange_.ignored != 0) exchange_.trouble += "; " + ignored_words(exchange_.ignored, ignored_because_);
  }

  const DnsQuestion& question_;
  Waiting& waiting_;
  DnsBytes buffer_;
  Socket socket_;
  std::vector<Sent> sent_;
  DnsExchange exchange_;
  std::string_view ignored_because_;
  bool done_ = false;
  bool answered_edns_ = false;
};

}  // namespace

std::string_view why_not_an_answer(const DnsHead& head, const DnsQuestion& question) noexcept {
  if (!head.is_answer || head.opcode != ns_o_query) return "no answer, but a question";
  // Who cannot or will not read a question may leave it out.
  const bool may_leave_out = head.rcode == ns_r_formerr || head.rcode == ns_r_notimpl || head.rcode == ns_r_servfail ||
                             head.rcode == ns_r_refused;
  if (head.questions == 0 && may_leave_out) return {};
  const bool same = head.questions == 1 && head.type == question.type && head.class_ == ns_c_in &&
                    same_dns_name(head.name, question.name);
  return same ? std::string_view() : "an answer to another question";
}

DnsExchange exchange_dns(const net::SocketAddress& server, const DnsQuestion& question, Waiting& waiting) {
  OverUdp udp(server, question, waiting);
  DnsExchange exchange = udp.run();
  if (exchange.outcome != Outcome::answered || !exchange.message.head.truncated) return exchange;
  DnsOverTcp tcp = ask_dns_over_tcp(server, question, udp.answered_edns(), waiting);
  if (!tcp.message) {  // what came over UDP is still an answer
    exchange.trouble = "the answer is cut, and over TCP: " + tcp.trouble;
    return exchange;
  }
  exchange.message = std::move(*tcp.message);
  exchange.transport = "tcp";
  exchange.took_us += tcp.took_us;
  return exchange;
}

}  // namespace atgateway::probe
