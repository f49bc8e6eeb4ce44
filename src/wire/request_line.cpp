#include "wire/request_line.hpp"

#include "wire/authority.hpp"
#include "wire/characters.hpp"

namespace atgateway::wire {
namespace {

struct Absolute {
  std::string_view authority;
  std::string_view rest;  ///< path and query; may lack the leading '/'
};

std::optional<Absolute> split_absolute(std::string_view target) noexcept {
  const auto mark = target.find("://");
  if (mark == std::string_view::npos) return std::nullopt;
  const auto scheme = target.substr(0, mark);
  if (!equal_without_case(scheme, "http") && !equal_without_case(scheme, "https")) return std::nullopt;
  target.remove_prefix(mark + 3);
  const auto end = std::min(target.find_first_of("/?"), target.size());
  return Absolute{target.substr(0, end), target.substr(end)};
}

std::optional<TargetForm> form_of(std::string_view method, std::string_view target) noexcept {
  if (target.front() == '/') return TargetForm::origin;
  if (target == "*") return method == "OPTIONS" ? std::optional(TargetForm::asterisk) : std::nullopt;
  if (method == "CONNECT") return is_authority(target) ? std::optional(TargetForm::authority) : std::nullopt;
  const auto absolute = split_absolute(target);
  if (absolute && is_authority(absolute->authority)) return TargetForm::absolute;
  return std::nullopt;
}

Error bad(const char* detail) { return Error(Errc::bad_request, detail); }

}  // namespace

Result<RequestLine> parse_request_line(std::string_view line) {
  constexpr auto shape = "The request line is not `METHOD target HTTP/1.1` with single spaces.";
  const auto first = line.find(' ');
  if (first == std::string_view::npos || !is_token(line.substr(0, first))) return bad(shape);
  const auto second = line.find(' ', first + 1);
  if (second == std::string_view::npos) return bad("The request line has no HTTP version.");

  RequestLine parsed;
  parsed.method = line.substr(0, first);
  parsed.target = line.substr(first + 1, second - first - 1);
  const auto version = line.substr(second + 1);
  if (parsed.method == "PROXY" && parsed.target.starts_with("TCP")) {
    return bad("A PROXY protocol v1 line came instead of a request; this listener does not read it.");
  }
  if (version.size() != 8 || !version.starts_with("HTTP/") || !is_digit(version[5]) || version[6] != '.' ||
      !is_digit(version[7])) {
    return bad(shape);
  }
  if (version[5] != '1' || version[7] > '1') {
    return Error(Errc::http_version_unsupported, "The request is not HTTP/1.0 or HTTP/1.1.");
  }
  parsed.version_minor = version[7] - '0';
  if (parsed.target.empty()) return bad(shape);
  if (!all(target_character, parsed.target)) {
    return bad("The target holds a byte that is not visible ASCII, or a '#'.");
  }
  const auto form = form_of(parsed.method, parsed.target);
  if (!form) return bad("The target is neither a path that begins with '/' nor an http or https URL.");
  parsed.form = *form;
  return parsed;
}

std::optional<Error> reduce_to_origin_form(std::string& target, std::optional<std::string_view> host) {
  const auto absolute = split_absolute(target);
  if (!absolute) return bad("The target is not an http or https URL.");
  if (host && !equal_without_case(*host, absolute->authority)) {
    return bad("The target names another authority than Host.");
  }
  std::string origin;
  if (!absolute->rest.starts_with('/')) origin = "/";
  origin += absolute->rest;
  target = std::move(origin);
  return std::nullopt;
}

}  // namespace atgateway::wire
