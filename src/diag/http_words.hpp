// HTTP answers in words, for the judges.
#pragma once

#include "probe/http.hpp"

#include <string>

namespace atgateway::diag {

/// "GET /healthz: no reply within 3 s"
[[nodiscard]] std::string no_answer(const probe::HttpAnswer& answer);
[[nodiscard]] std::string http_evidence(const probe::HttpAnswer& answer);

}  // namespace atgateway::diag
