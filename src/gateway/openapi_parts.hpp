// The parts of the OpenAPI document; openapi.cpp puts them together.
#pragma once

#include "json/writer.hpp"

#include <atgateway/error.hpp>
#include <atgateway/service.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::gateway::openapi {

/// How an operation's errors look.
enum class Language : std::uint8_t { probe, page, rows, forward, bigquery, snowflake, redshift, any };

/// What an operation has, whatever it is for.
struct Operation {
  std::string_view id, tag, summary;
  std::string_view description = {};
};

/// Begins `"method": {…`; whoever begins it ends it.
void begin_operation(json::Writer& out, std::string_view method, const Operation& operation);
/// A call may carry a token in its header, and need not.
void write_security(json::Writer& out);

// Paths.
void write_page_paths(json::Writer& out);
void write_rows_paths(json::Writer& out);
void write_warehouse_paths(json::Writer& out);
void write_forward_path(json::Writer& out);
void write_diagnose_path(json::Writer& out);

// Members of `components`.
void write_parameters(json::Writer& out);
void write_headers(json::Writer& out);
void write_error_responses(json::Writer& out);  ///< of `responses`
void write_error_schemas(json::Writer& out);
void write_page_schemas(json::Writer& out);
void write_rows_schemas(json::Writer& out);
void write_rows_reply_schemas(json::Writer& out);
void write_warehouse_schemas(json::Writer& out);
void write_forward_schemas(json::Writer& out);
void write_diagnose_schemas(json::Writer& out);

/// Statuses other than 200 and 202 that such an operation can give, ascending.
[[nodiscard]] std::vector<int> refusal_statuses(Language language, std::string_view method = "POST");
/// Their members of `responses`.
void write_refusals(json::Writer& out, Language language, std::string_view method = "POST");
/// One response, with the headers that a reply in this language can have. `content` is JSON, or empty.
void write_response(json::Writer& out, int status, std::string_view description, Language language,
                    std::string_view content);
/// The same, as the member of that status.
void write_status(json::Writer& out, int status, std::string_view description, Language language,
                  std::string_view content);

/// `{"application/json":{"schema":<schema>}}`
[[nodiscard]] std::string json_content(std::string_view schema);
/// `{"$ref":"#/components/<place>"}`
[[nodiscard]] std::string refer(std::string_view place);
/// A reference to the schema of that name.
[[nodiscard]] inline std::string schema(std::string_view name) { return refer("schemas/" + std::string(name)); }

// Of services.
enum class Absent : bool { refused, allowed };
/// An array of all of them; with those that are as good as none.
void write_names(json::Writer& out, Absent absent = Absent::refused);
/// A string that holds an object, or nothing; a regular expression.
inline constexpr std::string_view held_object = "^$|^\\s*\\{[\\s\\S]*\\}\\s*$";
/// One argument's schema, `null` and `""` included where they are allowed.
void write_argument(json::Writer& out, const ArgumentInfo& argument);
/// A value that the argument takes.
void write_example(json::Writer& out, const ArgumentInfo& argument);
/// How many arguments must be there, counted from the first.
[[nodiscard]] std::size_t needed_arguments(const ServiceInfo& service) noexcept;

}  // namespace atgateway::gateway::openapi
