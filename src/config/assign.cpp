#include "config/assign.hpp"

#include "config/text_rules.hpp"

#include "base/suggest.hpp"
#include "json/writer.hpp"

#include <algorithm>
#include <charconv>

namespace atgateway::config {
namespace {

using Kind = Given::Kind;

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return "a boolean";
    case Kind::number:
      return "a number";
    case Kind::text:
      return "a string";
    case Kind::list:
      return "an array";
    case Kind::object:
      return "an object";
  }
  return {};
}

std::string words(std::span<const std::string_view> allowed) {
  std::string out;
  for (const auto word : allowed) out.append(out.empty() ? "" : ", ").append("\"").append(word).append("\"");
  return out;
}

// "warning" for "warn", "cert" for "client-cert": longer or shorter, and still the same word.
std::string_view nearest_word(std::string_view given, std::span<const std::string_view> allowed) {
  const auto near = base::nearest(given, allowed);
  if (!near.empty() || given.size() < 3) return near;
  for (const auto word : allowed) {
    if (given.starts_with(word) || word.find(given) != std::string_view::npos) return word;
  }
  return {};
}

bool is_item_list(const Key& key) {
  return key.access.type == Type::text_list || key.access.type == Type::integer_list;
}

// What one scalar of the key takes; for lists, one item.
std::string wanted_item(const Key& key) {
  switch (key.access.type) {
    case Type::boolean:
      return "true or false";
    case Type::integer:
      return "a whole number from " + std::to_string(key.minimum) + " to " + std::to_string(key.maximum);
    case Type::integer_list:
      return "a whole number from 0 to 4294967295";
    case Type::choice:
    case Type::text:
    case Type::text_list:
      return (key.allowed.empty() ? "a string" : "one of " + words(key.allowed)) + (key.nullable ? " or null" : "");
    case Type::section:
    case Type::list:
      return "an object";
  }
  return {};
}

/// One value against the row of one key.
struct Judge {
  Reading& reading;
  const Key& key;

  Error refuse(const std::string& pointer, const Given& given, std::string_view must_be, std::string hint) const {
    return reading.fail(pointer, "must be " + std::string(must_be), std::move(hint), given.origin);
  }
  Error wrong_type(const std::string& pointer, const Given& given) const {
    std::string hint = "It is " + std::string(name_of(given.kind)) + ".";
    const auto type = key.access.type;
    if (given.kind == Kind::text && (type == Type::integer || type == Type::boolean || type == Type::integer_list)) {
      hint = "Write it without quotes.";
    } else if (given.kind == Kind::number && type != Type::integer && type != Type::boolean) {
      hint = "Write it in quotes.";
    } else if (given.kind == Kind::null) {
      hint = "Leave the key out for the default.";
    }
    return refuse(pointer, given, wanted_item(key), std::move(hint));
  }

  Result<std::uint64_t> number(const std::string& pointer, const Given& given) const {
    if (given.kind != Kind::number) return wrong_type(pointer, given);
    const bool negative = given.text.starts_with('-');
    const auto digits = std::string_view(given.text).substr(negative ? 1 : 0);
    const bool whole =
        !digits.empty() && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    std::uint64_t value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (!whole) return refuse(pointer, given, wanted_item(key), "Write digits only.");
    const bool list = key.access.type == Type::integer_list;
    const std::uint64_t minimum = list ? 0 : key.minimum, maximum = list ? 4294967295 : key.maximum;
    const bool too_large = !negative && (read.ec != std::errc() || value > maximum);
    const bool too_small = (negative && (value != 0 || read.ec != std::errc())) || (!too_large && value < minimum);
    if (too_large)
      return refuse(pointer, given, wanted_item(key), "The largest value is " + std::to_string(maximum) + ".");
    if (too_small)
      return refuse(pointer, given, wanted_item(key), "The smallest value is " + std::to_string(minimum) + ".");
    return value;
  }

  Result<std::string> text(const std::string& pointer, const Given& given) const {
    if (given.kind != Kind::text) return wrong_type(pointer, given);
    const bool control = std::any_of(given.text.begin(), given.text.end(),
                                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (control || given.text.size() > 4096) {
      return refuse(pointer, given, "text of at most 4096 bytes without control characters", "Check the value.");
    }
    if (given.text.empty()) {
      return refuse(pointer, given, wanted_item(key) + ", and not empty", "Leave the key out for the default.");
    }
    if (const auto complaint = judge_text(key.rule, given.text)) {
      return refuse(pointer, given, complaint->must_be, complaint->hint);
    }
    return given.text;
  }

  Result<std::uint64_t> word(const std::string& pointer, const Given& given) const {
    if (given.kind != Kind::text) return wrong_type(pointer, given);
    const auto found = std::find(key.allowed.begin(), key.allowed.end(), given.text);
    if (found != key.allowed.end()) return static_cast<std::uint64_t>(found - key.allowed.begin());
    const auto near = nearest_word(given.text, key.allowed);
    return refuse(pointer, given, wanted_item(key),
                  near.empty() ? "Choose one of these." : "Did you mean \"" + std::string(near) + "\"?");
  }

  template <class Item>
  Result<Setting> items(const std::string& pointer, const Given& given,
                        Result<Item> (Judge::*judge)(const std::string&, const Given&) const) const {
    if (given.kind != Kind::list) return refuse(pointer, given, wanted(key), "Write it in brackets, [ ... ].");
    if (key.access.type == Type::text_list && given.items.size() > key.maximum) {
      return refuse(pointer, given, wanted(key), "It has " + std::to_string(given.items.size()) + " items.");
    }
    std::vector<Item> out;
    for (std::size_t i = 0; i < given.items.size(); ++i) {
      auto item = (this->*judge)(pointer + "/" + std::to_string(i), given.items[i]);
      if (!item) return item.error();
      out.push_back(std::move(*item));
    }
    return Setting(std::move(out));
  }

  Result<Setting> setting(const std::string& pointer, const Given& given) const {
    if (given.kind == Kind::null && key.nullable) return Setting();
    switch (key.access.type) {
      case Type::boolean:
        if (given.kind != Kind::boolean) return wrong_type(pointer, given);
        return Setting(given.text == "true");
      case Type::integer: {
        auto value = number(pointer, given);
        if (!value) return value.error();
        return Setting(*value);
      }
      case Type::choice: {
        auto index = word(pointer, given);
        if (!index) return index.error();
        return Setting(*index);
      }
      case Type::text: {
        if (!key.allowed.empty()) {
          auto index = word(pointer, given);
          if (!index) return index.error();
        }
        auto value = text(pointer, given);
        if (!value) return value.error();
        return Setting(std::move(*value));
      }
      case Type::text_list:
        return items<std::string>(pointer, given, &Judge::text);
      case Type::integer_list:
        return items<std::uint64_t>(pointer, given, &Judge::number);
      case Type::section:
      case Type::list:
        break;
    }
    return wrong_type(pointer, given);
  }
};

}  // namespace

std::string wanted(const Key& key) {
  if (key.access.type == Type::text_list && key.maximum <= 16) {
    return "an array of at most " + std::to_string(key.maximum) + " strings";
  }
  if (key.access.type == Type::text_list) return "an array of strings";
  if (key.access.type == Type::integer_list) return "an array of whole numbers";
  if (key.access.type == Type::list) return "an array of objects";
  return wanted_item(key);
}

Given from_text(const Key& key, std::string_view text, Origin origin) {
  Given out{.kind = Kind::text, .text = std::string(text), .items = {}, .origin = std::move(origin)};
  const auto type = key.access.type;
  if (type == Type::integer || type == Type::integer_list) out.kind = Kind::number;
  if (type == Type::boolean && (text == "true" || text == "false")) out.kind = Kind::boolean;
  if (text.empty() && key.nullable && !is_item_list(key)) out.kind = Kind::null;
  return out;
}

Given to_given(const Key& key, const Setting& setting) {
  Given out;
  if (const auto* flag = std::get_if<bool>(&setting)) {
    out.kind = Kind::boolean;
    out.text = *flag ? "true" : "false";
  } else if (const auto* number = std::get_if<std::uint64_t>(&setting)) {
    if (key.access.type != Type::choice) {
      out.kind = Kind::number;
      out.text = std::to_string(*number);
    } else if (*number < key.allowed.size()) {
      out.kind = Kind::text;
      out.text = key.allowed[static_cast<std::size_t>(*number)];
    }
  } else if (const auto* text = std::get_if<std::string>(&setting)) {
    out.kind = Kind::text;
    out.text = *text;
  } else if (const auto* texts = std::get_if<std::vector<std::string>>(&setting)) {
    out.kind = Kind::list;
    for (const auto& item : *texts) out.items.push_back({.kind = Kind::text, .text = item, .items = {}, .origin = {}});
  } else if (const auto* numbers = std::get_if<std::vector<std::uint64_t>>(&setting)) {
    out.kind = Kind::list;
    for (const auto item : *numbers) {
      out.items.push_back({.kind = Kind::number, .text = std::to_string(item), .items = {}, .origin = {}});
    }
  }
  return out;
}

std::string as_json(const Given& given) {
  std::string out;
  switch (given.kind) {
    case Kind::null:
    case Kind::object:
      out = "null";
      break;
    case Kind::boolean:
    case Kind::number:
      out = given.text;
      break;
    case Kind::text:
      json::append_string(out, given.text);
      break;
    case Kind::list:
      for (const auto& item : given.items) out.append(out.empty() ? "[" : ", ").append(as_json(item));
      out += out.empty() ? "[]" : "]";
      break;
  }
  return out;
}

Result<void> assign(Reading& reading, const Key& key, void* object, const std::string& pointer, const Given& given) {
  auto setting = Judge{reading, key}.setting(pointer, given);
  if (!setting) return setting.error();
  key.access.set(object, *setting);
  reading.note(pointer, given.origin);
  return {};
}

}  // namespace atgateway::config
