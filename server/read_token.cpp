#include "read_token.hpp"

#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <iostream>

namespace server {
namespace {

constexpr std::size_t most_bytes = 65536;  // no token is longer; some files have no end

/// The old buffer is wiped when the text outgrows it, and there is none to outgrow.
bool read_all(std::istream& in, std::string& text) {
  text.resize(most_bytes);
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return !in.bad();
}

}  // namespace

std::optional<atgateway::Secret> read_token(const std::string& file) {
  std::string text;
  bool fine = true;
  if (file == "-") {
    fine = read_all(std::cin, text);
  } else if (!file.empty()) {
    std::ifstream in(file, std::ios::binary);
    fine = in.is_open() && read_all(in, text);
  } else if (const char* variable = std::getenv("ATGATEWAY_TOKEN")) {
    text = variable;
  }
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.pop_back();
  std::optional<atgateway::Secret> token;
  if (fine) token.emplace(text);
  atgateway::wipe(text);
  return token;
}

}  // namespace server
