// The generated part of docs/configuration.md, made from the table.
#pragma once

#include "config/assign.hpp"
#include "config/read_environment.hpp"
#include "config/table.hpp"

#include <string>

namespace atgateway::config_test {

inline void write_row(std::string& out, const config::Shape& shape, const config::Key& key, const std::string& prefix) {
  using namespace config;
  const auto type = key.access.type;
  const bool object = type == Type::section || type == Type::list;
  std::string takes = wanted(key);
  if (key.rule == Rule::address) takes = key.nullable ? "IP:PORT or null" : "IP:PORT";
  if (key.rule == Rule::host_port) takes = "HOST:PORT or null";
  if (key.rule == Rule::cidr) takes = "an array of CIDRs";
  if (key.rule == Rule::path) takes = "an array of paths";
  const auto fallback = key.required ? "needed" : "`" + as_json(to_given(key, default_of(shape, key))) + "`";
  out += "| `" + prefix + std::string(key.name) + "` | " + takes + " | " + (object ? "" : fallback) + " | " +
         (key.flag.empty() ? "" : "`--" + std::string(key.flag) + "` ") + "| " + std::string(key.description) + " |\n";
}

inline void write_table(std::string& out, const config::Shape& shape, const std::string& prefix) {
  out += "| key | takes | default | flag | meaning |\n|---|---|---|---|---|\n";
  for (const auto& key : shape.keys) {
    if (key.shape == nullptr) write_row(out, shape, key, prefix);
  }
}

inline std::string configuration_reference() {
  std::string out = "### Top level\n\n";
  write_table(out, config::root_shape(), "");
  for (const auto& key : config::root_shape().keys) {
    if (key.shape == nullptr) continue;
    const bool list = key.access.type == config::Type::list;
    out += "\n### " + std::string(key.name) + (list ? "[]" : "") + "\n\n" + std::string(key.description) +
           (key.reloads ? " A reload applies it." : "") + "\n\n";
    write_table(out, *key.shape, std::string(key.name) + (list ? "[]." : "."));
    // The sections of a listener are those of the top level.
    for (const auto& below : key.shape->keys) {
      if (below.shape == nullptr) continue;
      out += "| `" + std::string(key.name) + "[]." + std::string(below.name) + "` | an object | | | " +
             std::string(below.description) + " Its keys are those of [" + std::string(below.name) + "](#" +
             std::string(below.name) + "). |\n";
    }
  }
  return out;
}

}  // namespace atgateway::config_test
