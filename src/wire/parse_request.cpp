#include "wire/request_reader.hpp"

#include <atgateway/http.hpp>

namespace atgateway::inline v0_1 {

Result<std::optional<ParsedRequest>> parse_request(std::string_view bytes, const HttpLimits& limits) {
  using Step = wire::RequestReader::Step;
  wire::RequestReader reader(limits);
  std::size_t total = 0;
  for (;;) {
    std::size_t consumed = 0;
    const Step step = reader.read(bytes.substr(total), consumed);
    total += consumed;
    switch (step) {
      case Step::need_more:
        return std::optional<ParsedRequest>();
      case Step::head:
        continue;
      case Step::complete:
        return std::optional(ParsedRequest{reader.take(), total});
      case Step::refused:
        return reader.error();
    }
  }
}

}  // namespace atgateway::inline v0_1
