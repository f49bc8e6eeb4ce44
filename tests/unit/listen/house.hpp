// A Runtime and a Listener with handlers that tests hold in their hands, and the records it makes.
#pragma once

#include "runtime/call_state.hpp"

#include <atgateway/listener.hpp>
#include <atgateway/runtime.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace atgateway::listen::test {

using namespace std::chrono_literals;

/// What an access record said; the record itself points into the connection.
struct SeenRecord {
  std::string method;
  int status = 0;
  std::string code, request_id;
  std::uint64_t request_bytes = 0, reply_bytes = 0;
  std::optional<std::uint32_t> link_id;
};

/// Things that happened on other threads, to be waited for.
template <class T>
class Seen {
 public:
  void add(T thing) {
    const std::lock_guard lock(mutex_);
    things_.push_back(std::move(thing));
    changed_.notify_all();
  }
  /// The first `count` of them; throws when they have not come after ten seconds.
  std::vector<T> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, 10s, [&] { return things_.size() >= count; }))
      throw std::runtime_error("waited in vain");
    return things_;
  }
  bool wait_until(const std::function<bool(const T&)>& wanted) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 10s, [&] { return std::any_of(things_.begin(), things_.end(), wanted); });
  }
  std::size_t count() {
    const std::lock_guard lock(mutex_);
    return things_.size();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<T> things_;
};

/// A call that a test answers itself.
struct HeldCall {
  std::shared_ptr<Request> request;
  Scope scope;
  Completion done;
};

struct CancelSeen final : CallState {
  explicit CancelSeen(Seen<int>& seen) : cancels(seen) {}
  void cancel() noexcept override { cancels.add(1); }
  Seen<int>& cancels;
};

inline Reply reply_of(std::string body, int status = 200) {
  Reply reply;
  reply.status = status;
  reply.body = std::move(body);
  return reply;
}

/// Answers at once with method, target and body.
inline Handler echo() {
  return [](Request request, Scope, Completion done) {
    done(reply_of(request.method + " " + request.target + " " + request.body));
    return Call{};
  };
}

class House {
 public:
  explicit House(unsigned workers = 1) {
    RuntimeOptions runtime_options;
    runtime_options.workers = workers;
    runtime_options.sinks.access = [this](const AccessRecord& record) {
      records.add({std::string(record.method), record.status, std::string(record.facts->code), record.request_id,
                   record.request_bytes, record.reply_bytes, record.link_id});
    };
    runtime_options.sinks.event = [this](const Event& event) { events.add(event); };
    runtime.emplace(Runtime::start(std::move(runtime_options)).value());
    options.config.address = "127.0.0.1:0";
    options.config.tls.mode = TlsConfig::Mode::off;
    options.handler = echo();
  }

  /// A handler that keeps each request until the test answers it.
  Handler hold() {
    return [this](Request request, Scope scope, Completion done) {
      held.add({std::make_shared<Request>(std::move(request)), scope, std::move(done)});
      return Call(std::make_shared<CancelSeen>(cancels));
    };
  }

  /// Starts the listener as `options` say.
  const std::string& open() {
    auto started = Listener::start(*runtime, options);
    if (!started) throw std::runtime_error(std::string(started.error().detail()));
    listener.emplace(*std::move(started));
    return listener->address();
  }
  [[nodiscard]] const std::string& address() const { return listener->address(); }
  bool wait_for_connections(std::size_t count) const {
    for (int i = 0; i < 2000; ++i) {
      if (listener->connections() == count) return true;
      std::this_thread::sleep_for(5ms);
    }
    return false;
  }

  Seen<SeenRecord> records;
  Seen<Event> events;
  Seen<HeldCall> held;
  Seen<int> cancels;
  std::optional<Runtime> runtime;
  ListenerOptions options;
  std::optional<Listener> listener;
};

inline const std::string get = "GET /x HTTP/1.1\r\nHost: h\r\n\r\n";
inline std::string post(std::string_view body, std::string_view more = "") {
  return "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(more) +
         "\r\n" + std::string(body);
}

}  // namespace atgateway::listen::test
