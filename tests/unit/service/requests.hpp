// Batches from a caller's text, for the tests of this room.
#pragma once

#include "dialect/rows.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace atgateway {

inline json::Document parse(std::string text) {
  auto document = json::Document::parse(std::move(text));
  if (!document.ok())
    throw std::runtime_error("the test's own JSON is wrong: " + std::string(document.error().detail()));
  return std::move(document).value();
}

inline flow::Batch batch_of(std::string_view service, std::string body) {
  auto batch = dialect::decode_rows(parse(std::move(body)), *find_service(service), {});
  if (!batch.ok()) throw std::runtime_error("the test's own request is wrong: " + std::string(batch.error().detail()));
  return std::move(batch).value();
}

}  // namespace atgateway
