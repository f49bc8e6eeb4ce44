#include "config/read_file.hpp"

#include "config/assign.hpp"
#include "config/table.hpp"

#include "base/suggest.hpp"
#include "json/document.hpp"
#include "json/pointer.hpp"

#include <charconv>

namespace atgateway::config {
namespace {

constexpr json::Limits limits{.depth = 16, .tokens = 200'000};
constexpr std::size_t longest_file = std::size_t{4} * 1024 * 1024;

Given to_given(const Reading& reading, const json::Value& value, int depth = 0) {
  Given out{.kind = Given::Kind::null, .text = {}, .items = {}, .origin = reading.file(value.offset())};
  switch (value.kind()) {
    case json::Kind::null:
      break;
    case json::Kind::boolean:
      out.kind = Given::Kind::boolean;
      out.text = value.as_bool() ? "true" : "false";
      break;
    case json::Kind::number:
      out.kind = Given::Kind::number;
      out.text = value.text();
      break;
    case json::Kind::string:
      out.kind = Given::Kind::text;
      out.text = value.text();
      break;
    case json::Kind::object:
      out.kind = Given::Kind::object;
      break;
    case json::Kind::array:
      out.kind = Given::Kind::list;
      // No key takes lists in lists: what is in them does not matter, they are the wrong type.
      if (depth > 0) break;
      for (const auto item : value.elements()) out.items.push_back(to_given(reading, item, depth + 1));
      break;
  }
  return out;
}

struct FileReader {
  Reading& reading;

  Error unknown(const Shape& shape, const std::string& pointer, std::string_view name, std::size_t offset) const {
    std::vector<std::string_view> known;
    for (const auto& key : shape.keys) known.push_back(key.name);
    std::string here = pointer;
    json::append_pointer(here, one_line(name));
    const auto near = base::nearest(name, known);
    std::string hint;
    if (!near.empty()) {
      hint = "Did you mean \"" + std::string(near) + "\"?";
    } else {
      for (const auto key : known) hint.append(hint.empty() ? "The keys here are " : ", ").append(key);
      hint += ".";
    }
    return reading.fail(here, "is not a key of the configuration", std::move(hint), reading.file(offset));
  }

  Result<void> read_object(const Shape& shape, void* object, const std::string& pointer, const json::Value& value) {
    std::vector<bool> seen(shape.keys.size());
    for (const auto [name, member] : value.members()) {
      std::size_t index = 0;
      while (index < shape.keys.size() && shape.keys[index].name != name) ++index;
      if (index == shape.keys.size()) return unknown(shape, pointer, name, member.offset());
      const Key& key = shape.keys[index];
      const auto here = pointer + "/" + std::string(key.name);
      if (seen[index])
        return reading.fail(here, "is written twice", "Keep one of them.", reading.file(member.offset()));
      seen[index] = true;
      if (auto read = read_value(key, object, here, member); !read) return read;
    }
    return {};
  }

  Result<void> read_value(const Key& key, void* object, const std::string& pointer, const json::Value& value) {
    if (key.access.type == Type::section) return read_section(key, key.access.child(object), pointer, value);
    if (key.access.type != Type::list) return assign(reading, key, object, pointer, to_given(reading, value));
    if (!value.is(json::Kind::array)) {
      return reading.fail(pointer, "must be " + wanted(key), "Write it in brackets, [ ... ].",
                          reading.file(value.offset()));
    }
    if (value.size() > key.maximum) {
      return reading.fail(pointer, "must have at most " + std::to_string(key.maximum) + " items",
                          "It has " + std::to_string(value.size()) + ".", reading.file(value.offset()));
    }
    reading.note(pointer, reading.file(value.offset()));
    key.access.resize(object, value.size());
    std::size_t index = 0;
    for (const auto item : value.elements()) {
      const auto here = pointer + "/" + std::to_string(index);
      if (auto read = read_section(key, key.access.item(object, index), here, item); !read) return read;
      ++index;
    }
    return {};
  }

  Result<void> read_section(const Key& key, void* object, const std::string& pointer, const json::Value& value) {
    if (!value.is(json::Kind::object)) {
      return reading.fail(pointer, "must be an object", "Write it in braces, { ... }.", reading.file(value.offset()));
    }
    reading.note(pointer, reading.file(value.offset()));
    return read_object(*key.shape, object, pointer, value);
  }
};

// The parser says "byte N: why"; people want the line.
Error not_json(const Reading& reading, const Error& error) {
  auto why = error.detail();
  Origin origin = reading.file(0);
  origin.offset.reset();
  constexpr std::string_view mark = "byte ";
  std::size_t offset = 0;
  const auto colon = why.find(": ");
  if (why.starts_with(mark) && colon != std::string_view::npos &&
      std::from_chars(why.data() + mark.size(), why.data() + colon, offset).ec == std::errc()) {
    origin.offset = offset;
    why.remove_prefix(colon + 2);
  }
  if (why.ends_with('.')) why.remove_suffix(1);
  const bool too_much = error.code() == Errc::json_limit;
  return reading.fail("", "The file cannot be read as JSON: " + std::string(why),
                      too_much ? "A configuration needs less depth and fewer values."
                               : "Look at that place and just before it: a comma, quote, brace or bracket is missing "
                                 "or too many. Comments may be // or /* */.",
                      origin);
}

bool blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

}  // namespace

Result<void> read_file(Reading& reading) {
  const auto& text = reading.sources.file_text;
  if (blank(text)) return {};
  if (text.size() > longest_file)
    return reading.fail("", "The file is larger than 4 MiB", "Is it the right file?", reading.file(0));
  auto document = json::Document::parse_with_comments(text, limits);
  if (!document) return not_json(reading, document.error());
  if (!document->root().is(json::Kind::object)) {
    return reading.fail("", "The file must hold one JSON object", "Begin with { and end with }.",
                        reading.file(document->root().offset()));
  }
  return FileReader{reading}.read_object(root_shape(), &reading.draft, "", document->root());
}

}  // namespace atgateway::config
