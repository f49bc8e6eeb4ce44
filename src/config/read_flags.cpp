#include "config/read_flags.hpp"

#include "config/assign.hpp"
#include "config/table.hpp"

#include "base/suggest.hpp"

#include <vector>

namespace atgateway::config {
namespace {

/// Finds the key of a flag among sections (flags never name items of lists) and assigns it.
struct FlagReader {
  Reading& reading;
  std::string_view name, text;

  std::optional<Result<void>> read(const Shape& shape, void* object, const std::string& pointer) {
    for (const auto& key : shape.keys) {
      const auto here = pointer + "/" + std::string(key.name);
      if (key.access.type == Type::section) {
        if (auto done = read(*key.shape, key.access.child(object), here)) return done;
      } else if (!key.flag.empty() && key.flag == name) {
        return assign(reading, key, object, here, from_text(key, text, Origin{"flag --" + std::string(name), {}}));
      }
    }
    return {};
  }
};

}  // namespace

std::optional<std::string_view> upstream_flag(const ConfigSources& sources) {
  std::optional<std::string_view> out;
  for (const auto& [name, text] : sources.flags) {
    if (name == flag_upstream) out = text;
  }
  return out;
}

Result<void> read_flags(Reading& reading) {
  for (const auto& [name, text] : reading.sources.flags) {
    if (name == flag_upstream || name == flag_config) continue;
    auto done = FlagReader{reading, name, text}.read(root_shape(), &reading.draft, "");
    if (done && !*done) return *done;
    if (done) continue;
    std::vector<std::string_view> known;
    for (const auto& flag : config_flags()) known.push_back(flag.name);
    const auto near = base::nearest(name, known);
    return Error(Errc::bad_config, "The flag --" + one_line(name) + " sets nothing in the configuration.")
        .with_hint(near.empty() ? "See atgateway serve --help." : "Did you mean --" + std::string(near) + "?");
  }
  return {};
}

}  // namespace atgateway::config
