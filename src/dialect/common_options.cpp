#include "dialect/common_options.hpp"

#include <algorithm>

namespace atgateway::dialect {
namespace {

bool takes_options(const ServiceInfo& service) noexcept {
  return std::any_of(service.arguments.begin(), service.arguments.end(),
                     [](const ArgumentInfo& argument) { return argument.type == ArgumentInfo::Type::object; });
}

Error bad(std::string_view name, std::string_view rule, const std::string& field) {
  return Error(Errc::bad_field, std::string(name) + " must be " + std::string(rule) + ".", field);
}

Result<bool> judge_members(std::size_t members, const ServiceInfo& service, const std::string& field) {
  if (members == 0) return false;
  if (takes_options(service)) return true;
  return Error(Errc::bad_field, "`" + std::string(service.name) + "` takes no options.", field);
}

}  // namespace

Result<bool> judge_options(const json::Value& value, const ServiceInfo& service, const std::string& field,
                           std::string_view name) {
  if (value.source().size() > longest_options) return bad(name, "at most 4096 bytes long", field);
  if (value.is(json::Kind::string)) return judge_options(value.text(), service, field, name);
  if (!value.is(json::Kind::object)) return bad(name, "an object or a string holding one", field);
  return judge_members(value.size(), service, field);
}

Result<bool> judge_options(std::string_view text, const ServiceInfo& service, const std::string& field,
                           std::string_view name) {
  if (text.size() > longest_options) return bad(name, "at most 4096 bytes long", field);
  const auto inner = json::Document::parse(std::string(text));
  if (!inner.ok() || !inner->root().is(json::Kind::object)) {
    return bad(name, "an object or a string holding one", field);
  }
  return judge_members(inner->root().size(), service, field);
}

}  // namespace atgateway::dialect
