#include "dialect/diagnose_request.hpp"

#include "dialect/credential_fields.hpp"
#include "dialect/fields.hpp"

#include <array>

namespace atgateway::dialect {
namespace {

constexpr std::array<std::string_view, 4> names = {"protocol", "api_base_url", "api_access_token", "errors"};
enum Name : std::uint8_t { protocol, api_base_url, api_access_token, errors };

}  // namespace

Result<flow::Credentials> decode_diagnose(const json::Value& root) {
  const auto fields = read_fields(root, names, Strangers::refused);
  if (!fields.ok()) return fields.error();
  if (const auto version = given((*fields)[protocol]); version && version->source() != "1") {
    return Error(Errc::bad_field, "`protocol` must be 1.", "/protocol");
  }
  if (const auto form = given((*fields)[errors])) {
    if (!form->is(json::Kind::string) || (form->text() != "status" && form->text() != "body")) {
      return Error(Errc::bad_field, "`errors` must be \"status\" or \"body\".", "/errors");
    }
  }
  flow::Credentials out;
  if (auto error = take_credentials((*fields)[api_base_url], (*fields)[api_access_token], out))
    return *std::move(error);
  return out;
}

}  // namespace atgateway::dialect
