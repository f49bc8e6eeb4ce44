#include "config/read_environment.hpp"

#include "config/assign.hpp"
#include "config/base_url.hpp"
#include "config/table.hpp"

#include "base/suggest.hpp"
#include "json/pointer.hpp"

#include <algorithm>
#include <charconv>
#include <compare>
#include <optional>

namespace atgateway::config {
namespace {

constexpr std::size_t not_indexed = static_cast<std::size_t>(-1);

/// One step from an object to a value: which key, and which item when it is a list.
struct Step {
  std::size_t key = 0;
  std::size_t index = not_indexed;
  auto operator<=>(const Step&) const = default;
};

struct Variable {
  std::vector<Step> steps;
  std::string_view name;
  std::string_view text;
};

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return out;
}

bool is_item_list(Type type) { return type == Type::text_list || type == Type::integer_list; }

/// Takes "_0" (and what follows a further "_") off `rest`.
std::optional<std::size_t> take_index(std::string_view& rest) {
  const auto digits = rest.substr(0, rest.find('_'));
  std::size_t index = 0;
  if (digits.empty() || digits.size() > 4 || (digits.size() > 1 && digits.front() == '0')) return {};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), index);
  if (error != std::errc() || end != digits.data() + digits.size()) return {};
  rest.remove_prefix(std::min(rest.size(), digits.size() + 1));
  return index;
}

/// The steps to the key that `rest` (without prefix) names, if it names one.
bool find_steps(const Shape& shape, std::string_view rest, std::vector<Step>& steps) {
  for (std::size_t i = 0; i < shape.keys.size(); ++i) {
    const Key& key = shape.keys[i];
    const auto name = upper(key.name);
    if (!rest.starts_with(name)) continue;
    auto after = rest.substr(name.size());
    const bool whole =
        key.access.type != Type::section && key.access.type != Type::list && !is_item_list(key.access.type);
    if (whole && after.empty()) {
      steps.push_back({i});
      return true;
    }
    if (whole || !after.starts_with('_')) continue;
    after.remove_prefix(1);
    Step step{i};
    if (key.access.type != Type::section) {
      const auto index = take_index(after);
      if (!index) continue;
      step.index = *index;
    }
    steps.push_back(step);
    if (is_item_list(key.access.type) ? after.empty() : find_steps(*key.shape, after, steps)) return true;
    steps.pop_back();
  }
  return false;
}

/// Kubernetes tells every pod about the services beside it: a Service named atgateway, or atgateway-admin, makes
/// ATGATEWAY_SERVICE_HOST, ATGATEWAY_PORT_443_TCP_ADDR and so on, which are nobody's typing mistakes.
bool is_service_link(std::string_view name, std::string_view text) {
  const auto has = [&](std::string_view part) { return ("_" + std::string(name)).find(part) != std::string::npos; };
  if (name.ends_with("SERVICE_HOST") || name.ends_with("SERVICE_PORT") || has("_SERVICE_PORT_")) return true;
  const bool link = text.starts_with("tcp://") || text.starts_with("udp://") || text.starts_with("sctp://");
  if ((name == "PORT" || name.ends_with("_PORT")) && link) return true;
  return has("_PORT_") && (has("_TCP") || has("_UDP") || has("_SCTP"));
}

/// Every name that could have been meant, without prefix, with index 0 for lists.
void collect_names(const Shape& shape, const std::string& prefix, std::vector<std::string>& names) {
  for (const auto& key : shape.keys) {
    const auto name = prefix + upper(key.name);
    if (key.access.type == Type::section)
      collect_names(*key.shape, name + "_", names);
    else if (key.access.type == Type::list)
      collect_names(*key.shape, name + "_0_", names);
    else
      names.push_back(is_item_list(key.access.type) ? name + "_0" : name);
  }
}

Error unknown_variable(std::string_view name) {
  const auto rest = name.substr(environment_prefix.size());
  std::vector<std::string> names;
  collect_names(root_shape(), "", names);
  names.emplace_back(environment_upstream.substr(environment_prefix.size()));
  for (const auto other : other_variables()) names.emplace_back(other.substr(environment_prefix.size()));
  std::string hint;
  if (std::find(names.begin(), names.end(), std::string(rest) + "_0") != names.end()) {
    hint = "Items of a list are set one by one: " + one_line(name) + "_0 and so on.";
  } else if (const auto near = base::nearest(rest, std::vector<std::string_view>(names.begin(), names.end()));
             !near.empty()) {
    hint = "Did you mean " + std::string(environment_prefix) + std::string(near) + "?";
  } else {
    hint =
        "A variable is named after a key: limits.rows is ATGATEWAY_LIMITS_ROWS. Remove it, or rename it if it is "
        "meant for something else.";
  }
  std::string pointer;
  std::string lower = one_line(rest);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  json::append_pointer(pointer, lower);
  return Error(Errc::bad_config, "The variable " + one_line(name) + " names no key of the configuration.", pointer)
      .with_hint(std::move(hint));
}

struct Applier {
  Reading& reading;

  Result<void> apply(const Variable& variable) {
    const Shape* shape = &root_shape();
    void* object = &reading.draft;
    std::string pointer;
    const Origin origin{"environment " + std::string(variable.name), {}};
    for (const auto& step : variable.steps) {
      const Key& key = shape->keys[step.key];
      pointer += "/" + std::string(key.name);
      if (key.access.type == Type::section) {
        object = key.access.child(object);
      } else if (key.access.type == Type::list) {
        const auto size = key.access.size(object);
        if (step.index >= key.maximum || step.index > size) return gap(pointer, size, key.maximum, origin);
        if (step.index == size) key.access.resize(object, size + 1);
        if (!reading.given(pointer)) reading.note(pointer, origin);
        object = key.access.item(object, step.index);
        pointer += "/" + std::to_string(step.index);
      } else if (is_item_list(key.access.type)) {
        return apply_item(key, object, pointer, step.index, from_text(key, variable.text, origin));
      } else {
        return assign(reading, key, object, pointer, from_text(key, variable.text, origin));
      }
      shape = key.shape;
    }
    return {};
  }

  Result<void> apply_item(const Key& key, void* object, const std::string& pointer, std::size_t index, Given item) {
    // A list that was not given yet begins empty: index 0 replaces the defaults, it does not edit them.
    auto list = reading.given(pointer) ? to_given(key, key.access.get(object)) : Given{};
    list.kind = Given::Kind::list;
    list.origin = item.origin;
    if (index > list.items.size()) return gap(pointer, list.items.size(), key.maximum, item.origin);
    if (index == list.items.size()) list.items.emplace_back();
    list.items[index] = std::move(item);
    return assign(reading, key, object, pointer, list);
  }

  Error gap(const std::string& pointer, std::size_t size, std::uint64_t maximum, const Origin& origin) const {
    if (size >= maximum) {
      return reading.fail(pointer, "must have at most " + std::to_string(maximum) + " items", "Remove this one.",
                          origin);
    }
    return reading.fail(pointer, "has " + std::to_string(size) + (size == 1 ? " item" : " items") + " so far",
                        "The next index is " + std::to_string(size) + ": indexes begin at 0 and leave no gap.", origin);
  }
};

bool names_upstreams(const Variable& variable) { return root_shape().keys[variable.steps[0].key].name == "upstreams"; }

/// Whether a variable would say which upstreams there are, where one place has said so for good.
bool competes(const Variable& variable) {
  return variable.steps[0].index > 0 ||
         root_shape().keys[variable.steps[0].key].shape->keys[variable.steps[1].key].rule == Rule::base_url;
}

}  // namespace

std::string variable_of(std::string_view pointer) {
  std::string out = std::string(environment_prefix) + upper(pointer.substr(pointer.empty() ? 0 : 1));
  std::replace(out.begin(), out.end(), '/', '_');
  return out;
}

Result<void> replace_upstreams(Reading& reading, std::string_view url, const Origin& origin) {
  auto& upstreams = reading.draft.config.upstreams;
  const bool same =
      upstreams.size() == 1 && read_base_url(upstreams[0].base_url).canonical == read_base_url(url).canonical;
  if (!upstreams.empty() && !same) {
    reading.warn("/upstreams", "of the file are replaced, with all their settings, by the one of " + origin.text);
  }
  // The same upstream named again keeps what else was said about it.
  if (!same) {
    reading.forget("/upstreams");
    upstreams.assign(1, {});
  }
  reading.note("/upstreams", origin);
  const Shape& shape = *std::find_if(root_shape().keys.begin(), root_shape().keys.end(), [](const Key& key) {
                          return key.name == "upstreams";
                        })->shape;
  const auto key =
      std::find_if(shape.keys.begin(), shape.keys.end(), [](const Key& k) { return k.rule == Rule::base_url; });
  return assign(reading, *key, upstreams.data(), "/upstreams/0/" + std::string(key->name),
                from_text(*key, url, origin));
}

Result<void> read_environment(Reading& reading, bool upstream_named) {
  std::vector<Variable> variables;
  std::string_view upstream;
  const auto& all = reading.sources.environment;
  for (auto at = all.lower_bound(environment_prefix); at != all.end() && at->first.starts_with(environment_prefix);
       ++at) {
    const auto& [name, text] = *at;
    const auto others = other_variables();
    if (std::find(others.begin(), others.end(), name) != others.end()) continue;
    if (name == environment_upstream) {
      upstream = text;
      continue;
    }
    Variable variable{{}, name, text};
    const auto rest = std::string_view(name).substr(environment_prefix.size());
    if (!find_steps(root_shape(), rest, variable.steps)) {
      if (is_service_link(rest, text)) continue;
      return unknown_variable(name);
    }
    // An empty variable is how a manifest leaves one out.
    if (!text.empty()) variables.push_back(std::move(variable));
  }
  if (!upstream.empty() && !upstream_named) {
    const Origin origin{"environment " + std::string(environment_upstream), {}};
    if (auto replaced = replace_upstreams(reading, upstream, origin); !replaced) return replaced;
  }
  // By key and index, so that item 10 comes after item 9 and each list grows one by one.
  std::sort(variables.begin(), variables.end(), [](const auto& a, const auto& b) { return a.steps < b.steps; });
  for (const auto& variable : variables) {
    if (names_upstreams(variable) && competes(variable)) {
      if (upstream_named) {
        reading.warnings.push_back(std::string(variable.name) +
                                   " is not used: the flag --upstream names the only upstream.");
        continue;
      }
      if (!upstream.empty()) {
        return Error(Errc::bad_config,
                     "Both ATGATEWAY_UPSTREAM and " + std::string(variable.name) + " say which upstreams there are.",
                     "/upstreams")
            .with_hint("Keep one of them.");
      }
    }
    if (auto applied = Applier{reading}.apply(variable); !applied) return applied;
  }
  return {};
}

}  // namespace atgateway::config
