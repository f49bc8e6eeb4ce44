#include "service/refusal.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <string>

namespace atgateway::service {
namespace {

using flow::Billed;
using flow::Sent;

bool names_a_quota(std::string_view body) noexcept {
  constexpr std::string_view word = "quota";
  return std::search(body.begin(), body.end(), word.begin(), word.end(),
                     [](char a, char b) { return base::lower(a) == b; }) != body.end();
}

std::string answered(int status) { return "CARTO answered HTTP " + std::to_string(status) + "."; }

}  // namespace

std::optional<Refusal> judge_status(int status, std::string_view body, bool metered) {
  if (status >= 200 && status < 300) return std::nullopt;
  // These come before the work: a refused token, a used-up quota or a rejected call costs nothing.
  if (status == 401) return Refusal{{Errc::upstream_unauthorized, Billed::no, status}, true};
  if (status == 403) return Refusal{{Errc::upstream_forbidden, Billed::no, status}, true};
  if (status == 429) {
    if (names_a_quota(body)) return Refusal{{Errc::upstream_quota_exceeded, Billed::no, status}, true};
    return Refusal{{Errc::upstream_rate_limited, Billed::no, status}};
  }
  if (status >= 400 && status < 500) {
    const Error error(Errc::upstream_rejected, answered(status));
    if (status != 404) return Refusal{{error, Billed::no, status}};
    return Refusal{{error.with_hint("Check that base_url is CARTO's API, with its path."), Billed::no, status}};
  }
  const Billed billed = metered ? Billed::unknown : Billed::no;
  if (status >= 500 && status < 600) {
    const Error error(Errc::upstream_error, answered(status));
    return Refusal{{metered ? error : error.with_hint("Try again later."), billed, status}};
  }
  return Refusal{{Error(Errc::upstream_bad_reply, answered(status)), billed, status}};
}

flow::RowError judge_failure(const Error& error, Sent sent, bool metered) {
  if (!metered || sent == Sent::no) return {error, Billed::no, 0};
  // An answer came and could not be taken, mostly because it is too big: that was work, and work is paid for.
  if (sent == Sent::yes) return {error, Billed::yes, 0};
  return {Error(Errc::upstream_outcome_unknown, "The call was sent and no answer came (" + std::string(error.slug()) +
                                                    "): it may have been carried out and billed."),
          Billed::unknown, 0};
}

flow::RowError unreadable(int status, std::string_view seen, bool metered) {
  return {Error(Errc::upstream_bad_reply, std::string(seen)), metered ? Billed::yes : Billed::no, status};
}

int status_behind(Errc code) noexcept {
  if (code == Errc::upstream_unauthorized) return 401;
  if (code == Errc::upstream_forbidden) return 403;
  return code == Errc::upstream_quota_exceeded ? 429 : 0;
}

}  // namespace atgateway::service
