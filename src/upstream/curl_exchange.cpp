#include "upstream/curl_exchange.hpp"

#include "upstream/request_head.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <new>

namespace atgateway::upstream {
namespace {

constexpr long kept_idle_s = 30;     // below what servers usually allow an idle connection
constexpr long kept_at_all_s = 300;  // so that a changed address or certificate is noticed
constexpr long ca_cache_s = 300;

template <class T>
void set(CURL* easy, CURLoption option, T value) {
  // The options are this library's minimum version's: the only failure left is memory.
  if (curl_easy_setopt(easy, option, value) == CURLE_OUT_OF_MEMORY) throw std::bad_alloc();
}

std::int64_t in_us(Clock::duration span) noexcept {
  return std::chrono::duration_cast<std::chrono::microseconds>(span).count();
}

}  // namespace

CurlExchange::CurlExchange(CurlMulti& multi, net::Reactor& reactor, const TransportLimits& limits,
                           base::UniqueFunction<void(CurlExchange&)> on_time)
    : timer(reactor, [this, told = std::move(on_time)]() mutable { told(*this); }),
      multi_(multi),
      limits_(limits),
      easy_(curl_easy_init()),
      head_(limits.reply_bytes) {
  if (!easy_) throw std::bad_alloc();
  set_up();
}

CurlExchange::~CurlExchange() { clear(); }

void CurlExchange::set_up() {
  set(easy(), CURLOPT_PRIVATE, static_cast<void*>(static_cast<Exchange*>(this)));
  set(easy(), CURLOPT_NOSIGNAL, 1L);
  set(easy(), CURLOPT_QUICK_EXIT, 1L);
  // Nothing from the environment or from files decides where a token goes.
  set(easy(), CURLOPT_PROXY, "");
  set(easy(), CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(easy(), CURLOPT_FOLLOWLOCATION, 0L);
  set(easy(), CURLOPT_HTTP09_ALLOWED, 0L);
  set(easy(), CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(easy(), CURLOPT_SSL_VERIFYPEER, 1L);
  set(easy(), CURLOPT_SSL_VERIFYHOST, 2L);
  set(easy(), CURLOPT_CAPATH, static_cast<char*>(nullptr));  // with a folder curl would not cache the parsed CAs
  set(easy(), CURLOPT_CA_CACHE_TIMEOUT, ca_cache_s);
  set(easy(), CURLOPT_MAXAGE_CONN, kept_idle_s);
  set(easy(), CURLOPT_MAXLIFETIME_CONN, kept_at_all_s);
  set(easy(), CURLOPT_TCP_KEEPALIVE, 1L);
  set(easy(), CURLOPT_PIPEWAIT, 1L);
  // Our own timer tells the phases apart; this one only bounds curl's walk through several addresses.
  set(easy(), CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>((limits_.connect + limits_.tls).count()));

  set(easy(), CURLOPT_HEADERFUNCTION, &CurlExchange::on_header);
  set(easy(), CURLOPT_HEADERDATA, this);
  set(easy(), CURLOPT_WRITEFUNCTION, &CurlExchange::on_body);
  set(easy(), CURLOPT_WRITEDATA, this);
  // No seek callback: curl must not be able to send a body twice.
  set(easy(), CURLOPT_READFUNCTION, &CurlExchange::on_read);
  set(easy(), CURLOPT_READDATA, this);
  set(easy(), CURLOPT_PREREQFUNCTION, &CurlExchange::on_request);
  set(easy(), CURLOPT_PREREQDATA, this);
  set(easy(), CURLOPT_OPENSOCKETFUNCTION, &CurlExchange::on_open);
  set(easy(), CURLOPT_OPENSOCKETDATA, this);
  set(easy(), CURLOPT_CLOSESOCKETFUNCTION, &CurlMulti::close_socket);
  set(easy(), CURLOPT_CLOSESOCKETDATA, &multi_);
  set(easy(), CURLOPT_SSL_CTX_FUNCTION, &CurlExchange::on_tls);
  set(easy(), CURLOPT_SSL_CTX_DATA, this);
  set(easy(), CURLOPT_RESOLVER_START_FUNCTION, &CurlExchange::on_lookup);
}

void CurlExchange::follow(CurlRoute& to) {
  const Endpoint& place = to.endpoint();
  set(easy(), CURLOPT_PROTOCOLS_STR, place.tls ? "https" : "http");
  set(easy(), CURLOPT_HTTP_VERSION, static_cast<long>(place.http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
  set(easy(), CURLOPT_CONNECT_TO, to.connect_to);
  if (!place.ca_file.empty()) {
    set(easy(), CURLOPT_CAINFO, place.ca_file.c_str());
  } else if (const char* usual = curl_version_info(CURLVERSION_NOW)->cainfo) {
    set(easy(), CURLOPT_CAINFO, usual);
  }
  followed_ = &to;
}

void CurlExchange::write_fields() {
  append_fields(fields_, *call, options, std::string_view("\0", 1));
  fields_.append("Expect:").push_back('\0');  // curl would wait a second for leave to send a large body
  curl_slist* before = nullptr;
  auto node = nodes_.begin();
  for (std::size_t at = 0; at < fields_.size() && node != nodes_.end(); ++node) {
    node->data = fields_.data() + at;
    node->next = nullptr;
    if (before) before->next = &*node;
    before = &*node;
    at = fields_.find('\0', at) + 1;
  }
}

bool CurlExchange::prepare() try {
  CurlRoute& to = *route;
  if (followed_ != &to) follow(to);
  url_ = to.origin;
  append_target(url_, *endpoint, *call);
  set(easy(), CURLOPT_URL, url_.c_str());
  write_fields();
  set(easy(), CURLOPT_HTTPHEADER, nodes_.data());
  if (call->method == "POST") {
    set(easy(), CURLOPT_POST, 1L);
    set(easy(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(call->body.size()));
  } else {
    set(easy(), CURLOPT_HTTPGET, 1L);
  }
  resolve_ = to.pinned ? nullptr : to.resolve;
  set(easy(), CURLOPT_RESOLVE, resolve_.get());
  added_ = Clock::now();
  return true;
} catch (const std::bad_alloc&) {
  return false;
}

bool CurlExchange::reread_ca() noexcept {
  if (ca_reread_) return false;
  ca_reread_ = true;
  facts_ = {};
  connected_ = {};
  added_ = Clock::now();
  // Zero means: not from the cache.
  return curl_easy_setopt(easy(), CURLOPT_CA_CACHE_TIMEOUT, 0L) == CURLE_OK;
}

void CurlExchange::clear() noexcept {
  if (state == State::running) multi_.remove(easy());
  state = State::idle;
  timer.cancel();
  atgateway::wipe(fields_);
  if (ca_reread_) curl_easy_setopt(easy(), CURLOPT_CA_CACHE_TIMEOUT, ca_cache_s);
  ca_reread_ = false;
  resolve_us = -1;
  body_read_ = 0;
  facts_ = {};
  requests_ = 0;
  bytes_seen_ = bytes_told_ = 0;
  connected_ = moved_at_ = {};
  too_large_ = false;
  head_ = CurlReplyHead(limits_.reply_bytes);
  std::string().swap(body_);  // it may have been large; `= {}` would keep the memory
}

// --- while it runs ---------------------------------------------------------------------------------------------------

Phase CurlExchange::phase() const noexcept {
  if (state == State::resolving) return Phase::resolve;
  if (facts_.answered) return Phase::body;
  if (requests_ > 0) return body_read_ < call->body.size() ? Phase::write : Phase::first_byte;
  return connected_ == TimePoint{} ? Phase::connect : Phase::tls;
}

TimePoint CurlExchange::phase_began() const noexcept {
  switch (phase()) {
    case Phase::resolve:
      return started;
    case Phase::connect:
      return added_;
    case Phase::tls:
      return connected_;
    case Phase::write:
    case Phase::first_byte:
      return std::max(written_, moved_at_);
    case Phase::body:
      return moved_at_;
  }
  return started;
}

bool CurlExchange::moved() noexcept {
  const std::uint64_t seen = bytes_seen_ + body_read_;
  const bool news = seen != bytes_told_;
  bytes_told_ = seen;
  if (news) moved_at_ = Clock::now();
  return news;
}

bool CurlExchange::answer_is_whole() const noexcept {
  return head_.complete() && head_.length() && body_.size() == *head_.length();
}

curl_socket_t CurlExchange::on_open(void* self, curlsocktype, curl_sockaddr* address) noexcept {
  auto& exchange = *static_cast<CurlExchange*>(self);
  exchange.route->pinned = true;
  if (!exchange.route->allows(net::SocketAddress::from(&address->addr))) {
    exchange.facts_.address_refused = true;
    return CURL_SOCKET_BAD;
  }
  const int fd = ::socket(address->family, address->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address->protocol);
  if (fd >= 0 && !exchange.endpoint->http2) exchange.multi_.expect_silence(fd);
  return fd;
}

/// The handshake is about to begin. While it runs, 7.88 does not yet tell when the connection stood.
CURLcode CurlExchange::on_tls(CURL*, void*, void* self) noexcept {
  static_cast<CurlExchange*>(self)->connected_ = Clock::now();
  return CURLE_OK;
}

/// curl asks for leave to look a name up: no. All names are pinned.
int CurlExchange::on_lookup(void*, void*, void*) noexcept { return 1; }

/// Just before the request is written, on new and on kept connections. A second time within one transfer means that
/// the connection died and curl wants to send the same call again.
int CurlExchange::on_request(void* self, char* peer, char*, int, int) noexcept try {
  auto& exchange = *static_cast<CurlExchange*>(self);
  if (exchange.requests_ > 0) {
    exchange.facts_.second_try = true;
    return CURL_PREREQFUNC_ABORT;
  }
  if (!exchange.endpoint->allow_addresses.empty()) {
    const auto address = net::SocketAddress::parse_ip(peer, 0);
    if (!address.ok() || !exchange.route->allows(*address)) {
      exchange.facts_.address_refused = true;
      return CURL_PREREQFUNC_ABORT;
    }
  }
  exchange.requests_ = 1;
  exchange.facts_.written = true;
  exchange.written_ = Clock::now();
  return CURL_PREREQFUNC_OK;
} catch (...) {
  return CURL_PREREQFUNC_ABORT;
}

std::size_t CurlExchange::on_read(char* into, std::size_t, std::size_t room, void* self) noexcept {
  auto& exchange = *static_cast<CurlExchange*>(self);
  const std::string& body = exchange.call->body;
  const std::size_t size = std::min(room, body.size() - exchange.body_read_);
  std::memcpy(into, body.data() + exchange.body_read_, size);
  exchange.body_read_ += size;
  exchange.bytes_told_ += size;
  exchange.moved_at_ = exchange.uploaded_ = Clock::now();
  return size;
}

std::size_t CurlExchange::on_header(char* line, std::size_t, std::size_t size, void* self) noexcept try {
  auto& exchange = *static_cast<CurlExchange*>(self);
  exchange.bytes_seen_ += size;
  if (!exchange.facts_.answered) exchange.answered_at_ = Clock::now();
  exchange.facts_.answered = true;
  const bool taken = exchange.head_.take({line, size});
  if (exchange.head_.complete() && exchange.may_be_early()) exchange.timer.arm(Clock::now() + early_look);
  return taken ? size : 0;
} catch (...) {
  return 0;
}

std::size_t CurlExchange::on_body(char* bytes, std::size_t, std::size_t size, void* self) noexcept try {
  auto& exchange = *static_cast<CurlExchange*>(self);
  exchange.bytes_seen_ += size;
  if (size > exchange.limits_.reply_bytes - exchange.body_.size()) {
    exchange.too_large_ = true;
    return 0;
  }
  exchange.body_.append(bytes, size);
  return size;
} catch (...) {
  return 0;
}

// --- when it is over -------------------------------------------------------------------------------------------------

flow::UpstreamOutcome CurlExchange::result(CURLcode code) {
  if (too_large_ || head_.too_large()) return reply_too_large(limits_.reply_bytes);
  if (!head_.complaint().empty()) return bad_reply(head_.complaint());
  if (code != CURLE_OK) return curl_failure(code, facts_);
  if (!head_.complete())
    return connection_lost(facts_.answered ? Phase::body : Phase::first_byte, "in the answer's head");
  return {flow::UpstreamReply{.status = head_.status(),
                              .body = std::move(body_),
                              .retry_after_s = head_.retry_after_s(),
                              .sandbox = head_.sandbox(),
                              .times = times()},
          flow::Sent::yes};
}

flow::PhaseTimes CurlExchange::times() const noexcept {
  const auto since_start = [this](CURLINFO which) {
    curl_off_t value = 0;
    curl_easy_getinfo(easy(), which, &value);
    return static_cast<std::int64_t>(value);
  };
  flow::PhaseTimes out;
  out.resolve_us = resolve_us;
  long connections = 0;
  curl_easy_getinfo(easy(), CURLINFO_NUM_CONNECTS, &connections);
  if (connections > 0) {
    const std::int64_t connected = since_start(CURLINFO_CONNECT_TIME_T);
    const std::int64_t secured = since_start(CURLINFO_APPCONNECT_TIME_T);
    out.connect_us = connected;
    if (secured > 0) out.tls_us = secured - connected;
  }
  // Not CURLINFO_STARTTRANSFER_TIME: 7.88 sets it when the request goes out.
  const TimePoint asked = call->body.empty() ? written_ : std::max(written_, uploaded_);
  out.first_byte_us = in_us(answered_at_ - asked);
  out.total_us = in_us(Clock::now() - started);
  return out;
}

}  // namespace atgateway::upstream
