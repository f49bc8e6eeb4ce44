#include "probe/http_line.hpp"

#include "net/tls_client.hpp"
#include "net/tls_inspection.hpp"

#include <utility>

namespace atgateway::probe {
namespace {

/// Plain and verified: both are a ClientStream.
class StreamLine : public HttpLine {
 public:
  explicit StreamLine(std::unique_ptr<net::TlsSessions> sessions) noexcept : sessions_(std::move(sessions)) {}
  void hold(net::ClientStream stream) { stream_.emplace(std::move(stream)); }

  [[nodiscard]] int fd() const noexcept override { return stream_->fd(); }
  [[nodiscard]] Status handshake() noexcept override { return stream_->handshake(); }
  [[nodiscard]] Moved read(std::span<char> into) noexcept override { return stream_->read(into); }
  [[nodiscard]] Moved write(std::string_view from) noexcept override { return stream_->write(from); }
  [[nodiscard]] std::string failure() const override { return stream_->failure(); }

  [[nodiscard]] net::TlsSessions& sessions() noexcept { return *sessions_; }

 private:
  std::unique_ptr<net::TlsSessions> sessions_;  // outlives the stream
  std::optional<net::ClientStream> stream_;
};

class TrustingLine : public HttpLine {
 public:
  TrustingLine(Socket socket, net::TlsInspection inspection) noexcept
      : socket_(std::move(socket)), inspection_(std::move(inspection)) {}

  [[nodiscard]] int fd() const noexcept override { return socket_.get(); }
  [[nodiscard]] Status handshake() noexcept override {
    switch (inspection_.step()) {
      case net::TlsInspection::Status::done:
        return Status::ok;
      case net::TlsInspection::Status::want_read:
        return Status::want_read;
      case net::TlsInspection::Status::want_write:
        return Status::want_write;
      default:
        return Status::failed;
    }
  }
  [[nodiscard]] Moved read(std::span<char> into) noexcept override { return inspection_.read(into); }
  [[nodiscard]] Moved write(std::string_view from) noexcept override { return inspection_.write(from); }
  [[nodiscard]] std::string failure() const override {
    const std::string alert = inspection_.alert();
    return alert.empty() ? inspection_.failure() : "alert " + alert;
  }

 private:
  Socket socket_;  // outlives the inspection
  net::TlsInspection inspection_;
};

}  // namespace

std::unique_ptr<HttpLine> plain_line(Socket socket) {
  auto line = std::make_unique<StreamLine>(nullptr);
  line->hold(net::ClientStream::plain(socket.release()));
  return line;
}

Result<std::unique_ptr<HttpLine>> verified_line(Socket socket, const std::string& host, const std::string& ca_file,
                                                bool ca_file_only) {
  using Trust = net::TlsClientContext::Trust;
  auto context = net::TlsClientContext::make(ca_file, ca_file_only ? Trust::file_only : Trust::system_too);
  if (!context) return context.error();
  auto line = std::make_unique<StreamLine>(std::make_unique<net::TlsSessions>());
  auto stream = net::ClientStream::tls(socket.release(), *context, host, line->sessions());
  if (!stream) return stream.error();
  line->hold(std::move(*stream));
  return std::unique_ptr<HttpLine>(std::move(line));
}

Result<std::unique_ptr<HttpLine>> trusting_line(Socket socket, const std::string& host) {
  auto inspection = net::TlsInspection::begin(socket.get(), host, {});
  if (!inspection) return inspection.error();
  return std::unique_ptr<HttpLine>(std::make_unique<TrustingLine>(std::move(socket), std::move(*inspection)));
}

}  // namespace atgateway::probe
