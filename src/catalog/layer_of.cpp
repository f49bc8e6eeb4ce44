// Where on the path an error belongs.
#include <atgateway/diagnostics.hpp>

namespace atgateway::inline v0_1 {

Layer layer_of(Errc code) noexcept {
  switch (code) {
    case Errc::bad_config:
    case Errc::listen_failed:
    case Errc::tls_setup_failed:
    case Errc::bad_target:
    case Errc::bad_report:
      return Layer::config;
    case Errc::upstream_resolve_failed:
      return Layer::dns;
    case Errc::upstream_connect_refused:
    case Errc::upstream_connect_timeout:
      return Layer::tcp;
    case Errc::upstream_tls_failed:
    case Errc::client_certificate_required:
      return Layer::tls;
    case Errc::bad_request:
    case Errc::not_found:
    case Errc::method_not_allowed:
    case Errc::request_timeout:
    case Errc::length_required:
    case Errc::body_too_large:
    case Errc::uri_too_long:
    case Errc::unsupported_media_type:
    case Errc::unsupported_content_encoding:
    case Errc::expectation_failed:
    case Errc::headers_too_large:
    case Errc::http_version_unsupported:
    case Errc::client_closed:
      return Layer::http;
    case Errc::token_missing:
    case Errc::token_malformed:
    case Errc::inbound_key_required:
    case Errc::upstream_unauthorized:
    case Errc::upstream_forbidden:
      return Layer::token;
    case Errc::upstream_not_allowed:
    case Errc::upstream_quota_exceeded:
    case Errc::upstream_rate_limited:
    case Errc::upstream_rejected:
    case Errc::upstream_error:
    case Errc::upstream_timeout:
    case Errc::upstream_outcome_unknown:
    case Errc::upstream_bad_reply:
    case Errc::upstream_reply_too_large:
    case Errc::upstream_unavailable:
    case Errc::geometry_unknown:
      return Layer::upstream;
    default:
      return Layer::gateway;
  }
}

}  // namespace atgateway::inline v0_1
