// A session, asked line by line; its answers as JSON.
#pragma once

#include "json/document.hpp"
#include "rpc/session.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asking {

using namespace atgateway;

/// An answer, and what stands in it: `answer["error"]["code"]` is "" when it is not there.
class Answer {
 public:
  explicit Answer(std::string line) : line_(std::move(line)) {
    auto parsed = json::Document::parse(line_);
    BOOST_REQUIRE_MESSAGE(parsed.ok(), line_);
    document_.emplace(*std::move(parsed));
  }
  [[nodiscard]] std::string at(std::initializer_list<std::string_view> path) const {
    auto value = document_->root();
    for (const auto name : path) {
      const auto found = value.find(name);
      if (!found) return "";
      value = *found;
    }
    return std::string(value.is(json::Kind::string) ? value.text() : value.source());
  }
  [[nodiscard]] std::string id() const { return at({"id"}); }
  [[nodiscard]] std::string result() const { return at({"result"}); }
  [[nodiscard]] std::string result(std::string_view name) const { return at({"result", name}); }
  [[nodiscard]] std::string code() const { return at({"error", "code"}); }
  [[nodiscard]] std::string message() const { return at({"error", "message"}); }
  [[nodiscard]] std::string hint() const { return at({"error", "hint"}); }
  [[nodiscard]] std::string field() const { return at({"error", "field"}); }
  [[nodiscard]] const std::string& line() const noexcept { return line_; }

 private:
  std::string line_;
  std::optional<json::Document> document_;
};

class Asking {
 public:
  explicit Asking(std::span<const rpc::Method> methods = rpc::methods())
      : session(std::in_place, send, stop.get_token(), methods) {}

  void say(std::string line) { session->answer({std::move(line), false}); }
  /// The line's answer; what came before it (checks) is dropped.
  Answer ask(std::string line) {
    const auto before = count();
    say(std::move(line));
    BOOST_REQUIRE(count() > before);
    const std::lock_guard lock(mutex_);
    return Answer(lines_.back());
  }
  Answer call(std::string_view method, std::string_view params = "{}") {
    return ask(R"({"id":7,"method":")" + std::string(method) + R"(","params":)" + std::string(params) + "}");
  }
  /// The answer with that number, of those that come in any order.
  Answer wait_for(std::string_view id) {
    const std::string begin = "{\"id\":" + std::string(id) + ",";
    std::unique_lock lock(mutex_);
    std::string found;
    const bool came = came_.wait_for(lock, std::chrono::seconds(20), [&] {
      for (const auto& line : lines_) {
        if (line.starts_with(begin)) found = line;
      }
      return !found.empty();
    });
    BOOST_REQUIRE(came);
    return Answer(found);
  }
  std::vector<std::string> lines() {
    const std::lock_guard lock(mutex_);
    return lines_;
  }
  std::size_t count() { return lines().size(); }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<std::string> lines_;

 public:
  rpc::Send send = [this](std::string line) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
    came_.notify_all();
  };
  std::stop_source stop;
  std::optional<rpc::Session> session;
};

}  // namespace asking
