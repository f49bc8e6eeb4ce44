#include "gateway/traceparent.hpp"

#include <algorithm>

namespace atgateway::gateway {
namespace {

bool lower_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool only_zeros(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }

}  // namespace

std::string valid_traceparent(const Headers& headers) {
  const auto found = headers.find("traceparent");
  if (!found || headers.count("traceparent") != 1) return {};
  const auto text = *found;
  constexpr std::size_t length = 55;  // version-traceid-parentid-flags
  if (text.size() < length || text[2] != '-' || text[35] != '-' || text[52] != '-') return {};
  const auto version = text.substr(0, 2);
  const auto trace = text.substr(3, 32);
  const auto parent = text.substr(36, 16);
  const auto flags = text.substr(53, 2);
  if (!lower_hex(version) || !lower_hex(trace) || !lower_hex(parent) || !lower_hex(flags)) return {};
  if (version == "ff" || only_zeros(trace) || only_zeros(parent)) return {};
  if (version == "00" && text.size() != length) return {};
  if (text.size() > length && text[length] != '-') return {};
  std::string passed(text.substr(0, length));
  passed[0] = passed[1] = '0';  // what we speak is version 00
  return passed;
}

}  // namespace atgateway::gateway
