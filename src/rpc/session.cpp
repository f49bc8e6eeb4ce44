#include "rpc/session.hpp"

#include "base/suggest.hpp"
#include "json/document.hpp"
#include "rpc/envelope.hpp"

#include <atgateway/secret.hpp>

#include <exception>
#include <new>
#include <utility>
#include <vector>

namespace atgateway::rpc {
namespace {

Error no_method(std::string_view name, std::span<const Method> methods) {
  std::vector<std::string_view> names;
  std::string all;
  for (const auto& each : methods) {
    names.push_back(each.name);
    all.append(all.empty() ? "" : ", ").append(each.name);
  }
  const Error error(Errc::not_found, "there is no such method", "/method");
  const auto near = base::nearest(name, names);
  return error.with_hint(near.empty() ? "There are " + all + "." : "Did you mean \"" + std::string(near) + "\"?");
}

}  // namespace

void Session::answer(Line line) {
  std::string id = "null";
  const auto refuse = [&](const Error& error) { send_(error_line(id, error)); };
  try {
    id = guess_id(line.text);
    if (line.too_long) {
      wipe(line.text);
      return refuse(Error(Errc::body_too_large, "the line is too long to be read").with_hint("Ask for less at once."));
    }
    const auto document = json::Document::parse(std::move(line.text));
    if (!document) return refuse(document.error().with_hint("A request is a JSON object on one line."));
    auto outcome = run(document->root(), id);
    if (!outcome) return refuse(outcome.error());
    if (outcome->empty()) return;
    auto answer = result_line(id, *outcome);
    wipe(*outcome);
    send_(std::move(answer));
  } catch (const std::bad_alloc&) {
    refuse(Errc::out_of_memory);
  } catch (const std::exception&) {
    refuse(Errc::internal);
  }
}

Outcome Session::run(const json::Value& root, std::string& id) {
  Asked asked;
  const auto taken = take_apart(root, asked);
  id = asked.id;
  if (!taken) return taken.error();
  for (const auto& each : methods_) {
    if (each.name != asked.method) continue;
    Params params(asked.params, "/params");
    return each.run(params, {id, send_, stop_, objects_});
  }
  return no_method(asked.method, methods_);
}

}  // namespace atgateway::rpc
