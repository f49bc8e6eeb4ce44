// However a stream is cut, it reads the same: whole, byte by byte, and split where its first byte says.
#include "../support/request_reading.hpp"

#include <cstdint>
#include <cstdlib>

using namespace atgateway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  HttpLimits limits;
  limits.request_line_bytes = 256;  // small, so that inputs of usual size reach them
  limits.header_bytes = 512;
  limits.headers = 8;
  limits.body_bytes = 1024;
  const std::string_view stream(reinterpret_cast<const char*>(data), size);
  const auto whole = test::read_whole(stream, limits);
  if (!whole.steps_in_order || whole.consumed > size) std::abort();
  for (const auto& message : whole.messages) {
    if (message.body.size() > limits.body_bytes || !message.target.starts_with('/')) std::abort();
  }
  if (!(test::read_in_pieces(stream, 1, 0, limits) == whole)) std::abort();
  if (size > 1 && !(test::read_in_pieces(stream, size, 1 + data[0] % (size - 1), limits) == whole)) std::abort();
  return 0;
}
