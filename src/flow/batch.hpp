// Batch: what a caller asked for, decoded from its language and judged field by field.
#pragma once

#include "json/document.hpp"

#include <atgateway/error.hpp>
#include <atgateway/secret.hpp>
#include <atgateway/service.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::flow {

/// What a failed row becomes: an entry with its error, an entry without it (a warehouse's null), the whole request's
/// failure, or, for warehouses, the error object as the row's value.
enum class OnError : std::uint8_t { row, null, fail, value };
enum class Geometry : std::uint8_t { geojson, wkt };
/// How the caller may be answered.
enum class Coding : std::uint8_t { identity, gzip, deflate };

/// Who pays and where: the token as it was given, the base URL as text that may only select.
struct Credentials {
  std::optional<std::string> api_base_url;
  std::shared_ptr<const Secret> token;  ///< null = none found in the document
};

/// One row as it came: its arguments are still JSON.
struct Row {
  std::optional<json::Value> arguments;  ///< object or array; nothing = a null row
  std::optional<std::string> id;         ///< echoed as a string
  std::optional<Error> trouble;          ///< found while decoding: the row is not sent
  std::uint32_t credentials = 0;         ///< index into the batch's
};

/// A call of the caller's own making, to a path that the operator allowed.
struct Forward {
  std::string_view method;  ///< "GET" or "POST"; static storage
  std::string path;         ///< begins with '/', syntax judged, not yet whether it is allowed
  std::string query;        ///< percent-encoded, without '?'
  std::string body;         ///< JSON, or empty
};

struct Batch {
  json::Document document;  ///< everything below points into it
  const ServiceInfo* service = nullptr;
  std::vector<Credentials> credentials{1};  ///< the distinct ones of the rows; the first is the envelope's
  std::vector<Row> rows;
  std::uint32_t first_argument = 0;  ///< where the arguments begin in an array row: warehouses put others before them
  std::optional<Forward> forward;    ///< instead of arguments, with one row
  std::string_view rows_field = "/rows";  ///< where a failed row is pointed at; static storage
  bool single = false;                    ///< `row`, not `rows`
  std::optional<json::Value> options;     ///< the envelope's `options`, for rows that have none of their own
  std::optional<std::string> request_key;
  bool include_raw = true, include_geom = false;
  Geometry geometry = Geometry::geojson;
  OnError on_error = OnError::row;
  bool errors_in_body = false;
  bool deduplicate = true;
  bool dry_run = false;
  Coding reply_coding = Coding::identity;
  std::string context_user, context_job, context_statement;
};

}  // namespace atgateway::flow
