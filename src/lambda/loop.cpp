#include "json/writer.hpp"
#include "lambda/runtime_api.hpp"
#include "wire/characters.hpp"
#include "wire/reply_reader.hpp"

#include <atgateway/lambda.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

namespace atgateway::inline v0_1 {
namespace {

using lambda::ApiReply;
using lambda::RuntimeApi;

constexpr std::string_view api = "/2018-06-01/runtime";

Error unusable(const char* what) { return Error(Errc::bad_config, what); }

std::optional<Error> judge_address(std::string_view address) {
  const auto colon = address.rfind(':');
  const auto host = address.substr(0, colon);
  const auto port = colon == std::string_view::npos ? std::string_view() : address.substr(colon + 1);
  const bool digits = !port.empty() && port.size() <= 5 && std::all_of(port.begin(), port.end(), wire::is_digit);
  if (digits && !host.empty() && wire::all(wire::host_character, host)) return std::nullopt;
  return unusable("the address of the runtime API is not HOST:PORT")
      .with_hint("Lambda sets AWS_LAMBDA_RUNTIME_API; outside of it, run the runtime interface emulator.");
}

std::string error_document(const Error& error, std::string_view type) {
  std::string text;
  json::Writer out(text);
  out.begin_object()
      .member("errorMessage", std::string(error.detail()) + " " + std::string(error.hint()))
      .member("errorType", type)
      .key("stackTrace")
      .begin_array()
      .end_array()
      .end_object();
  return text;
}

/// "Function.bad-json": category and reason.
std::string error_type(const char* category, const Error& error) { return category + std::string(error.slug()); }

/// A completion that can be waited for.
class Answer {
 public:
  void put(Result<Reply> result) {
    const std::scoped_lock lock(mutex_);
    result_.emplace(std::move(result));
    there_.notify_all();
  }
  bool wait_until(Deadline deadline) {
    std::unique_lock lock(mutex_);
    const auto there = [this] { return result_.has_value(); };
    if (!deadline.is_never()) return there_.wait_until(lock, deadline.at(), there);
    there_.wait(lock, there);
    return true;
  }
  Result<Reply> take() {
    wait_until(Deadline::never());
    return std::move(*result_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable there_;
  std::optional<Result<Reply>> result_;
};

Deadline deadline_of(const ApiReply& invocation) {
  const auto text = invocation.headers.find("lambda-runtime-deadline-ms").value_or("");
  std::int64_t at = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), at);
  if (text.empty() || read.ec != std::errc()) return Deadline::never();
  const auto now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  constexpr std::int64_t day = 24 * 60 * 60 * 1000;
  return Deadline::after(milliseconds(std::clamp<std::int64_t>(at - now, 0, day)));
}

/// Room to hand the answer over, but never more than a quarter of what is left.
Deadline sooner_by(Deadline deadline, milliseconds margin) {
  if (deadline.is_never()) return deadline;
  return Deadline(deadline.at() - std::min(margin, deadline.left(Clock::now()) / 4));
}

Deadline later_by(Deadline deadline, milliseconds span) {
  return deadline.is_never() ? deadline : Deadline(deadline.at() + span);
}

class Loop {
 public:
  Loop(const LambdaOptions& options, std::stop_token stop)
      : options_(options), stop_(stop), api_(options.runtime_api, std::move(stop)) {}

  Result<void> run() {
    while (!stop_.stop_requested()) {
      auto invocation = api_.get(std::string(api) + "/invocation/next");
      if (!invocation) {
        if (invocation.error().code() == Errc::cancelled) return {};
        return std::move(invocation).error();
      }
      if (auto done = serve(std::move(*invocation)); !done) return done;
    }
    return {};
  }

 private:
  Result<void> serve(ApiReply invocation) {
    const auto began = Clock::now();
    const std::string id(invocation.headers.find("lambda-runtime-aws-request-id").value_or(""));
    if (invocation.status != 200 || !wire::all(wire::host_character, id) || id.empty()) {
      return Error(Errc::internal,
                   "the runtime API has no invocation to give: HTTP " + std::to_string(invocation.status))
          .with_hint("Lambda starts another process; see the function's log for why.");
    }
    const auto deadline = deadline_of(invocation);
    const auto bytes = invocation.body.size();
    auto call = read_lambda_event(std::move(invocation.body));
    if (!call) return fail(id, "Function.", call.error());
    auto& request = call->request;
    const auto given = request.headers.find("x-request-id").value_or("");
    const bool usable = !given.empty() && given.size() <= 64 && std::all_of(given.begin(), given.end(), [](char c) {
      return wire::is(wire::host_character, c) && c != '~';
    });
    request.request_id = usable ? std::string(given) : id;

    LambdaCall kept{.kind = call->kind, .request = {}};
    kept.request.method = request.method;
    kept.request.request_id = request.request_id;
    auto reply = ask(std::move(request), deadline);
    if (!reply) return fail(id, "Runtime.", reply.error());
    const auto response = lambda_response(kept, *reply, options_.response_bytes);
    log(kept, *reply, bytes, response.size(), began);
    auto sent = api_.post(std::string(api) + "/invocation/" + id + "/response", response);
    if (!sent) return std::move(sent).error();
    return judge(*sent, "response-refused");
  }

  Result<Reply> ask(Request request, Deadline deadline) {
    const auto answer = std::make_shared<Answer>();
    std::stop_source cut;
    options_.handler(std::move(request), Scope{sooner_by(deadline, options_.margin), cut.get_token()},
                     [answer](Result<Reply> result) { answer->put(std::move(result)); });
    // Whoever answers ends by itself at the deadline; this is for one that does not.
    if (!answer->wait_until(later_by(deadline, options_.margin))) cut.request_stop();
    return answer->take();
  }

  Result<void> fail(const std::string& id, const char* category, const Error& error) {
    const auto type = error_type(category, error);
    event("invocation-failed", {{"request_id", id}, {"code", std::string(error.slug())}});
    auto sent = api_.post(std::string(api) + "/invocation/" + id + "/error", error_document(error, type), type);
    if (!sent) return std::move(sent).error();
    return judge(*sent, "error-refused");
  }

  Result<void> judge(const ApiReply& reply, std::string_view refused) const {
    if (reply.status >= 200 && reply.status < 300) return {};
    event(refused, {{"status", std::to_string(reply.status)}});
    if (reply.status < 500) return {};
    return Error(Errc::internal,
                 "the runtime API says that this process has to end: HTTP " + std::to_string(reply.status))
        .with_hint("Lambda starts another process; see the function's log for why.");
  }

  void event(std::string_view name, std::vector<std::pair<std::string, std::string>> fields) const {
    if (!options_.sinks.event) return;
    options_.sinks.event({Event::Level::error, name, "An invocation was not answered.", std::move(fields)});
  }

  void log(const LambdaCall& call, const Reply& reply, std::size_t in, std::size_t out, TimePoint began) const {
    if (!options_.sinks.access) return;
    static constexpr std::string_view known[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
    const auto* method = std::find(std::begin(known), std::end(known), call.request.method);
    AccessRecord record;
    record.listener = "lambda";
    record.method = method == std::end(known) ? std::string_view("_OTHER") : *method;
    record.status = reply.status;
    record.request_id = call.request.request_id;
    record.request_bytes = in;
    record.reply_bytes = out;
    record.total_us = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began).count();
    record.facts = &reply.facts;
    options_.sinks.access(record);
  }

  const LambdaOptions& options_;
  std::stop_token stop_;
  RuntimeApi api_;
};

}  // namespace

Result<void> run_lambda(const LambdaOptions& options, std::stop_token stop) {
  if (auto error = judge_address(options.runtime_api)) return *error;
  if (!options.handler) return unusable("there is no handler to answer with");
  return Loop(options, std::move(stop)).run();
}

Result<void> report_lambda_init_error(const std::string& runtime_api, const Error& error) {
  if (auto unusable_address = judge_address(runtime_api)) return *unusable_address;
  const auto type = error_type("Runtime.", error);
  RuntimeApi connection(runtime_api, {});
  auto sent = connection.post(std::string(api) + "/init/error", error_document(error, type), type);
  if (!sent) return std::move(sent).error();
  return {};
}

}  // namespace atgateway::inline v0_1
