// What the tests of all languages share: services, documents, rows.
#pragma once

#include "dialect/dialect.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

namespace dialect_tests {

using namespace atgateway;
using flow::Billed;
using flow::RowResult;

inline constexpr ArgumentInfo place_arguments[] = {
    {"address", ArgumentInfo::Type::string, true, {}, {}, "", {}, ""},
    {"country", ArgumentInfo::Type::string, false, {}, {}, "", {}, ""},
    {"options", ArgumentInfo::Type::object, false, {}, {}, "", {}, ""},
};
inline constexpr ArgumentInfo point_arguments[] = {
    {"longitude", ArgumentInfo::Type::number, true, {}, {}, "", {}, ""},
    {"mode", ArgumentInfo::Type::string, false, {}, {}, "", {}, ""},
    {"latitude", ArgumentInfo::Type::number, true, {}, {}, "", {}, ""},
};
inline constexpr ServiceInfo geocode{"geocode", "", place_arguments, "GET", "/g", "/b", true, true, 20000};
inline constexpr ServiceInfo point{"point", "", point_arguments, "GET", "/p", "", true, true, 50};
inline constexpr ServiceInfo quota{"quota", "", {}, "GET", "/q", "", false, false, 100};

inline json::Document parse(std::string text) {
  auto document = json::Document::parse(std::move(text));
  BOOST_REQUIRE_MESSAGE(document.ok(), "the test's own JSON must be right");
  return std::move(document).value();
}

struct Asked {
  std::string body;
  const ServiceInfo* service = &geocode;
  std::string query = {};
  Headers headers = {};
  LimitsConfig limits = {};
};

inline Result<flow::Batch> decode(const dialect::Dialect& dialect, const Asked& asked) {
  return dialect.decode(parse(asked.body), *asked.service, {asked.headers, asked.query, asked.limits});
}

inline flow::Batch decoded(const dialect::Dialect& dialect, const Asked& asked) {
  auto batch = decode(dialect, asked);
  BOOST_REQUIRE_MESSAGE(batch.ok(), asked.body << (batch.ok() ? "" : std::string(batch.error().detail())));
  return std::move(batch).value();
}

inline void check_refused(const dialect::Dialect& dialect, const Asked& asked, std::string_view slug,
                          std::string_view field) {
  BOOST_TEST_CONTEXT(asked.body.substr(0, 200) << " ? " << asked.query) {
    const auto batch = decode(dialect, asked);
    BOOST_REQUIRE(!batch.ok());
    BOOST_TEST(batch.error().slug() == slug);
    BOOST_TEST(batch.error().field() == field);
  }
}

inline Headers headers(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
  Headers out;
  for (const auto& [name, value] : fields) out.add(name, value);
  return out;
}

inline RowResult good(std::string_view raw, std::string geom = {}) {
  return {.status = RowResult::Status::ok, .raw = raw, .geom = std::move(geom)};
}
inline RowResult of(RowResult::Status status, std::string_view raw = {}) { return {.status = status, .raw = raw}; }
inline RowResult bad(Error error, Billed billed = Billed::no, int status = 0) {
  return {.status = RowResult::Status::error, .error = flow::RowError{std::move(error), billed, status}};
}

inline bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

inline const dialect::Summary summary{.request_id = "r-1", .upstream_calls = 1, .billed = 1};
inline const dialect::Summary nothing_billed{.request_id = "r-1"};

}  // namespace dialect_tests
