// The methods: their names, and what they run.
#pragma once

#include "rpc/objects.hpp"
#include "rpc/params.hpp"

#include <atgateway/result.hpp>

#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

namespace atgateway::rpc {

/// Takes a line on its way out.  @threads any
using Send = std::function<void(std::string)>;

/// What a method may use besides its parameters.
struct Context {
  std::string_view id;   ///< of the request, as JSON
  const Send& send;      ///< for events, and for an answer that comes later
  std::stop_token stop;  ///< the input has ended
  Objects& objects;
};

/// The result as JSON; empty when the method answers later.
using Outcome = Result<std::string>;

struct Method {
  std::string_view name;
  Outcome (*run)(Params& params, const Context& context);
};

[[nodiscard]] std::span<const Method> methods() noexcept;

// They read a text, and nothing else.
Outcome version(Params& params, const Context& context);
Outcome render_report(Params& params, const Context& context);
Outcome classify(Params& params, const Context& context);
Outcome parse_http(Params& params, const Context& context);
// They look at the network.
Outcome look_up(Params& params, const Context& context);
Outcome knock(Params& params, const Context& context);
Outcome look_at_tls(Params& params, const Context& context);
Outcome diagnose_path(Params& params, const Context& context);
// They open, use and close what outlives a call.
Outcome create_gateway(Params& params, const Context& context);
Outcome handle_request(Params& params, const Context& context);
Outcome close_gateway(Params& params, const Context& context);
Outcome start_sandbox(Params& params, const Context& context);
Outcome read_ledger(Params& params, const Context& context);
Outcome clear_ledger(Params& params, const Context& context);
Outcome close_sandbox(Params& params, const Context& context);

}  // namespace atgateway::rpc
