#include "wire/reply_writer.hpp"

#include "wire/characters.hpp"

#include <array>
#include <charconv>

namespace atgateway::wire {
namespace {

bool written_here(std::string_view name) noexcept {
  constexpr std::array<std::string_view, 8> names = {"server",     "date",       "x-request-id",      "content-length",
                                                     "connection", "keep-alive", "transfer-encoding", "trailer"};
  for (const auto known : names) {
    if (equal_without_case(name, known)) return true;
  }
  return false;
}

bool is_value(std::string_view value) noexcept {
  for (const char c : value) {
    if (is(control_character, c)) return false;
  }
  return true;
}

void append_number(std::string& out, std::size_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

/// An upper bound of what `write_reply` appends, so that it appends into room that is there.
std::size_t upper_bound(const Reply& reply, const ReplyFraming& framing) noexcept {
  std::size_t bytes = 256 + framing.date.size() + framing.request_id.size() + reply.body.size();
  for (std::size_t i = 0; i < reply.headers.size(); ++i) {
    const auto field = reply.headers[i];
    bytes += field.name.size() + field.value.size() + 4;
  }
  return bytes;
}

}  // namespace

void write_reply(std::string& out, const Reply& reply, const ReplyFraming& framing) {
  const int status = reply.status >= 200 && reply.status <= 599 ? reply.status : 500;
  const bool may_have_body = status != 204 && status != 304;
  if (const auto needed = out.size() + upper_bound(reply, framing); needed > out.capacity()) out.reserve(needed);

  out.append("HTTP/1.1 ");
  append_number(out, static_cast<std::size_t>(status));
  out.append(" ").append(reason_phrase(status)).append("\r\nServer: atgateway\r\n");
  if (!framing.date.empty()) append_field(out, "Date", framing.date);
  if (!framing.request_id.empty() && is_value(framing.request_id)) {
    append_field(out, "x-request-id", framing.request_id);
  }
  if (may_have_body) {
    out.append("Content-Length: ");
    append_number(out, reply.body.size());
    out.append("\r\n");
  }
  if (framing.close) {
    out.append("Connection: close\r\n");
  } else if (framing.version_minor == 0) {
    out.append("Connection: keep-alive\r\n");
  }
  for (std::size_t i = 0; i < reply.headers.size(); ++i) {
    const auto field = reply.headers[i];
    if (is_token(field.name) && is_value(field.value) && !written_here(field.name)) {
      append_field(out, field.name, field.value);
    }
  }
  out.append("\r\n");
  if (may_have_body && !framing.head_only) out.append(reply.body);
}

std::string_view reason_phrase(int status) noexcept {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 402:
      return "Payment Required";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 425:
      return "Too Early";
    case 426:
      return "Upgrade Required";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    default:
      break;
  }
  if (status < 300) return "Success";
  if (status < 400) return "Redirection";
  return status < 500 ? "Client Error" : "Server Error";
}

}  // namespace atgateway::wire
