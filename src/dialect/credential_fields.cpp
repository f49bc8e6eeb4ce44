#include "dialect/credential_fields.hpp"

#include "base/token.hpp"
#include "dialect/fields.hpp"

#include <memory>

namespace atgateway::dialect {
namespace {

Error not_text(std::string_view name) {
  return Error(Errc::bad_field, "`" + std::string(name) + "` must be a string.", "/" + std::string(name));
}

}  // namespace

std::optional<Error> take_credentials(const std::optional<json::Value>& api_base_url,
                                      const std::optional<json::Value>& api_access_token, flow::Credentials& out) {
  if (const auto url = given(api_base_url)) {
    if (!url->is(json::Kind::string)) return not_text("api_base_url");
    if (!url->text().empty()) out.api_base_url = url->text();
  }
  if (const auto token = given(api_access_token)) {
    if (!token->is(json::Kind::string)) return not_text("api_access_token");
    if (token->text().empty()) return std::nullopt;
    if (!base::is_token(token->text())) return Error(Errc::token_malformed).at("/api_access_token");
    out.token = std::make_shared<const Secret>(token->text());
  }
  return std::nullopt;
}

}  // namespace atgateway::dialect
