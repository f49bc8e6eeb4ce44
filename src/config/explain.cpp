#include "config/assign.hpp"
#include "config/draft.hpp"
#include "config/indented.hpp"
#include "config/reading.hpp"
#include "config/table.hpp"

#include <atgateway/config.hpp>

#include <algorithm>
#include <map>

namespace atgateway::config {
namespace {

struct Explainer {
  Indented& out;
  std::map<std::string_view, std::string_view> origins;
  bool full;

  void write(const Shape& shape, void* object, const std::string& pointer) {
    out.open('{');
    for (const auto& key : shape.keys) {
      if (key.form == (full ? Form::brief : Form::full)) continue;
      const auto here = pointer + "/" + std::string(key.name);
      out.key(key.name);
      if (key.access.type == Type::section) {
        write(*key.shape, key.access.child(object), here);
      } else if (key.access.type == Type::list) {
        write_list(key, object, here);
      } else {
        out.raw(as_json(to_given(key, key.access.get(object))));
        if (const auto origin = origins.find(here); origin != origins.end()) out.comment(one_line(origin->second, 255));
      }
    }
    out.close('}');
  }

  void write_list(const Key& key, void* object, const std::string& pointer) {
    out.open('[');
    for (std::size_t i = 0; i < key.access.size(object); ++i) {
      out.item();
      write(*key.shape, key.access.item(object, i), pointer + "/" + std::to_string(i));
    }
    out.close(']');
  }
};

std::string explain(const LoadedConfig& loaded) {
  auto shaped = to_draft(loaded.config);
  const bool given_full = std::any_of(loaded.origins.begin(), loaded.origins.end(),
                                      [](const auto& origin) { return origin.pointer.starts_with("/listeners/"); });
  if (given_full && !shaped.full) {
    shaped.full = true;
    shaped.draft.config.listeners = loaded.config.listeners;
  }
  std::string text;
  Indented out(text);
  Explainer explainer{out, {}, shaped.full};
  for (const auto& origin : loaded.origins) explainer.origins.emplace(origin.pointer, origin.origin);
  explainer.write(root_shape(), &shaped.draft, "");
  out.end();
  return text;
}

/// Every value of the keys that a reload leaves alone, in order.
std::vector<std::pair<std::string, Setting>> fixed_values(Shaped shaped) {
  std::vector<std::pair<std::string, Setting>> out;
  for (const auto& key : root_shape().keys) {
    if (key.reloads || key.form == (shaped.full ? Form::brief : Form::full)) continue;
    const Key one[] = {key};
    const Shape shape{one, root_shape().defaults};
    visit(shape, &shaped.draft, "", [&](const std::string& pointer, const Key& leaf, const Shape&, void* object) {
      out.emplace_back(pointer, leaf.access.get(object));
    });
  }
  return out;
}

}  // namespace
}  // namespace atgateway::config

namespace atgateway::inline v0_1 {

std::string explain_config(const LoadedConfig& loaded) { return config::explain(loaded); }

std::vector<std::string> config_needs_restart(const Config& running, const Config& next) {
  auto before = config::to_draft(running), after = config::to_draft(next);
  // Two ways of writing are compared in the longer one.
  if (before.full != after.full) {
    before.full = after.full = true;
    before.draft.config.listeners = running.listeners;
    after.draft.config.listeners = next.listeners;
  }
  const auto old_values = config::fixed_values(std::move(before)), new_values = config::fixed_values(std::move(after));
  std::vector<std::string> out;
  const std::map<std::string, config::Setting> known(old_values.begin(), old_values.end());
  std::map<std::string, config::Setting> gone = known;
  for (const auto& [pointer, setting] : new_values) {
    gone.erase(pointer);
    const auto old = known.find(pointer);
    if (old == known.end() || old->second != setting) out.push_back(pointer);
  }
  for (const auto& [pointer, setting] : gone) out.push_back(pointer);
  return out;
}

}  // namespace atgateway::inline v0_1
