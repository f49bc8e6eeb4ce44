#include "probe/http_request.hpp"

#include "base/ascii.hpp"
#include "base/token.hpp"
#include "json/writer.hpp"
#include "net/base_url.hpp"

#include <algorithm>

namespace atgateway::probe {
namespace {

bool is_visible(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

/// How much a JSON string of these bytes may take: "\u00NN" for each, and the quotes.
std::size_t most_json(std::string_view text) noexcept { return 6 * text.size() + 2; }

/// The object with the token as its first member.
void splice(std::string& out, std::string_view body, std::string_view token) {
  std::string_view rest = base::trim(body);
  rest.remove_prefix(1);
  rest = base::trim(rest);
  out += R"({"api_access_token":)";
  json::append_string(out, token);
  if (rest != "}") out += ',';
  out += rest;
}

bool is_object(std::string_view text) noexcept {
  text = base::trim(text);
  return text.size() >= 2 && text.front() == '{' && text.back() == '}';
}

}  // namespace

std::string_view unfit(const HttpQuestion& question) noexcept {
  if (question.method.empty() || !is_visible(question.method)) return "the method cannot stand in a request";
  if (!question.path.starts_with('/') || !is_visible(question.path)) return "the path cannot stand in a request";
  if (question.host.empty() || !is_visible(question.host)) return "the host cannot stand in a request";
  if (question.bearer != nullptr && !base::is_token(question.bearer->reveal())) {
    return "the token has characters that tokens do not have";
  }
  if (question.body_token != nullptr && !is_object(question.body)) return "the body cannot take a token";
  return {};
}

RequestBytes::RequestBytes(const HttpQuestion& question) {
  std::string body;
  std::size_t room = question.body.size() + question.path.size() + question.host.size() + 1024;
  if (question.bearer != nullptr) room += question.bearer->size();
  if (question.body_token != nullptr) room += most_json(question.body_token->reveal());
  // Room for all of it at once: a string that grows leaves its bytes behind.
  bytes_.reserve(room);
  body.reserve(room);
  if (question.body_token != nullptr) {
    splice(body, question.body, question.body_token->reveal());
  } else {
    body = question.body;
  }
  bytes_ += question.method;
  bytes_ += ' ';
  bytes_ += question.path;
  bytes_ += " HTTP/1.1\r\nHost: ";
  bytes_ += net::bracketed(question.host);
  if (question.port != (question.tls ? 443 : 80)) bytes_ += ':' + std::to_string(question.port);
  bytes_ += "\r\nUser-Agent: atgateway-doctor\r\nAccept: */*\r\nConnection: close\r\n";
  if (question.bearer != nullptr) {
    bytes_ += "Authorization: Bearer ";
    bytes_ += question.bearer->reveal();
    bytes_ += "\r\n";
  }
  if (!body.empty()) {
    bytes_ += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  } else if (question.method == "POST") {
    bytes_ += "Content-Length: 0\r\n";
  }
  bytes_ += "\r\n";
  bytes_ += body;
  wipe(body);
}

}  // namespace atgateway::probe
