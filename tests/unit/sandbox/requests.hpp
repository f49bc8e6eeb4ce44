// Requests to the sandbox, and its replies read back as JSON.
#pragma once

#include "json/document.hpp"

#include <atgateway/http.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace atgateway::sandbox {

inline Request request(std::string_view method, std::string_view target, std::string_view token = "sandbox-token",
                       std::string_view body = {}) {
  Request made;
  made.method = method;
  made.target = target;
  if (!token.empty()) made.headers.add("Authorization", "Bearer " + std::string(token));
  made.body = body;
  return made;
}

inline json::Document parsed(std::string text) {
  auto document = json::Document::parse(std::move(text), {.tokens = 10'000'000});
  BOOST_REQUIRE_MESSAGE(document.ok(), "not JSON");
  return std::move(*document);
}

/// The value at a path of member names and array indexes such as "0/value/0/city"; fails the test when it is not there.
inline json::Value at(json::Value value, std::string_view path) {
  while (!path.empty()) {
    const auto step = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(step.size() + 1, path.size()));
    if (value.is(json::Kind::array)) {
      const auto index = std::stoul(std::string(step));
      BOOST_REQUIRE_LT(index, value.size());
      auto element = value.elements().begin();
      for (std::size_t skipped = 0; skipped < index; ++skipped) ++element;
      value = *element;
    } else {
      const auto member = value.find(step);
      BOOST_REQUIRE_MESSAGE(member.has_value(), "no member " << step);
      value = *member;
    }
  }
  return value;
}

inline std::string text_at(const json::Document& document, std::string_view path) {
  return std::string(at(document.root(), path).text());
}

/// Every object in it, at any depth but inside `geometry`, must say that it is the sandbox's.
inline void check_marked(json::Value value) {
  if (value.is(json::Kind::object)) {
    const auto mark = value.find("sandbox");
    BOOST_TEST((mark && mark->is(json::Kind::boolean) && mark->as_bool()));
    for (const auto& member : value.members()) {
      if (member.name != "geometry") check_marked(member.value);
    }
  }
  for (const auto element : value.elements()) check_marked(element);
}

}  // namespace atgateway::sandbox
