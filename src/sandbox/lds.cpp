#include "sandbox/lds.hpp"

#include "sandbox/endpoints.hpp"
#include "sandbox/replies.hpp"
#include "sandbox/tokens.hpp"

#include <optional>
#include <string>

namespace atgateway::sandbox {
namespace {

struct Endpoint {
  std::string_view method, path;
  std::optional<Quota> quota;  // none: free
  Answered (*answer)(const Query&, std::string_view body);
};

constexpr Endpoint endpoints[] = {
    {"GET", "/v3/lds/geocoding/geocode", Quota::geocoding, geocode},
    {"POST", "/v3/lds/geocoding/batch", Quota::geocoding, geocode_batch},
    {"GET", "/v3/lds/geocoding/reverse", Quota::geocoding, reverse_geocode},
    {"GET", "/v3/lds/isolines", Quota::isolines, isoline},
    {"GET", "/v3/lds/isolines/h3", Quota::isolines, isoline_h3},
    {"GET", "/v3/lds/routing", Quota::routing, route},
    {"GET", "/v3/lds/stats", std::nullopt, nullptr},
};

constexpr std::string_view ledger_path = "/_sandbox/ledger";
// What stats reports when the sandbox has no quota of its own.
constexpr std::uint64_t unlimited_quota = 1'000'000;

const Endpoint* find_endpoint(std::string_view path) noexcept {
  const auto at = path.find("/v3/lds/");
  if (at == std::string_view::npos) return nullptr;
  for (const auto& endpoint : endpoints) {
    if (endpoint.path == path.substr(at)) return &endpoint;
  }
  return nullptr;
}

Reply wrong_method(std::string_view allowed) {
  auto reply = error_reply(405, "Method not allowed");
  reply.headers.add("allow", allowed);
  return reply;
}

Reply quota_exceeded() { return error_reply(429, "LDS monthly quota exceeded"); }

Error out_of_range(std::string_view field, std::string_view range) {
  return Error(Errc::bad_config, "The sandbox's " + std::string(field) + " must be " + std::string(range) + ".",
               "/" + std::string(field));
}

bool is_share(double value) { return value >= 0 && value <= 1; }  // false for NaN

}  // namespace

Result<void> check_options(const SandboxOptions& options) {
  constexpr auto longest = std::chrono::hours(1);
  if (options.latency < milliseconds(0) || options.latency > longest)
    return out_of_range("latency", "from 0 ms to one hour");
  if (options.latency_jitter < milliseconds(0) || options.latency_jitter > longest)
    return out_of_range("latency_jitter", "from 0 ms to one hour");
  if (!is_share(options.error_rate)) return out_of_range("error_rate", "from 0 to 1");
  if (!is_share(options.reset_rate)) return out_of_range("reset_rate", "from 0 to 1");
  if (options.status < 400 || options.status > 599) return out_of_range("status", "from 400 to 599");
  return {};
}

Emulator::Emulator(SandboxOptions options) : options_(std::move(options)), rate_(options_.rate_limit) {}

Answer Emulator::answer(const Request& request, TimePoint now) {
  if (request.path() == ledger_path) return {.reply = ledger_page(request.method)};
  const Token token = judge_token(request.headers);
  const auto ticket = ledger_.arrive(request.method, request.path(), token.fingerprint);
  const Fault fault = draw_fault(options_, ticket.n);
  auto judged = judge(request, token, ticket, fault.error, now);
  ledger_.finish(ticket, judged.rows, fault.reset ? Outcome::reset : judged.outcome);
  return {std::move(judged.reply), fault.delay, fault.reset};
}

Emulator::Judged Emulator::judge(const Request& request, const Token& token, Ledger::Ticket ticket, bool error,
                                 TimePoint now) {
  const Endpoint* endpoint = find_endpoint(request.path());
  if (endpoint == nullptr) return {error_reply(404, "Not found"), 0, Outcome::rejected};
  if (endpoint->method != request.method) return {wrong_method(endpoint->method), 0, Outcome::rejected};
  if (error) return {error_reply(options_.status, "Injected fault"), 0, Outcome::fault};
  switch (token.state) {
    case TokenState::absent:
      return {error_reply(401, "Token not defined"), 0, Outcome::unauthorized};
    case TokenState::unknown:
      return {error_reply(401, "Invalid token"), 0, Outcome::unauthorized};
    case TokenState::expired:
      return {error_reply(401, "Token expired"), 0, Outcome::unauthorized};
    case TokenState::no_lds:
      return {error_reply(403, "The token does not allow the LDS API"), 0, Outcome::forbidden};
    case TokenState::no_quota:
      return {quota_exceeded(), 0, Outcome::quota_exceeded};
    case TokenState::working:
      break;
  }
  if (!rate_.allow(now)) return {error_reply(429, "Too many requests"), 0, Outcome::rate_limited};
  if (!endpoint->quota) {
    const auto quota = options_.quota > 0 ? options_.quota : unlimited_quota;
    return {stats(ledger_.used(token.fingerprint), quota), 0, Outcome::ok};
  }
  const auto query = Query::parse(request.query());
  if (!query) return {error_reply(400, "The query cannot be read"), 0, Outcome::rejected};
  auto answered = endpoint->answer(*query, request.body);
  if (answered.reply.status != 200) return {std::move(answered.reply), answered.rows, Outcome::rejected};
  if (!ledger_.charge(ticket, token.fingerprint, *endpoint->quota, answered.rows, options_.quota))
    return {quota_exceeded(), answered.rows, Outcome::quota_exceeded};
  return {std::move(answered.reply), answered.rows, Outcome::ok};
}

Reply Emulator::ledger_page(std::string_view method) {
  if (method == "DELETE")
    ledger_.clear();
  else if (method != "GET")
    return wrong_method("GET, DELETE");
  return json_reply(200, ledger_.document());
}

}  // namespace atgateway::sandbox
