// The transports that share one set of tests.
#pragma once

#include "exchange_fixture.hpp"

namespace atgateway::upstream {

inline const Kind kinds[] = {
    {"curl", make_curl_transport},
};

}  // namespace atgateway::upstream
