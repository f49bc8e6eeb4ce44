#include "upstream/curl_errors.hpp"

#include <string>
#include <utility>

namespace atgateway::upstream {
namespace {

/// "… (curl 56: Failure when receiving data from the peer)". The text is libcurl's own table, never its error buffer:
/// that one names hosts and addresses.
std::string naming(std::string_view what, CURLcode code) {
  return std::string(what) + " (curl " + std::to_string(static_cast<int>(code)) + ": " + curl_easy_strerror(code) + ")";
}

flow::UpstreamOutcome before_writing(CURLcode code) {
  constexpr auto no = flow::Sent::no;
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return failed(Errc::upstream_resolve_failed, no, naming("The upstream's name was not looked up", code));
    case CURLE_COULDNT_CONNECT:
      return failed(Errc::upstream_connect_refused, no, naming("The upstream does not accept the connection", code));
    case CURLE_OPERATION_TIMEDOUT:
      return failed(Errc::upstream_connect_timeout, no, naming("Connecting to the upstream took too long", code));
    case CURLE_PEER_FAILED_VERIFICATION:
      return failed(Errc::upstream_tls_failed, no, naming("The upstream's certificate was not accepted", code));
    case CURLE_SSL_CACERT_BADFILE:
      return failed(Errc::upstream_tls_failed, no, naming("The CA file of this upstream cannot be read", code));
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CLIENTCERT:
    case CURLE_USE_SSL_FAILED:
      return failed(Errc::upstream_tls_failed, no, naming("The TLS handshake with the upstream failed", code));
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
      return failed(Errc::upstream_connect_refused, no, naming("The upstream ended the connection", code));
    case CURLE_OUT_OF_MEMORY:
      return {Errc::out_of_memory, no};
    default:
      return failed(Errc::internal, no, naming("The call could not be started", code));
  }
}

flow::UpstreamOutcome after_answer(CURLcode code) {
  switch (code) {
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
      return bad_reply(naming("ended before it was complete", code));
    default:
      return bad_reply(naming("cannot be read", code));
  }
}

}  // namespace

flow::UpstreamOutcome curl_failure(CURLcode code, const CurlFacts& facts) {
  if (facts.address_refused && !facts.written) return address_refused();
  if (!facts.written) return before_writing(code);
  if (facts.answered) return after_answer(code);
  if (facts.second_try) return connection_lost(Phase::first_byte, "a kept connection; the call was not sent again");
  switch (code) {
    // Bytes came, and they do not begin an HTTP message.
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
      return bad_reply(naming("is not HTTP", code));
    case CURLE_OUT_OF_MEMORY:
      return {Errc::out_of_memory, flow::Sent::maybe};
    default:
      return connection_lost(Phase::first_byte, naming("no answer came", code));
  }
}

}  // namespace atgateway::upstream
