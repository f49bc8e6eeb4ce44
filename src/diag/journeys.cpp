#include "diag/journeys.hpp"

#include "diag/identity.hpp"
#include "json/writer.hpp"
#include "net/base_url.hpp"
#include "net/quiet_thread.hpp"

#include <algorithm>
#include <exception>
#include <future>
#include <thread>
#include <utility>

namespace atgateway::diag {
namespace {

/// Silence is believed after this; a sick path is told from a slow one by the samples.
constexpr milliseconds patience{3000};
/// Who asks CARTO for us knows best why that fails: it makes three connections of 3 s each before it says so.
constexpr milliseconds quota_patience{9700};

/// Runs `measure` on a thread, or here when the system refuses one. Whatever it throws becomes the fact's crash.
template <class T>
class Measurement {
 public:
  template <class Measure>
  void start(const char* name, Measure measure) {
    auto promise = std::make_shared<std::promise<Fact<T>>>();
    future_ = promise->get_future().share();
    net::Task run = [promise, measure = std::move(measure)]() mutable {
      Fact<T> fact;
      try {
        fact.value = measure();
      } catch (const std::exception& error) {
        fact.crash = error.what();
      } catch (...) {
        fact.crash = "unknown exception";
      }
      promise->set_value(std::move(fact));
    };
    thread_ = net::make_quiet_thread(name, std::move(run));
    if (!thread_) {
      Fact<T> refused;
      refused.crash = "the system refuses another thread";
      promise->set_value(std::move(refused));
    }
  }
  [[nodiscard]] const Fact<T>& get() const {
    static const Fact<T> nothing;
    return future_.valid() ? future_.get() : nothing;
  }
  void join() {
    if (thread_ && thread_->joinable()) thread_->join();
  }

 private:
  std::shared_future<Fact<T>> future_;
  std::optional<std::thread> thread_;
};

std::vector<net::SocketAddress> with_port(const std::vector<std::string>& ips, std::uint16_t port) {
  std::vector<net::SocketAddress> out;
  for (const auto& ip : ips) {
    if (auto address = net::SocketAddress::parse_ip(ip, port); address.ok()) out.push_back(*address);
  }
  return out;
}

std::string quota_body(const Context& context) {
  std::string body;
  json::Writer out(body);
  out.begin_object().member("protocol", 1).key("row").begin_object().end_object();
  if (!context.api_base_url.empty()) out.member("api_base_url", context.api_base_url);
  out.end_object();
  return body;
}

}  // namespace

struct Journeys::Impl {
  Impl(const Context& given, const Scope& given_scope)
      : context(given), outer(given_scope), forward(given_scope.stop, [this] { stop.request_stop(); }) {}

  ~Impl() {
    stop.request_stop();
    system.join();
    wire.join();
    addresses.join();
    tcp.join();
    tls.join();
    for (auto* each : {&health, &ready, &openapi, &whoami, &quota}) each->join();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  const Context& context;
  const Scope outer;
  std::stop_source stop;
  std::stop_callback<std::function<void()>> forward;

  Measurement<probe::SystemAnswer> system;
  Measurement<probe::DnsAnswers> wire;
  Measurement<std::vector<net::SocketAddress>> addresses;
  Measurement<probe::TcpAttempts> tcp;
  Measurement<probe::TlsLooks> tls;
  Measurement<probe::HttpAnswer> health, ready, openapi, whoami, quota;
  NameFacts names;
  ServiceFacts service;
  std::stop_source system_stop;  ///< when all nameservers are silent, the system's answer is not waited for

  [[nodiscard]] Scope scope() { return {outer.deadline, stop.get_token()}; }

  std::vector<net::SocketAddress> find_addresses() {
    const auto port = context.goal.dial_port;
    if (context.literal) return with_port({context.goal.dial_host}, port);
    if (context.nameservers_given) {
      if (const auto* answers = wire.get().get()) {
        std::vector<std::string> ips;
        for (const auto& reply : answers->replies) {
          for (const auto& ip : reply.addresses) {
            if (std::ranges::find(ips, ip) == ips.end()) ips.push_back(ip);
          }
        }
        if (!ips.empty()) return with_port(ips, port);
      }
    }
    const auto* answer = system.get().get();
    return answer == nullptr ? std::vector<net::SocketAddress>() : with_port(answer->addresses, port);
  }

  void ask_names() {
    const auto& goal = context.goal;
    if (!context.nameservers.empty() && !context.literal) {
      wire.start("doctor-dns", [this, &goal] {
        auto answers = probe::ask_nameservers(context.nameservers, goal.dial_host, context.samples, scope());
        const bool silent = !answers.replies.empty() && std::ranges::all_of(answers.replies, [](const auto& reply) {
          return reply.outcome == probe::DnsReply::Outcome::timed_out;
        });
        if (silent && !context.nameservers_given) system_stop.request_stop();
        return answers;
      });
    }
    if (!context.literal) {
      system.start("doctor-names", [this, &goal] {
        const std::stop_callback<std::function<void()>> all(stop.get_token(), [this] { system_stop.request_stop(); });
        return probe::ask_system(goal.dial_host, context.samples, {outer.deadline, system_stop.get_token()});
      });
    }
    addresses.start("doctor-address", [this] { return find_addresses(); });
  }

  std::vector<net::SocketAddress> addresses_of() const {
    const auto* found = addresses.get().get();
    return found == nullptr ? std::vector<net::SocketAddress>() : *found;
  }

  probe::HttpAnswer ask(std::string method, std::string path, bool with_token, std::string body = {}) {
    probe::HttpQuestion question;
    question.addresses = addresses_of();
    const auto& goal = context.goal;
    question.tls = goal.tls;
    question.host = goal.host;
    question.port = goal.port;
    question.method = std::move(method);
    question.path = std::move(path);
    question.body = std::move(body);
    if (with_token && context.token != nullptr) {
      (question.body.empty() ? question.bearer : question.body_token) = context.token;
      question.plain_allowed = context.inside;  // the operator allowed it, in so many words
      if (!context.allow_addresses.empty()) {
        std::erase_if(question.addresses, [this](const auto& address) {
          return std::ranges::none_of(context.allow_addresses,
                                      [&](const auto& range) { return range.contains(address); });
        });
        if (question.addresses.empty() && !addresses_of().empty()) {
          probe::HttpAnswer answer;
          answer.outcome = probe::HttpAnswer::Outcome::not_connected;
          answer.method = question.method;
          answer.path = question.path;
          answer.trouble = "none of its addresses is in allow_addresses";
          return answer;
        }
      }
    }
    question.ca_file = context.ca_file;
    question.ca_file_only = context.only_that_ca;
    question.proxy_header = context.proxy_header;
    question.patience = with_token ? quota_patience : patience;
    return question.addresses.empty() ? probe::HttpAnswer() : probe::ask_http(question, scope());
  }

  /// A token goes to nobody who has not shown to be a gateway.
  probe::HttpAnswer ask_quota() {
    const auto began = Clock::now();
    bool known = true;
    if (context.token != nullptr) {
      const auto* page = openapi.get().get();
      known = page != nullptr && page->outcome == probe::HttpAnswer::Outcome::answered && is_gateway(*page);
    }
    auto answer = known ? ask("POST", "/v1/rows/quota", true, quota_body(context)) : probe::HttpAnswer();
    answer.duration_us = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began).count();
    return answer;
  }

  /// A page that costs nothing, once per sample; the first answer is judged, the others add their times.
  probe::HttpAnswer ask_again_and_again(const char* path) {
    const auto began = Clock::now();
    auto first = ask("GET", path, false);
    for (unsigned sample = 1; sample < context.samples; ++sample) {
      auto next = ask("GET", path, false);
      if (next.outcome != probe::HttpAnswer::Outcome::answered) break;
      first.phases.insert(first.phases.end(), next.phases.begin(), next.phases.end());
    }
    first.duration_us = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began).count();
    return first;
  }

  void ask_service() {
    const auto page = [this](Measurement<probe::HttpAnswer>& into, const char* thread, const char* path) {
      into.start(thread, [this, path] { return ask("GET", path, false); });
    };
    if (context.profile == Profile::gateway_egress) {
      quota.start("doctor-quota", [this] { return ask("GET", context.goal.path + "/v3/lds/stats", true); });
      return;
    }
    health.start("doctor-health", [this] { return ask_again_and_again("/healthz"); });
    page(ready, "doctor-ready", "/readyz");
    page(openapi, "doctor-openapi", "/openapi.json");
    page(whoami, "doctor-whoami", "/v1/whoami");
    quota.start("doctor-quota", [this] { return ask_quota(); });
  }
};

Journeys::Journeys(const Context& context, Depth depth, const Scope& scope)
    : impl_(std::make_unique<Impl>(context, scope)) {
  Impl& all = *impl_;
  all.ask_names();
  if (depth >= Depth::tcp) {
    all.tcp.start("doctor-tcp", [&all] {
      return probe::try_addresses(all.addresses_of(), all.context.samples, patience, all.scope());
    });
  }
  if (depth >= Depth::tls && context.goal.tls) {
    all.tls.start("doctor-tls", [&all] {
      probe::TlsQuestion question;
      question.addresses = all.addresses_of();
      question.host = all.context.goal.host;
      question.ca_file = all.context.ca_file;
      question.proxy_header = all.context.proxy_header;
      question.samples = all.context.samples;
      question.patience = patience;
      return question.addresses.empty() ? probe::TlsLooks() : probe::look_at_tls(question, all.scope());
    });
  }
  if (depth >= Depth::service) all.ask_service();
}

Journeys::~Journeys() = default;

const NameFacts& Journeys::names() {
  impl_->names = {impl_->system.get(), impl_->wire.get()};
  return impl_->names;
}

const std::vector<net::SocketAddress>& Journeys::addresses() {
  static const std::vector<net::SocketAddress> none;
  const auto* found = impl_->addresses.get().get();
  return found == nullptr ? none : *found;
}

const Fact<probe::TcpAttempts>& Journeys::tcp() { return impl_->tcp.get(); }
const Fact<probe::TlsLooks>& Journeys::tls() { return impl_->tls.get(); }

const ServiceFacts& Journeys::service() {
  Impl& all = *impl_;
  all.service = {all.health.get(), all.ready.get(), all.openapi.get(), all.whoami.get(), all.quota.get()};
  return all.service;
}

void Journeys::stop() noexcept { impl_->stop.request_stop(); }

}  // namespace atgateway::diag
