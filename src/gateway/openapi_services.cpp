// The service table as schemas.
#include "gateway/openapi_parts.hpp"

#include <algorithm>

namespace atgateway::gateway::openapi {
namespace {

using json::Writer;
using Type = ArgumentInfo::Type;

constexpr std::string_view number_text = "-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?";

void write_bounds(Writer& out, const ArgumentInfo& argument) {
  if (argument.minimum) out.member(argument.minimum_excluded ? "exclusiveMinimum" : "minimum", *argument.minimum);
  if (argument.maximum) out.member("maximum", *argument.maximum);
}

void write_types(Writer& out, std::initializer_list<std::string_view> types) {
  out.key("type").begin_array();
  for (const auto type : types) out.string(type);
  out.end_array();
}

void write_text(Writer& out, const ArgumentInfo& argument) {
  if (!argument.allowed.empty()) {
    out.key("enum").begin_array();
    for (const auto word : argument.allowed) out.string(word);
    if (!argument.required) out.string("").null();
    out.end_array();
  } else if (argument.required) {
    out.member("type", "string").member("pattern", "\\S");
  } else {
    write_types(out, {"string", "null"});
  }
}

void write_number(Writer& out, const ArgumentInfo& argument) {
  out.key("anyOf").begin_array().begin_object();
  out.member("type", argument.type == Type::integer ? "integer" : "number");
  write_bounds(out, argument);
  out.end_object().begin_object();
  const std::string pattern(number_text);
  if (argument.required) {
    out.member("type", "string").member("pattern", "^" + pattern + "$");
  } else {
    write_types(out, {"string", "null"});
    out.member("pattern", "^(" + pattern + ")?$");
  }
  out.end_object().end_array();
}

bool is_about(const ArgumentInfo& argument, std::string_view word) noexcept {
  return argument.name.find(word) != std::string_view::npos;
}

}  // namespace

void write_names(Writer& out, Absent absent) {
  out.begin_array();
  for (const auto& service : services()) out.string(service.name);
  if (absent == Absent::allowed) out.string("").null();
  out.end_array();
}

void write_argument(Writer& out, const ArgumentInfo& argument) {
  out.begin_object().member("description", argument.description);
  if (!argument.unit.empty()) out.member("x-unit", argument.unit);
  switch (argument.type) {
    case Type::string:
      write_text(out, argument);
      break;
    case Type::number:
    case Type::integer:
      write_number(out, argument);
      break;
    case Type::object:
      write_types(out, {"object", "string", "null"});
      out.member("pattern", held_object);
      break;
  }
  out.end_object();
}

void write_example(Writer& out, const ArgumentInfo& argument) {
  constexpr double longitude = -3.70256, latitude = 40.4165, elsewhere = 0.1;
  if (!argument.allowed.empty()) return void(out.string(argument.allowed.front()));
  if (is_about(argument, "longitude")) return void(out.number(longitude));
  if (is_about(argument, "latitude")) {
    return void(out.number(is_about(argument, "destination") ? latitude + elsewhere : latitude));
  }
  switch (argument.type) {
    case Type::string:
      out.string(argument.name == "address" ? "Madrid, Spain" : argument.name == "mode" ? "car" : "es");
      break;
    case Type::number:
      out.number(600);
      break;
    case Type::integer:
      out.number(8);
      break;
    case Type::object:
      out.begin_object().end_object();
      break;
  }
}

std::size_t needed_arguments(const ServiceInfo& service) noexcept {
  const auto& arguments = service.arguments;
  const auto last = std::find_if(arguments.rbegin(), arguments.rend(), [](const auto& each) { return each.required; });
  return static_cast<std::size_t>(arguments.rend() - last);
}

}  // namespace atgateway::gateway::openapi
