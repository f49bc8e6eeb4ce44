#include "rpc/envelope.hpp"

#include "json/writer.hpp"
#include "rpc/params.hpp"

#include <atgateway/diagnostics.hpp>

#include <algorithm>

namespace atgateway::rpc {
namespace {

constexpr std::size_t longest_id = 20;

bool is_id(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && text.size() < longest_id &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string line(std::string_view id, std::string_view name, std::string_view json) {
  std::string out;
  out.reserve(id.size() + name.size() + json.size() + 16);
  json::Writer(out).begin_object().key("id").raw(id).key(name).raw(json).end_object();
  return out;
}

}  // namespace

Result<void> take_apart(const json::Value& root, Asked& asked) {
  if (!root.is(json::Kind::object)) {
    return Error(Errc::bad_field, "a request must be a JSON object").with_hint(R"(As in {"id":1,"method":"version"}.)");
  }
  // First of all: every other error is sent to it.
  const auto id = root.find("id");
  if (id && id->is(json::Kind::number) && is_id(id->text())) asked.id = id->text();
  Params fields(root, "");
  fields.value("id");
  asked.method = fields.view("method", Need::required);
  asked.params = fields.object("params").value_or(json::Value());
  if (auto error = fields.wrong()) return *std::move(error);
  if (asked.id == "null") {
    return Error(Errc::bad_field, "a request has an id, a whole number", "/id").with_hint(R"(As in "id": 1.)");
  }
  return {};
}

std::string guess_id(std::string_view line) {
  const auto skip = [&](std::string_view wanted) {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    if (!line.starts_with(wanted)) return false;
    line.remove_prefix(wanted.size());
    return true;
  };
  if (!skip("{") || !skip("\"id\"") || !skip(":") || !skip("")) return "null";
  const auto digits = line.substr(0, std::min(line.find_first_not_of("0123456789"), line.size()));
  return is_id(digits) && (digits == "0" || !digits.starts_with('0')) ? std::string(digits) : "null";
}

std::string result_line(std::string_view id, std::string_view json) { return line(id, "result", json); }

std::string check_line(std::string_view id, std::string_view json) { return line(id, "check", json); }

std::string error_line(std::string_view id, const Error& error) {
  std::string out;
  json::Writer(out)
      .begin_object()
      .member("code", error.slug())
      .member("layer", to_text(layer_of(error.code())))
      .member("message", error.detail())
      .member("hint", error.hint())
      .member("field", error.field())
      .end_object();
  return line(id, "error", out);
}

}  // namespace atgateway::rpc
