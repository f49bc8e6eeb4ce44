// HTTP messages as values, and the strict request reader.
#pragma once

#include <atgateway/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::inline v0_1 {

/// Header fields in the order they came, in one buffer. Names compare without case.  @since 0.1
class ATGATEWAY_EXPORT Headers {
 public:
  struct Field {
    std::string_view name;
    std::string_view value;
  };

  Headers() = default;
  void add(std::string_view name, std::string_view value);
  [[nodiscard]] std::size_t size() const noexcept { return spans_.size(); }
  [[nodiscard]] bool empty() const noexcept { return spans_.empty(); }
  /// Valid until the next `add`.
  [[nodiscard]] Field operator[](std::size_t index) const noexcept;
  /// The first value of that name.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const noexcept;
  [[nodiscard]] std::size_t count(std::string_view name) const noexcept;
  /// Overwrites all bytes (they may hold a token) and empties.
  void wipe() noexcept;

 private:
  struct Span {
    std::uint32_t name_at, name_size, value_at, value_size;
  };
  std::string text_;
  std::vector<Span> spans_;
};

/// How a request reached us; what `/v1/whoami` reports.  @since 0.1
struct Arrival {
  enum class By : std::uint8_t { unknown, private_link, in_vnet };
  By by = By::unknown;
  std::optional<std::uint32_t> link_id;  ///< Azure Private Link's LINKID
  bool link_id_allowed = false;          ///< it is on the listener's list of allowed ids (an empty list allows none)
  std::string peer;                      ///< IP address and port of the peer, or empty
  bool tls = false;
  std::string tls_version;  ///< "TLSv1.3", or empty
  std::string sni;
  std::string alpn;
  bool tls_resumed = false;
  bool client_certificate = false;        ///< one was shown and verified
  bool client_certificate_asked = false;  ///< the listener has a client CA: routes but the probes demand a certificate
};

/// One request. Its destructor overwrites the body and the headers, which may hold a token.
///
/// @threads same object: one at a time  @since 0.1
struct ATGATEWAY_EXPORT Request {
  std::string method = "GET";
  std::string target = "/";  ///< origin-form: path, and `?query` if any
  int version_minor = 1;     ///< HTTP/1.x
  Headers headers;
  std::string body;  ///< framing removed; content coding still applied
  Arrival arrival;
  std::string request_id;  ///< taken over from x-request-id or made up; empty when the host did not set it

  Request() = default;
  Request(Request&&) noexcept = default;
  Request& operator=(Request&&) noexcept = default;
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;
  ~Request();

  [[nodiscard]] std::string_view path() const noexcept { return std::string_view(target).substr(0, target.find('?')); }
  [[nodiscard]] std::string_view query() const noexcept {
    const auto mark = target.find('?');
    return mark == std::string::npos ? std::string_view() : std::string_view(target).substr(mark + 1);
  }
};

/// What the log line of a request says beyond sizes and times. Holds no caller's text except `context`.
struct ReplyFacts {
  std::string_view route;    ///< template, e.g. "/v1/rows/{service}"; static storage
  std::string_view code;     ///< error slug, or empty; static storage
  std::string_view service;  ///< service name, or empty; static storage
  std::uint32_t rows = 0, failed = 0, upstream_calls = 0, deduplicated = 0, billed = 0;
  std::int64_t queue_us = -1, upstream_us = -1;  ///< -1 = absent
  std::string context_user, context_job, context_statement;
};

/// One reply.  @since 0.1
struct Reply {
  int status = 200;
  Headers headers;  ///< without framing fields, Server and Date: the listener writes those
  std::string body;
  ReplyFacts facts;
};

/// Limits of the request reader; each is per message.
struct HttpLimits {
  std::size_t request_line_bytes = 8192;
  std::size_t header_bytes = 32768;
  std::size_t headers = 100;
  std::size_t body_bytes = 10485760;
};

/// A whole request and how many bytes it took.
struct ParsedRequest {
  Request request;
  std::size_t consumed = 0;
};

/// Reads one whole HTTP/1.x request from the front of `bytes`.
///
/// Strict: what RFC 9112 calls invalid is refused, never repaired. Bare LF, obs-fold, a second Host, any
/// Transfer-Encoding other than exactly `chunked`, Content-Length with Transfer-Encoding: all refused.
///
/// @return the request; nothing while it is incomplete. On failure `Errc::bad_request`, `uri_too_long`,
///         `headers_too_large`, `body_too_large`, `http_version_unsupported`, `length_required` or
///         `expectation_failed`; nothing after the bad message may be read as HTTP.
/// @blocking no  @threads any
/// @source   RFC 9110, RFC 9112; the limits are ours
/// @since    0.1
[[nodiscard]] ATGATEWAY_EXPORT Result<std::optional<ParsedRequest>> parse_request(std::string_view bytes,
                                                                                  const HttpLimits& limits = {});

}  // namespace atgateway::inline v0_1
