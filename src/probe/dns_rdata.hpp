// What a record holds, as zone files write it.
#pragma once

#include <arpa/nameser.h>

#include <optional>
#include <string>

namespace atgateway::probe {

/// The data of a record in `message`; types without a form of their own as "\# 3 010203" (RFC 3597). Names have no dot
/// at their end. Long data is cut after somewhat more than 1 KiB. Nothing when the data does not fit its type.
[[nodiscard]] std::optional<std::string> dns_data_text(const ns_msg& message, const ns_rr& record);

/// The one name that a CNAME, NS, PTR or DNAME holds.
[[nodiscard]] std::optional<std::string> dns_data_name(const ns_msg& message, const ns_rr& record);

}  // namespace atgateway::probe
