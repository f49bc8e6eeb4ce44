#include "diag/identity.hpp"

#include "json/document.hpp"
#include "probe/clean_text.hpp"

#include <atgateway/error.hpp>

namespace atgateway::diag {

std::string gateway_version(const probe::HttpAnswer& openapi) {
  if (openapi.status != 200) return {};
  const auto document = json::Document::parse(openapi.body);
  if (!document.ok()) return {};
  const auto info = document->root().find("info");
  const auto version = info ? info->find("x-atgateway-version") : std::nullopt;
  if (!version || !version->is(json::Kind::string)) return {};
  return probe::clean_text(version->text(), 40);
}

std::string problem_code(const probe::HttpAnswer& answer) {
  if (answer.status < 400) return {};
  const auto document = json::Document::parse(answer.body);
  const auto code = document.ok() ? document->root().find("code") : std::nullopt;
  if (!code || !code->is(json::Kind::string) || !errc_from_slug(code->text())) return {};
  return std::string(code->text());
}

bool is_gateway(const probe::HttpAnswer& openapi) {
  if (openapi.headers.find("server") != "atgateway") return false;
  return !gateway_version(openapi).empty() || !problem_code(openapi).empty();
}

}  // namespace atgateway::diag
