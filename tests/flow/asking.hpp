// Requests from inside the process, and what came of them.
#pragma once

#include "json/document.hpp"

#include <atgateway/gateway.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <charconv>
#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace atgateway::test {

inline Request rows_request(std::string body, std::string_view service = "geocode") {
  Request request;
  request.method = "POST";
  request.target = "/v1/rows/" + std::string(service);
  request.headers.add("Host", "gateway.test");
  request.headers.add("Content-Type", "application/json");
  request.body = std::move(body);
  return request;
}

/// Rows that each need a GET of their own, because they have a country.
inline std::string rows_of_gets(int count, std::string_view more = R"("include": [], )") {
  std::string body = R"({"api_access_token": "sesame-1", )" + std::string(more) + R"("rows": [)";
  for (int i = 0; i < count; ++i) {
    body.append(i == 0 ? "" : ",").append("[\"place ").append(std::to_string(i)).append("\", \"ES\"]");
  }
  return body + "]}";
}

/// A request on its way; counts how often it was answered.
class Asked {
 public:
  Asked(Gateway& gateway, Request request, Scope scope = {}, std::function<void()> on_answer = {}) {
    call = gateway.submit(std::move(request), std::move(scope),
                          [state = state_, on_answer = std::move(on_answer)](Result<Reply> result) {
                            if (on_answer) on_answer();
                            if (state->answers.fetch_add(1) == 0) state->promise.set_value(std::move(result));
                          });
  }
  [[nodiscard]] bool answered() const { return future_.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }
  [[nodiscard]] int answers() const { return state_->answers; }
  [[nodiscard]] const Result<Reply>& result() const {
    if (future_.wait_for(std::chrono::seconds(60)) != std::future_status::ready) {
      throw std::runtime_error("no answer came");
    }
    return future_.get();
  }
  [[nodiscard]] const Reply& reply() const {
    if (!result()) throw std::runtime_error("no reply: " + std::string(result().error().slug()));
    return result().value();
  }

 private:
  struct State {
    std::promise<Result<Reply>> promise;
    std::atomic<int> answers{0};
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
  std::shared_future<Result<Reply>> future_ = state_->promise.get_future().share();

 public:
  Call call;
};

/// The value at a path such as "results/3/error/code": a string's text, a number as written, else its bytes.
inline std::string at(const std::string& body, std::string_view path) {
  const auto document = json::Document::parse(body, {256, 10000000});
  if (!document) return "<no JSON>";
  std::optional<json::Value> value = document->root();
  while (!path.empty() && value) {
    const auto step = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), step.size() + 1));
    if (value->is(json::Kind::array)) {
      std::size_t index = 0;
      std::from_chars(step.data(), step.data() + step.size(), index);
      if (index >= value->size()) return "<absent>";
      auto element = value->elements().begin();
      while (index-- > 0) ++element;
      value = *element;
    } else {
      value = value->find(step);
    }
  }
  if (!value) return "<absent>";
  const bool plain = value->is(json::Kind::string) || value->is(json::Kind::number);
  return std::string(plain ? value->text() : value->source());
}

inline std::string at(const Asked& asked, std::string_view path) { return at(asked.reply().body, path); }

/// Waits for something that no other thread tells about. @return whether it came true in time
template <class Condition>
bool comes_true(Condition condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

inline bool status_becomes(const Gateway& gateway, std::string_view name, std::string_view value) {
  return comes_true([&] { return at(gateway.status_json(), name) == value; });
}

}  // namespace atgateway::test
