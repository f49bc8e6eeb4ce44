#include "sandbox/tokens.hpp"

#include "base/digest.hpp"

#include <algorithm>
#include <string_view>

namespace atgateway::sandbox {
namespace {

struct Known {
  std::string_view token;
  TokenState state;
};

constexpr Known known_tokens[] = {
    {"sandbox-token", TokenState::working},
    {"sandbox-expired", TokenState::expired},
    {"sandbox-no-lds", TokenState::no_lds},
    {"sandbox-no-quota", TokenState::no_quota},
};

// RFC 9110, section 11.1: the scheme's name has no case. Returns false when it is another scheme.
bool take_bearer(std::string_view& value) {
  constexpr std::string_view scheme = "bearer ";
  if (value.size() < scheme.size()) return false;
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  if (!std::equal(scheme.begin(), scheme.end(), value.begin(), [&](char a, char b) { return a == lower(b); }))
    return false;
  value.remove_prefix(scheme.size());
  value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
  return !value.empty();
}

}  // namespace

Token judge_token(const Headers& headers) {
  auto value = headers.find("authorization");
  if (!value || !take_bearer(*value)) return {};
  Token token{TokenState::unknown, base::hex(base::sha256(*value), 4)};
  if (headers.count("authorization") > 1) return token;
  for (const auto& known : known_tokens) {
    if (known.token == *value) token.state = known.state;
  }
  return token;
}

}  // namespace atgateway::sandbox
