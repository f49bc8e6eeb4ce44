// A Runtime, a Gateway and a Listener in front of it, on loopback; and all that they say to their sinks.
#pragma once

#include "unit/listen/caller.hpp"
#include "unit/listen/house.hpp"

#include <atgateway/gateway.hpp>
#include <atgateway/listener.hpp>
#include <atgateway/log_format.hpp>
#include <atgateway/runtime.hpp>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace atgateway::test {

using namespace std::chrono_literals;
using listen::test::Caller;
using listen::test::Seen;
using listen::test::SeenReply;

/// Never to be seen in a log, an error or a reply: every token in these tests holds this word.
inline constexpr std::string_view secret_word = "sesame";

inline std::string url_of(std::uint16_t port) { return "http://127.0.0.1:" + std::to_string(port); }

/// One upstream at this port, with a path before CARTO's.
inline Config config_for(std::uint16_t port) {
  Config config;
  UpstreamConfig upstream;
  upstream.base_url = url_of(port) + "/api";
  config.upstreams.push_back(std::move(upstream));
  return config;
}

class FlowHouse {
 public:
  explicit FlowHouse(Config config, unsigned workers = 2) : runtime(started(workers)) {
    make_gateway(std::move(config));
  }
  /// With a runtime of the test's own making.
  FlowHouse(Config config, Runtime made) : runtime(std::move(made)) { make_gateway(std::move(config)); }

  /// Opens the door; calls from inside need none.
  const std::string& open(ListenerOptions options = {}) {
    options.config.address = "127.0.0.1:0";
    options.config.tls.mode = TlsConfig::Mode::off;
    if (!options.handler) options.handler = gateway->handler();
    if (!options.judge_head) options.judge_head = gateway->head_judge();
    auto begun = Listener::start(runtime, std::move(options));
    if (!begun) throw std::runtime_error(std::string(begun.error().detail()));
    listener.emplace(*std::move(begun));
    return listener->address();
  }

  /// Every line that the sinks were given.
  Seen<std::string>& lines() { return *lines_; }

  [[nodiscard]] static Sinks sinks(const std::shared_ptr<Seen<std::string>>& lines) {
    Sinks made;
    made.access = [lines](const AccessRecord& record) {
      lines->add(to_json_line(record));
      lines->add(to_text_line(record));
    };
    made.event = [lines](const Event& event) {
      lines->add(to_json_line(event));
      lines->add(to_text_line(event));
    };
    return made;
  }

 private:
  Runtime started(unsigned workers) {
    RuntimeOptions options;
    options.workers = workers;
    options.sinks = sinks(lines_);
    auto begun = Runtime::start(std::move(options));
    if (!begun) throw std::runtime_error(std::string(begun.error().detail()));
    return *std::move(begun);
  }

  void make_gateway(Config config) {
    auto created = Gateway::create(runtime, std::move(config));
    if (!created) throw std::runtime_error(std::string(created.error().detail()));
    gateway.emplace(*std::move(created));
  }

  std::shared_ptr<Seen<std::string>> lines_ = std::make_shared<Seen<std::string>>();

 public:
  Runtime runtime;
  std::optional<Gateway> gateway;
  std::optional<Listener> listener;  // goes first
};

}  // namespace atgateway::test
