#include "probe/dns.hpp"

#include "net/quiet_thread.hpp"
#include "probe/clean_text.hpp"
#include "probe/dns_chain.hpp"
#include "probe/dns_exchange.hpp"
#include "probe/dns_question.hpp"
#include "probe/waiting.hpp"

#include <arpa/nameser.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <iterator>
#include <mutex>
#include <thread>
#include <utility>

namespace atgateway::probe {
namespace {

using Outcome = DnsReply::Outcome;

constexpr std::size_t most_kept = 64;
constexpr unsigned most_samples = 100;
constexpr std::size_t most_lost = 3;
constexpr std::size_t most_servers = 16;
constexpr std::size_t most_threads = 16;

template <class T>
void append_some(std::vector<T>& to, std::vector<T> from) {
  const std::size_t room = most_kept - std::min(most_kept, to.size());
  const auto end = from.begin() + static_cast<std::ptrdiff_t>(std::min(room, from.size()));
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(end));
}

/// Threads that are waited for, whatever happens.
struct Threads {
  Threads() = default;
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;
  ~Threads() {
    for (auto& thread : all) thread.join();
  }
  std::vector<std::thread> all;
};

/// What each message adds, the first and those that go on along its chain.
void take(DnsReply& reply, DnsMessage& message) {
  reply.answer_count += message.answer_count;
  reply.address_count = message.address_count;
  reply.addresses = std::move(message.addresses);
  append_some(reply.answers, std::move(message.answers));
  append_some(reply.extended, std::move(message.extended));
  reply.soa_zone = clean_text(message.soa_zone);
}

/// Does the chain lead to a name of which this message says nothing?
bool leaves_end_out(const DnsMessage& message) {
  return message.chain.size() > 1 && message.found == 0 && message.rcode == ns_r_noerror && !message.chain_loops &&
         !message.chain_is_cut && message.head.type != ns_t_cname &&
         (message.soa_zone.empty() || !is_within_zone(message.chain.back(), message.soa_zone));
}

void follow(DnsReply& reply, DnsMessage message, const net::SocketAddress& server, Waiting& waiting) {
  DnsChain chain{message.chain, message.chain_loops, message.chain_is_cut};
  const std::uint16_t type = message.head.type;
  while (leaves_end_out(message)) {
    const std::string end = chain.names.back();
    DnsExchange next = exchange_dns(server, {end, type}, waiting);
    const bool answered = next.outcome == Outcome::answered;
    if (answered && next.message.rcode == ns_r_nxdomain) {
      reply.rcode = dns_rcode_name(next.message.rcode);  // RFC 6604: it speaks of the last name
    } else if (!answered || next.message.rcode != ns_r_noerror) {
      reply.chain_trouble = "asked for " + end + ": " + (answered ? dns_rcode_name(next.message.rcode) : next.trouble);
      append_some(reply.extended, std::move(next.message.extended));
      break;
    }
    message = std::move(next.message);
    take(reply, message);
    chain.loops = message.chain_loops;
    chain.is_cut = message.chain_is_cut;
    for (std::size_t at = 1; at < message.chain.size() && !chain.is_cut; ++at) {
      if (!chain.follow(message.chain[at])) break;
    }
    if (chain.loops || chain.is_cut) break;
  }
  if (chain.loops || chain.is_cut) {  // what a message says of a name behind that is nothing that we came to
    reply.addresses.clear();
    reply.address_count = 0;
  }
  if (chain.is_cut) reply.chain_trouble = "more than " + std::to_string(most_dns_aliases) + " aliases in a row";
  reply.chain_loops = chain.loops;
  reply.chain = std::move(chain.names);
}

void take_first(DnsReply& reply, DnsExchange exchange, const net::SocketAddress& server, Waiting& waiting) {
  DnsMessage& message = exchange.message;
  reply.outcome = exchange.outcome;
  reply.tries = exchange.tries;
  reply.trouble = std::move(exchange.trouble);
  if (reply.outcome != Outcome::answered) return;
  reply.transport = exchange.transport;
  reply.rcode = dns_rcode_name(message.rcode);
  reply.authoritative = message.head.authoritative;
  reply.truncated = message.head.truncated;
  reply.recursion_available = message.head.recursion_available;
  reply.authenticated = message.head.authenticated;
  reply.edns = message.edns;
  reply.referral_zone = clean_text(message.referral_zone);
  take(reply, message);
  follow(reply, std::move(message), server, waiting);
}

}  // namespace

DnsReply ask_nameserver(const net::SocketAddress& server, const std::string& name, std::string_view type,
                        unsigned samples, const Scope& scope) {
  DnsReply reply;
  reply.server = server.to_string();
  reply.name = clean_text(name);
  reply.type = clean_text(type, 32);
  reply.outcome = Outcome::cut;
  const auto usual = usual_dns_name(name);
  const auto number = dns_type_from(type);
  if (!usual || !number) {
    reply.trouble = usual ? "there is no such type of record" : "this cannot be a name";
    return reply;
  }
  reply.type = dns_type_name(*number);
  Waiting waiting(scope);
  for (unsigned sample = 0; sample < std::clamp(samples, 1U, most_samples); ++sample) {
    if (sample > 0 && (waiting.over() || reply.lost >= most_lost)) break;
    DnsExchange exchange = exchange_dns(server, {*usual, *number}, waiting);
    const bool answered = exchange.outcome == Outcome::answered;
    reply.ignored += exchange.ignored;
    if (answered) reply.times_us.push_back(exchange.took_us);
    if (sample == 0) {
      take_first(reply, std::move(exchange), server, waiting);
      if (!answered) break;
    } else if (!answered && exchange.outcome != Outcome::cut) {
      ++reply.lost;
    }
  }
  return reply;
}

DnsAnswers ask_nameservers(const std::vector<net::SocketAddress>& servers, const std::string& name, unsigned samples,
                           const Scope& scope) {
  const TimePoint begun = Clock::now();
  DnsAnswers answers;
  answers.replies.resize(std::min(servers.size(), most_servers) * 2);
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&] {
    try {
      for (std::size_t at = next++; at < answers.replies.size(); at = next++) {
        answers.replies[at] = ask_nameserver(servers[at / 2], name, at % 2 == 0 ? "A" : "AAAA", samples, scope);
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      failure = std::current_exception();
    }
  };
  {
    const std::size_t wanted = std::min(answers.replies.size(), most_threads);
    Threads threads;
    threads.all.reserve(wanted);
    while (threads.all.size() + 1 < wanted) {
      auto thread = net::make_quiet_thread("atg-dns", work);
      if (!thread) break;
      threads.all.push_back(std::move(*thread));
    }
    work();  // one share is ours, and all of them when there are no threads
  }
  if (failure) std::rethrow_exception(failure);
  answers.duration_us = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun).count();
  return answers;
}

std::string_view to_text(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::answered:
      return "answered";
    case Outcome::timed_out:
      return "timed-out";
    case Outcome::refused:
      return "refused";
    case Outcome::unreachable:
      return "unreachable";
    case Outcome::malformed:
      return "malformed";
    case Outcome::cut:
      return "cut";
  }
  return "cut";
}

}  // namespace atgateway::probe
