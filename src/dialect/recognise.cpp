#include "base/ascii.hpp"
#include "base/suggest.hpp"
#include "dialect/dialect.hpp"
#include "flow/plain_name.hpp"

#include <atgateway/service.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace atgateway::dialect {
namespace {

using json::Kind;

/// A language's key at the top, where it puts the service, and the pointer to that place if it is in the body.
struct Shape {
  std::string_view key;
  const Dialect& (*dialect)() noexcept;
  std::string_view place, pointer;
};

constexpr std::array<Shape, 5> shapes{{
    {"rows", rows_dialect, "`service`", "/service"},
    {"row", rows_dialect, "`service`", "/service"},
    {"calls", bigquery_dialect, "`userDefinedContext.service`", "/userDefinedContext/service"},
    {"data", snowflake_dialect, "the header `sf-custom-service`", ""},
    {"arguments", redshift_dialect, "`external_function`", "/external_function"},
}};

/// @return null when there is none, or several of different languages
const Shape* find_shape(const json::Value& root) noexcept {
  const Shape* found = nullptr;
  for (const auto& member : root.members()) {
    for (const auto& shape : shapes) {
      if (member.name != shape.key) continue;
      if (found != nullptr && found->dialect != shape.dialect) return nullptr;
      found = &shape;
    }
  }
  return found;
}

std::string text_of(const std::optional<json::Value>& value) {
  return value && value->is(Kind::string) ? std::string(value->text()) : std::string();
}

/// `public.carto_reverse_geocode` is `reverse-geocode`.
std::string service_of_function(std::string name) {
  name.erase(0, name.rfind('.') + 1);
  for (auto& c : name) c = c == '_' ? '-' : base::lower(c);
  for (const std::string_view prefix : {"carto-", "lds-"}) {
    if (!name.starts_with(prefix)) continue;
    name.erase(0, prefix.size());
    break;
  }
  return name;
}

std::string service_name(const Shape& shape, const json::Value& root, const Headers& headers) {
  if (shape.key == "calls") {
    const auto context = root.find("userDefinedContext");
    return context ? text_of(context->find("service")) : std::string();
  }
  if (shape.key == "data") return std::string(headers.find("sf-custom-service").value_or(""));
  if (shape.key == "arguments") return service_of_function(text_of(root.find("external_function")));
  return text_of(root.find("service"));
}

Error unknown_service(const Shape& shape, std::string_view name) {
  std::vector<std::string_view> known;
  for (const auto& each : services()) known.push_back(each.name);
  const std::string what = flow::is_plain_name(name) ? "`" + std::string(name) + "`, from " : "What stands in ";
  Error error(Errc::unknown_service, what + std::string(shape.place) + ", is not a service.",
              std::string(shape.pointer));
  const auto near = base::nearest(name, known);
  return near.empty() ? error : error.with_hint("did you mean `" + std::string(near) + "`?");
}

}  // namespace

Result<Recognised> recognise(const json::Value& root, const Headers& headers) {
  if (!root.is(Kind::object)) return Error(Errc::bad_field, "The request must be a JSON object.");
  const Shape* shape = find_shape(root);
  if (shape == nullptr) return Errc::ambiguous_shape;
  const auto name = service_name(*shape, root, headers);
  if (name.empty()) {
    return Error(Errc::bad_field,
                 "The service is missing: a body with `" + std::string(shape->key) + "` names it in " +
                     std::string(shape->place) + ".",
                 std::string(shape->pointer))
        .with_hint("name one of the services of GET /v1/services there, or put it into the path");
  }
  const auto* service = find_service(name);
  if (service == nullptr) return unknown_service(*shape, name);
  return Recognised{&shape->dialect(), service};
}

}  // namespace atgateway::dialect
