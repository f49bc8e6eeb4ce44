#include "rpc/methods.hpp"

namespace atgateway::rpc {
namespace {

constexpr Method table[] = {
    {"version", version},
    {"render", render_report},
    {"classify_http_request", classify},
    {"parse_request", parse_http},
    {"resolve", look_up},
    {"connect", knock},
    {"inspect_tls", look_at_tls},
    {"diagnose", diagnose_path},
    {"gateway.create", create_gateway},
    {"gateway.handle", handle_request},
    {"gateway.close", close_gateway},
    {"sandbox.start", start_sandbox},
    {"sandbox.ledger", read_ledger},
    {"sandbox.clear", clear_ledger},
    {"sandbox.close", close_sandbox},
};

}  // namespace

std::span<const Method> methods() noexcept { return table; }

}  // namespace atgateway::rpc
