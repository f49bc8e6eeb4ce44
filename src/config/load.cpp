#include "config/judge.hpp"
#include "config/read_environment.hpp"
#include "config/read_file.hpp"
#include "config/read_flags.hpp"
#include "config/reading.hpp"
#include "config/table.hpp"
#include "config/text_rules.hpp"

#include <atgateway/config.hpp>

namespace atgateway::config {
namespace {

/// Whether the full form of the listeners was used; both forms at once are a contradiction, not a precedence.
Result<bool> uses_full_form(const Reading& reading) {
  if (!reading.given("/listeners")) return false;
  for (const auto& key : root_shape().keys) {
    const auto pointer = "/" + std::string(key.name);
    if (key.form != Form::brief || !reading.given(pointer)) continue;
    // The value below it says who gave it; the section itself may not have been.
    const auto at = reading.origins.lower_bound(pointer);
    return reading.fail(pointer, "is given beside listeners, which is the long form of the same",
                        "Move it into an item of listeners, or write listen, probe_listen, tls and proxy_protocol "
                        "instead of listeners.",
                        at->second);
  }
  return true;
}

/// Platforms that put TLS in front say by $PORT where they will knock.
Result<void> apply_platform_port(Reading& reading) {
  const auto port = reading.sources.environment.find("PORT");
  if (port == reading.sources.environment.end() || port->second.empty()) return {};
  if (reading.draft.tls.mode != TlsConfig::Mode::off || reading.given("/listen")) return {};
  const Origin origin{"environment PORT", {}};
  if (!read_port(port->second)) {
    return reading.fail("/listen", "would be 0.0.0.0:$PORT, and PORT is not a number from 1 to 65535",
                        "Correct PORT, or give --listen.", origin);
  }
  reading.draft.listen = "0.0.0.0:" + port->second;
  reading.note("/listen", origin);
  return {};
}

std::vector<ConfigOrigin> told_origins(Reading& reading) {
  std::vector<ConfigOrigin> out;
  visit(root_shape(), &reading.draft, "",
        [&](const std::string& pointer, const Key& key, const Shape& shape, void* object) {
          const auto origin = reading.origins.find(pointer);
          if (origin == reading.origins.end() || key.access.get(object) == default_of(shape, key)) return;
          out.push_back({pointer, origin->second.text});
        });
  return out;
}

Result<LoadedConfig> load(const ConfigSources& sources) {
  Reading reading(sources);
  if (auto read = read_file(reading); !read) return read.error();
  const auto upstream = upstream_flag(sources);
  if (upstream) {
    const Origin origin{"flag --" + std::string(flag_upstream), {}};
    if (auto read = replace_upstreams(reading, *upstream, origin); !read) return read.error();
  }
  if (auto read = read_environment(reading, upstream.has_value()); !read) return read.error();
  if (auto read = read_flags(reading); !read) return read.error();

  const auto full = uses_full_form(reading);
  if (!full) return full.error();
  if (auto judged = judge_presence(reading); !judged) return judged.error();
  auto& config = reading.draft.config;
  if (!*full) {
    if (auto applied = apply_platform_port(reading); !applied) return applied.error();
    config.listeners = brief_listeners(reading.draft);
  }
  // What is wrong is told before what is missing.
  if (auto judged = judge_upstreams(reading); !judged) return judged.error();
  if (auto judged = judge_credentials(reading); !judged) return judged.error();
  if (auto judged = judge_listeners(reading, *full); !judged) return judged.error();
  if (auto judged = judge_some_upstream(reading); !judged) return judged.error();
  if (auto judged = judge_files(reading, *full); !judged) return judged.error();
  auto origins = told_origins(reading);
  return LoadedConfig{std::move(config), std::move(origins), std::move(reading.warnings)};
}

}  // namespace
}  // namespace atgateway::config

namespace atgateway::inline v0_1 {

Result<LoadedConfig> load_config(const ConfigSources& sources) { return config::load(sources); }

Result<LoadedConfig> load_config_without_listener(std::string file_text) {
  ConfigSources sources;
  sources.file_text = std::move(file_text);
  sources.flags = {{"tls-mode", "off"}};
  auto loaded = load_config(sources);
  if (loaded || loaded.error().field() != "/tls") return loaded;
  sources.flags.clear();  // listeners of its own say it themselves
  return load_config(sources);
}

}  // namespace atgateway::inline v0_1
