// Base URLs of upstreams: which are accepted, and when two are the same.
#pragma once

#include <string>
#include <string_view>

namespace atgateway::config {

struct BaseUrl {
  std::string_view complaint;  // empty = accepted; else completes "the URL …"
  std::string canonical;       // scheme and host lower-case, default port and one trailing slash dropped
  std::string host;            // without brackets
  bool plaintext = false;
};

inline constexpr std::string_view sandbox_url = "sandbox:";

/// `complaint` never holds a part of the text, which may have been given with a password in it.
[[nodiscard]] BaseUrl read_base_url(std::string_view text);

}  // namespace atgateway::config
