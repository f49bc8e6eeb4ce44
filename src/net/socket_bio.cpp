#include "net/socket_bio.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace atgateway::net {
namespace {

template <class Transfer>
int move(BIO* bio, std::size_t* moved, int retry_flag, Transfer&& transfer) noexcept {
  auto& socket = *static_cast<BioSocket*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  *moved = 0;
  ssize_t count = 0;
  do {
    count = transfer(socket.fd);
  } while (count < 0 && errno == EINTR);
  if (count > 0) {
    *moved = static_cast<std::size_t>(count);
    return 1;
  }
  if (count == 0) {
    socket.ended = true;
  } else if (errno == EAGAIN) {
    BIO_set_flags(bio, retry_flag | BIO_FLAGS_SHOULD_RETRY);
  } else {
    socket.error = errno;
  }
  return 0;
}

extern "C" int atgateway_bio_read(BIO* bio, char* into, std::size_t size, std::size_t* moved) noexcept {
  return move(bio, moved, BIO_FLAGS_READ, [&](int fd) { return recv(fd, into, size, 0); });
}

extern "C" int atgateway_bio_write(BIO* bio, const char* from, std::size_t size, std::size_t* moved) noexcept {
  return move(bio, moved, BIO_FLAGS_WRITE, [&](int fd) { return send(fd, from, size, MSG_NOSIGNAL); });
}

extern "C" long atgateway_bio_control(BIO*, int command, long, void*) noexcept {
  // BIO_CTRL_EOF stays 0: otherwise a FIN without close_notify would end our sending side as well, and whoever has the
  // whole request by then could not even be answered.
  return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD* make_method() noexcept {
  BIO_METHOD* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "atgateway socket");
  if (method == nullptr) return nullptr;
  BIO_meth_set_read_ex(method, atgateway_bio_read);
  BIO_meth_set_write_ex(method, atgateway_bio_write);
  BIO_meth_set_ctrl(method, atgateway_bio_control);
  return method;
}

}  // namespace

BIO* make_socket_bio(BioSocket& socket) noexcept {
  static const BIO_METHOD* const method = make_method();  // lives as long as the process
  BIO* bio = method != nullptr ? BIO_new(method) : nullptr;
  if (bio == nullptr) return nullptr;
  BIO_set_data(bio, &socket);
  BIO_set_init(bio, 1);
  return bio;
}

}  // namespace atgateway::net
