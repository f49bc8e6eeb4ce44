#include "base/percent.hpp"
#include "dialect/credential_fields.hpp"
#include "dialect/fields.hpp"
#include "dialect/forward.hpp"
#include "flow/plain_name.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace atgateway::dialect {
namespace {

using json::Kind;
using Trouble = std::optional<Error>;

// nginx reads a request line of 8 KiB: base path, path and query have to fit.
constexpr std::size_t longest_target = 7680;

constexpr std::array<std::string_view, 6> names = {"api_base_url", "api_access_token", "method", "path", "query",
                                                   "body"};
enum Name : std::uint8_t { api_base_url, api_access_token, method, path, query, body };

std::string pointer(Name name) { return "/" + std::string(names[name]); }

Error bad(Name name, std::string_view rule) {
  return Error(Errc::bad_field, "`" + std::string(names[name]) + "` must be " + std::string(rule) + ".", pointer(name));
}

Trouble take_method(const std::optional<json::Value>& value, flow::Forward& out) {
  if (!value || !value->is(Kind::string)) return bad(method, "`GET` or `POST`");
  if (value->text() != "GET" && value->text() != "POST") {
    return Error(Errc::path_not_allowed, "Only GET and POST are forwarded.", pointer(method))
        .with_hint("send `GET` or `POST`, in capitals");
  }
  out.method = value->text() == "GET" ? std::string_view("GET") : std::string_view("POST");
  return std::nullopt;
}

/// Nothing in it may mean another path to somebody who reads it differently.
bool is_plain_path(std::string_view text) noexcept {
  if (!text.starts_with('/')) return false;
  while (!text.empty()) {
    text.remove_prefix(1);
    const auto segment = text.substr(0, text.find('/'));
    if (segment.empty() || segment == "." || segment == "..") return false;
    const bool plain = std::all_of(segment.begin(), segment.end(), [](char c) {
      return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
             c == '_' || c == '~';
    });
    if (!plain) return false;
    text.remove_prefix(segment.size());
  }
  return true;
}

Trouble take_path(const std::optional<json::Value>& value, flow::Forward& out) {
  if (!value || !value->is(Kind::string)) return bad(path, "a string that begins with `/`");
  if (!is_plain_path(value->text()) || value->text().size() > longest_target) {
    return Error(Errc::path_not_allowed, "`path` has a form that is not forwarded.", pointer(path))
        .with_hint(
            "begin with `/`, use letters, digits and - . _ ~ only, no empty or dot segments; the query has a "
            "field of its own");
  }
  out.path = value->text();
  return std::nullopt;
}

Error bad_parameter(std::string_view name) {
  const bool plain = flow::is_plain_name(name);
  return Error(Errc::bad_field,
               "Each member of `query` must be a string, a number, a boolean, null, or an array of these.",
               plain ? pointer(query) + "/" + std::string(name) : pointer(query));
}

/// @return false when it is no scalar
bool append_parameter(std::string& out, std::string_view name, const json::Value& value) {
  if (value.is_null()) return true;
  if (value.is(Kind::array) || value.is(Kind::object)) return false;
  if (!out.empty()) out += '&';
  base::append_percent_encoded(out, name);
  out += '=';
  base::append_percent_encoded(out, value.is(Kind::boolean) ? value.source() : value.text());
  return true;
}

Trouble take_query(const std::optional<json::Value>& value, flow::Forward& out) {
  if (!value) return std::nullopt;
  if (!value->is(Kind::object)) return bad(query, "an object");
  const auto too_long = [&] { return out.path.size() + out.query.size() > longest_target; };
  for (const auto& [name, item] : value->members()) {
    if (item.is(Kind::array)) {
      for (const auto element : item.elements()) {
        if (!append_parameter(out.query, name, element)) return bad_parameter(name);
        if (too_long()) break;
      }
    } else if (!append_parameter(out.query, name, item)) {
      return bad_parameter(name);
    }
    if (too_long())
      return bad(query, "at most 7680 bytes long, encoded, with the path").with_hint("use POST and a body");
  }
  return std::nullopt;
}

Trouble take_body(const std::optional<json::Value>& value, flow::Forward& out) {
  if (!value) return std::nullopt;
  if (out.method == "GET") return bad(body, "left out when the method is GET").with_hint("use `query`, or POST");
  out.body = value->source();
  return std::nullopt;
}

}  // namespace

Result<flow::Batch> decode_forward(json::Document document, const ServiceInfo& service, const Surroundings& around) {
  flow::Batch batch{.document = std::move(document), .service = &service};
  if (!around.query.empty()) {
    // A dry run that is not one would cost money.
    return Error(Errc::bad_field, "This route takes no query, and has no dry run.")
        .with_hint("put the forwarded call's query into `query`");
  }
  const auto fields = read_fields(batch.document.root(), names, Strangers::refused);
  if (!fields.ok()) return fields.error();
  auto& forward = batch.forward.emplace();
  if (auto error = take_credentials((*fields)[api_base_url], (*fields)[api_access_token], batch.credentials.front()))
    return *std::move(error);
  if (auto error = take_method(given((*fields)[method]), forward)) return *std::move(error);
  if (auto error = take_path(given((*fields)[path]), forward)) return *std::move(error);
  if (auto error = take_query(given((*fields)[query]), forward)) return *std::move(error);
  if (auto error = take_body(given((*fields)[body]), forward)) return *std::move(error);
  if (around.limits.max_metered_rows == 0) {
    return Error(Errc::too_many_metered_rows, "A forwarded call would cost quota; none may, in one request.");
  }
  batch.single = true;
  batch.rows_field = "";
  batch.rows.resize(1);
  batch.rows.front().arguments = batch.document.root();  // a row without arguments would be a null row
  return batch;
}

}  // namespace atgateway::dialect
