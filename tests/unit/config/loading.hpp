// Loads a configuration in one line, and looks at what came back.
#pragma once

#include <atgateway/config.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace atgateway::config_test {

using Environment = std::map<std::string, std::string, std::less<>>;
using Flags = std::vector<std::pair<std::string, std::string>>;

/// A file that needs nothing else, with `more` members in it: TLS is off, the one upstream is https.
inline std::string with(const std::string& more = {}) {
  return R"({"tls": {"mode": "off"}, "upstreams": [{"base_url": "https://carto.example.com/api"}])" +
         (more.empty() ? "" : ", " + more) + "}";
}

inline Result<LoadedConfig> load(std::string text, Environment environment = {}, Flags flags = {}) {
  return load_config({"gateway.json", std::move(text), std::move(environment), std::move(flags)});
}

inline LoadedConfig loaded(std::string text, Environment environment = {}, Flags flags = {}) {
  auto result = load(std::move(text), std::move(environment), std::move(flags));
  if (!result) BOOST_FAIL("refused: " << result.error().field() << ": " << result.error().detail());
  return std::move(*result);
}

struct Refusal {
  std::string field, detail, hint;
};

inline Refusal refusal_of(const Result<LoadedConfig>& result) {
  if (result) BOOST_FAIL("accepted");
  BOOST_TEST((result.error().code() == Errc::bad_config));
  return {std::string(result.error().field()), std::string(result.error().detail()),
          std::string(result.error().hint())};
}

inline Refusal refused(std::string text, Environment environment = {}, Flags flags = {}) {
  return refusal_of(load(std::move(text), std::move(environment), std::move(flags)));
}

inline bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

inline bool warned(const LoadedConfig& config, std::string_view part) {
  return std::any_of(config.warnings.begin(), config.warnings.end(), [&](const auto& w) { return has(w, part); });
}

inline std::string origin_of(const LoadedConfig& config, std::string_view pointer) {
  for (const auto& origin : config.origins) {
    if (origin.pointer == pointer) return origin.origin;
  }
  return "default";
}

}  // namespace atgateway::config_test
