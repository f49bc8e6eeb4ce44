// However a stream is cut, it reads the same; no limit is passed.
#include "wire/reply_reader.hpp"

#include <cstdint>
#include <cstdlib>

using atgateway::wire::ReplyReader;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const atgateway::wire::ReplyLimits limits{.header_bytes = 512, .body_bytes = 256, .interims = 2};
  const std::string_view stream(reinterpret_cast<const char*>(data), size);
  ReplyReader whole(limits);
  ReplyReader bytes(limits);
  std::size_t consumed = 0;
  auto one = whole.read(stream, consumed);
  auto other = ReplyReader::Step::need_more;
  std::size_t at = 0;
  for (std::size_t given = 1; given <= size && other == ReplyReader::Step::need_more; ++given) {
    std::size_t used = 0;
    other = bytes.read(stream.substr(at, given - at), used);
    at += used;
  }
  if (one == ReplyReader::Step::need_more) one = whole.end();
  if (other == ReplyReader::Step::need_more) other = bytes.end();
  if (one != other) std::abort();
  // What is left of a reply that failed is nobody's business.
  const bool same = whole.status() == bytes.status() && whole.body() == bytes.body() && consumed == at &&
                    whole.keep_alive() == bytes.keep_alive();
  if (one == ReplyReader::Step::complete && !same) std::abort();
  if (whole.body().size() > limits.body_bytes || consumed > size) std::abort();
  return 0;
}
