// AWS Lambda: any Handler as a custom runtime, for Redshift's Lambda UDFs, API Gateway and function URLs.
#pragma once

#include <atgateway/call.hpp>
#include <atgateway/clock.hpp>
#include <atgateway/sinks.hpp>

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>

namespace atgateway::inline v0_1 {

/// An invocation's event, read.
struct LambdaCall {
  enum class Kind : std::uint8_t {
    redshift,  ///< a Lambda UDF's batch of rows; answered with a JSON string that holds the reply's document
    proxy_v1,  ///< API Gateway's REST proxy event, also a load balancer's
    http_v2,   ///< API Gateway's HTTP API event, version 2.0, also a function URL's
  };
  Kind kind = Kind::redshift;
  Request request;
};

/// Reads an event. Redshift's becomes `POST /at-gateway` with the event as its body, the others what they describe; a
/// stage in front of version 2.0's path is dropped.
///
/// @return the call; on failure `Errc::bad_json`, `json_limit`, or `bad_request` (it is none of the three kinds, or
///         does not hold what its kind has to)
/// @blocking no  @threads any  @secrets the event is overwritten  @since 0.1
/// @source https://docs.aws.amazon.com/redshift/latest/dg/udf-creating-a-lambda-sql-udf.html,
///         https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
[[nodiscard]] ATGATEWAY_EXPORT Result<LambdaCall> read_lambda_event(std::string event);

/// What Lambda hands back for this reply. More than `limit` bytes become an answer that says so.
/// @blocking no  @threads any  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT std::string lambda_response(const LambdaCall& call, const Reply& reply,
                                                           std::size_t limit = 6291456);

struct LambdaOptions {
  std::string runtime_api;  ///< HOST:PORT, the environment's AWS_LAMBDA_RUNTIME_API
  Handler handler;
  milliseconds margin{500};              ///< an invocation's deadline is taken to be so much sooner
  std::size_t response_bytes = 6291456;  ///< what Lambda takes for an answer
  Sinks sinks;                           ///< one access record per invocation, as of a listener named "lambda"
};

/// Asks for invocations and answers them, one after another, until `stop` is asked for; an invocation that runs then is
/// answered first. An event that cannot be read is reported to Lambda, and the loop goes on.
///
/// @return success when stopped; `Errc::bad_config` when `runtime_api` is not HOST:PORT or there is no handler;
///         `Errc::internal` when the runtime API cannot be reached, is not understood, or says that all is lost
/// @blocking until then; must not run on a Runtime thread
/// @source https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
/// @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT Result<void> run_lambda(const LambdaOptions& options, std::stop_token stop = {});

/// Tells Lambda that this function could not start, and why.
/// @return as of `run_lambda`  @blocking until Lambda has answered  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT Result<void> report_lambda_init_error(const std::string& runtime_api,
                                                                     const Error& error);

}  // namespace atgateway::inline v0_1
