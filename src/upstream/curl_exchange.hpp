// CurlExchange: one easy handle, what goes into it and what comes out of it.
#pragma once

#include "upstream/curl_errors.hpp"
#include "upstream/curl_multi.hpp"
#include "upstream/curl_reply_head.hpp"
#include "upstream/curl_route.hpp"
#include "upstream/exchange_board.hpp"

#include <curl/curl.h>

#include <array>
#include <memory>
#include <string>

namespace atgateway::upstream {

/// Made once, used for many exchanges: setting an easy handle up from nothing costs more than an exchange.
class CurlExchange : public Exchange {
 public:
  enum class State : std::uint8_t { idle, resolving, running, ended };

  CurlExchange(CurlMulti& multi, net::Reactor& reactor, const TransportLimits& limits,
               base::UniqueFunction<void(CurlExchange&)> on_time);
  ~CurlExchange();
  CurlExchange(const CurlExchange&) = delete;
  CurlExchange& operator=(const CurlExchange&) = delete;

  /// Prepares the handle for the call; the caller adds it to the multi handle. @return false: curl has no memory
  [[nodiscard]] bool prepare();
  /// The transfer is over and the handle out of the multi handle: what came of it.
  [[nodiscard]] flow::UpstreamOutcome result(CURLcode code);
  /// Where the transfer stands, for its timer. Not to be asked inside a callback.
  [[nodiscard]] Phase phase() const noexcept;
  /// When the phase began.
  [[nodiscard]] TimePoint phase_began() const noexcept;
  /// Have bytes come since this was asked last?
  [[nodiscard]] bool moved() noexcept;
  /// The answer is there, though curl goes on. Over HTTP/2, 7.88 stops reading once it has the answer, and when the
  /// upstream answered without taking the whole body it waits, spinning, for leave to send the rest, which it would
  /// have to read. So this is looked at every `early_look` while a POST is being answered.
  [[nodiscard]] bool answer_is_whole() const noexcept;
  [[nodiscard]] bool may_be_early() const noexcept { return endpoint->http2 && facts_.answered && !call->body.empty(); }
  static constexpr milliseconds early_look{50};
  /// The answer began and curl has not even asked for all of the body: this cannot go on for long.
  [[nodiscard]] bool is_surely_early() const noexcept { return may_be_early() && body_read_ < call->body.size(); }
  static constexpr milliseconds early_limit{1000};

  /// The CA file may have changed since curl read it: the next handshake reads it anew. @return false if it has already
  [[nodiscard]] bool reread_ca() noexcept;
  /// Forgets everything of the call; the token's bytes are overwritten. Takes the handle out of the multi handle.
  void clear() noexcept;

  [[nodiscard]] CURL* easy() const noexcept { return easy_.get(); }

  State state = State::idle;
  CurlRoute* route = nullptr;  ///< set before anything else
  TimePoint started{};
  std::int64_t resolve_us = -1;
  net::Timer timer;

 private:
  static std::size_t on_header(char* line, std::size_t, std::size_t size, void* self) noexcept;
  static std::size_t on_body(char* bytes, std::size_t, std::size_t size, void* self) noexcept;
  static std::size_t on_read(char* into, std::size_t, std::size_t room, void* self) noexcept;
  static int on_request(void* self, char* peer, char*, int, int) noexcept;
  static curl_socket_t on_open(void* self, curlsocktype, curl_sockaddr* address) noexcept;
  static CURLcode on_tls(CURL*, void*, void* self) noexcept;
  static int on_lookup(void*, void*, void*) noexcept;

  struct FreeEasy {
    void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
  };

  void set_up();
  void follow(CurlRoute& route);
  void write_fields();
  [[nodiscard]] flow::PhaseTimes times() const noexcept;

  CurlMulti& multi_;
  const TransportLimits limits_;
  std::unique_ptr<CURL, FreeEasy> easy_;
  CurlRoute* followed_ = nullptr;  // the route whose options the handle has
  std::shared_ptr<curl_slist> resolve_;
  std::string url_;
  std::string fields_;  // the lines of `nodes_`, each ended by a zero byte; holds the token
  std::array<curl_slist, 9> nodes_{};
  std::size_t body_read_ = 0;
  bool ca_reread_ = false;
  // What was seen.
  CurlFacts facts_;
  unsigned requests_ = 0;
  TimePoint added_{}, connected_{}, written_{}, uploaded_{}, answered_at_{}, moved_at_{};
  std::uint64_t bytes_seen_ = 0, bytes_told_ = 0;
  bool too_large_ = false;
  CurlReplyHead head_;
  std::string body_;
};

}  // namespace atgateway::upstream
