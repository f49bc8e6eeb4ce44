// An HTTP answer as JSON.
#include "base/ascii.hpp"
#include "probe/clean_text.hpp"
#include "probe/http.hpp"
#include "probe/timing.hpp"

#include <algorithm>
#include <array>

namespace atgateway::probe {
namespace {

constexpr std::size_t most_headers = 32;
constexpr std::size_t most_value = 512;

/// Who answered, and not for whom.
bool tells_who(std::string_view name) noexcept {
  constexpr std::array<std::string_view, 9> known{"server",       "location",     "content-type",     "via",
                                                  "x-request-id", "x-powered-by", "www-authenticate", "retry-after",
                                                  "date"};
  constexpr std::string_view ours = "atgateway-";
  return base::equal_without_case(name.substr(0, ours.size()), ours) ||
         std::any_of(known.begin(), known.end(), [&](auto each) { return base::equal_without_case(name, each); });
}

void write_phase(json::Writer& out, std::string_view name, const HttpAnswer& answer,
                 std::int64_t HttpAnswer::Phases::*phase) {
  std::vector<std::int64_t> times;
  for (const auto& each : answer.phases) {
    if (each.*phase >= 0) times.push_back(each.*phase);
  }
  write_spread(out, name, times);
}

}  // namespace

void write(json::Writer& out, const HttpAnswer& answer) {
  out.begin_object();
  out.member("method", clean_text(answer.method));
  out.member("path", clean_text(answer.path));
  if (!answer.address.empty()) out.member("address", answer.address);
  out.member("outcome", to_text(answer.outcome));
  if (answer.status > 0) out.member("status", answer.status);
  if (!answer.trouble.empty()) out.member("trouble", clean_text(answer.trouble));
  if (answer.outcome == HttpAnswer::Outcome::answered) {
    out.key("headers").begin_object();
    std::vector<std::string> written;
    for (std::size_t i = 0; i < answer.headers.size() && written.size() < most_headers; ++i) {
      std::string name(answer.headers[i].name);
      std::transform(name.begin(), name.end(), name.begin(), base::lower);
      if (!tells_who(name) || std::find(written.begin(), written.end(), name) != written.end()) continue;
      out.member(clean_text(name, 128), clean_text(answer.headers[i].value, most_value));
      written.push_back(std::move(name));
    }
    out.end_object();
    out.member("body_bytes", answer.body.size());
    out.member("body_cut", answer.body_cut);
  }
  out.key("phases").begin_object();
  write_phase(out, "connect", answer, &HttpAnswer::Phases::connect_us);
  write_phase(out, "tls", answer, &HttpAnswer::Phases::tls_us);
  write_phase(out, "first_byte", answer, &HttpAnswer::Phases::first_byte_us);
  write_phase(out, "rest", answer, &HttpAnswer::Phases::rest_us);
  out.end_object();
  out.member("duration_us", answer.duration_us);
  out.end_object();
}

std::string_view to_text(HttpAnswer::Outcome outcome) noexcept {
  using Outcome = HttpAnswer::Outcome;
  switch (outcome) {
    case Outcome::answered:
      return "answered";
    case Outcome::not_connected:
      return "not-connected";
    case Outcome::tls_failed:
      return "tls-failed";
    case Outcome::closed:
      return "closed";
    case Outcome::reset:
      return "reset";
    case Outcome::timed_out:
      return "timed-out";
    case Outcome::not_http:
      return "not-http";
    case Outcome::cut:
      return "cut";
  }
  return "cut";
}

}  // namespace atgateway::probe
