// Any bytes as requests, for the methods that only read: each line has one answer, which is JSON on one line.
#include "json/document.hpp"
#include "rpc/session.hpp"

#include <cstdint>
#include <cstdlib>

using namespace atgateway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto reading = rpc::methods().first(4);
  if (reading.back().name != "parse_request") std::abort();
  std::size_t lines = 0, answers = 0;
  const rpc::Send send = [&](const std::string& line) {
    ++answers;
    if (line.find('\n') != std::string::npos || !json::Document::parse(line, {.depth = 9, .tokens = 5000}))
      std::abort();
  };
  rpc::Session session(send, {}, reading);
  rpc::LineSplitter splitter(4096);
  const auto each = [&](rpc::Line line) { ++lines, session.answer(std::move(line)); };
  splitter.feed({reinterpret_cast<const char*>(data), size}, each);
  splitter.finish(each);
  if (lines != answers) std::abort();
  return 0;
}
