// The certificate in a PEM file, read for its facts.
#pragma once

#include "net/tls_inspection.hpp"

#include <atgateway/result.hpp>

#include <string>

namespace atgateway::net {

/// The first certificate of the file: of a server's file, its own. `Errc::tls_setup_failed` without one.
[[nodiscard]] Result<CertificateFacts> read_certificate_file(const std::string& path);

}  // namespace atgateway::net
