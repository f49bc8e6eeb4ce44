// The transports that share one set of tests.
#pragma once

#include "exchange_fixture.hpp"
#include "upstream/direct_transport.hpp"

namespace atgateway::upstream {

inline const Kind kinds[] = {
    {"curl", make_curl_transport},
    {"direct", make_direct_transport},
};

}  // namespace atgateway::upstream
