// Batch: what a caller asked for, decoded from its language and judged field by field.
#pragma once

#include "json/document.hpp"

#include <atgateway/secret.hpp>
#include <atgateway/service.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::flow {

enum class OnError : std::uint8_t { row, null, fail };
enum class Geometry : std::uint8_t { geojson, wkt };

/// Who pays and where: the token as it was given, the base URL as text that may only select.
struct Credentials {
  std::optional<std::string> api_base_url;
  std::shared_ptr<const Secret> token;  ///< null = none found in the document
};

/// One row as it came: its arguments are still JSON.
struct Row {
  std::optional<json::Value> arguments;  ///< object or array; nothing = a null row
  std::optional<std::string> id;         ///< echoed as a string
};

struct Batch {
  json::Document document;  ///< everything below points into it
  const ServiceInfo* service = nullptr;
  Credentials credentials;
  std::vector<Row> rows;
  bool single = false;                 ///< `row`, not `rows`
  std::optional<json::Value> options;  ///< the envelope's `options`, for rows that have none of their own
  std::optional<std::string> request_key;
  bool include_raw = true, include_geom = false;
  Geometry geometry = Geometry::geojson;
  OnError on_error = OnError::row;
  bool errors_in_body = false;
  bool deduplicate = true;
  bool dry_run = false;
  std::string context_user, context_job, context_statement;
};

}  // namespace atgateway::flow
