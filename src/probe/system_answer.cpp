// getaddrinfo, which nobody can call back: on a thread of its own, for as long as we are willing to wait.
#include "net/address.hpp"
#include "net/quiet_thread.hpp"
#include "net/system_lookup.hpp"
#include "probe/clean_text.hpp"
#include "probe/dns.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>

namespace atgateway::probe {
namespace {

constexpr std::size_t most_kept = 64;
constexpr unsigned most_samples = 100;
/// Lookups that nobody waits for any more may hang for a minute; so many threads of theirs are borne.
constexpr int most_hanging = 16;
std::atomic<int> hanging{0};

/// What the asking thread and the looking one share; the last of them frees it.
struct Lookup {
  std::mutex mutex;
  std::condition_variable_any changed;
  bool abandoned = false;
  bool done = false;
  bool answered = false;  ///< the first lookup came to an end
  net::AddressList addresses;
  std::string failure;
  std::vector<std::int64_t> times_us;
};

void look_up(Lookup& lookup, const std::string& name, unsigned samples) {
  for (unsigned sample = 0; sample < samples; ++sample) {
    const TimePoint begun = Clock::now();
    auto found = net::look_up_by_system(name, 0);
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun).count();
    const std::lock_guard lock(lookup.mutex);
    lookup.times_us.push_back(took);
    if (sample == 0) {
      lookup.answered = true;
      if (found) {
        lookup.addresses = std::move(*found);
      } else {
        lookup.failure = found.error().detail();
      }
    }
    if (!found || lookup.abandoned) break;
  }
}

bool start(const std::shared_ptr<Lookup>& lookup, const std::string& name, unsigned samples) {
  if (++hanging > most_hanging) {
    --hanging;
    return false;
  }
  const bool started = net::start_quiet_thread("atg-lookup", [lookup, name, samples] {
    try {
      look_up(*lookup, name, samples);
    } catch (...) {
      const std::lock_guard lock(lookup->mutex);
      if (!lookup->answered) lookup->failure = "there was no memory for the lookup";
      lookup->answered = true;
    }
    --hanging;
    const std::lock_guard lock(lookup->mutex);
    lookup->done = true;
    lookup->changed.notify_all();
  });
  if (!started) --hanging;
  return started;
}

void fill(SystemAnswer& answer, const net::AddressList& addresses) {
  answer.address_count = addresses.size();
  for (const auto& each : addresses) {
    if (answer.addresses.size() < most_kept) answer.addresses.push_back(each.ip());
  }
}

}  // namespace

SystemAnswer ask_system(const std::string& name, unsigned samples, const Scope& scope) {
  SystemAnswer answer = read_system_rules(name);
  if (answer.literal) {
    answer.addresses = {net::SocketAddress::parse_ip(name, 0)->ip()};
    answer.address_count = 1;
    return answer;
  }
  const auto lookup = std::make_shared<Lookup>();
  if (!start(lookup, name, std::clamp(samples, 1U, most_samples))) {
    answer.failure = "no lookup could be started: too many of them hang";
    return answer;
  }
  const TimePoint end = Clock::now() + scope.deadline.left(Clock::now());
  std::unique_lock lock(lookup->mutex);
  lookup->changed.wait_until(lock, scope.stop, end, [&] { return lookup->done; });
  lookup->abandoned = true;
  answer.finished = lookup->answered;  // samples that are missing are not
  answer.failure = clean_text(lookup->failure);
  answer.times_us = lookup->times_us;
  fill(answer, lookup->addresses);
  return answer;
}

}  // namespace atgateway::probe
