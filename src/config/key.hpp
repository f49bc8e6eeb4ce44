// One row of the configuration table: a key, what may stand there, and how it reaches the struct.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace atgateway::config {

/// A value on its way into or out of the struct. A choice is the index of its word; null is "none".
using Setting = std::variant<std::monostate, bool, std::uint64_t, std::string, std::vector<std::string>,
                             std::vector<std::uint64_t>>;

enum class Type : std::uint8_t { boolean, integer, text, choice, text_list, integer_list, section, list };

/// What a text must look like, beyond being text.
enum class Rule : std::uint8_t { none, address, host_port, cidr, path, file, name, base_url };

/// Which way of writing the listeners a key belongs to.
enum class Form : std::uint8_t { both, brief, full };

/// How to reach the member behind a key; `object` is the struct that holds it.
struct Access {
  Type type;
  Setting (*get)(const void* object) = nullptr;
  void (*set)(void* object, const Setting& setting) = nullptr;
  void* (*child)(void* object) = nullptr;                    // section
  std::size_t (*size)(const void* object) = nullptr;         // list
  void* (*item)(void* object, std::size_t index) = nullptr;  // list
  void (*resize)(void* object, std::size_t size) = nullptr;  // list
};

struct Shape;

struct Key {
  std::string_view name;
  Access access;
  const Shape* shape = nullptr;  // of a section, or of a list's items
  Rule rule = Rule::none;
  std::uint64_t minimum = 0;
  std::uint64_t maximum = std::numeric_limits<std::uint32_t>::max();  // of a list: most items
  std::span<const std::string_view> allowed = {};                     // closed list of words
  bool nullable = false;
  bool required = false;
  bool secret_file = false;  // names a file that nobody else should be able to read
  bool reloads = false;      // of a top-level key: a reload applies it
  Form form = Form::both;
  std::string_view flag = {};  // long flag of `serve`, without dashes
  std::string_view value_name = {};
  std::string_view description = {};
};

/// The keys of one JSON object, and an object with the defaults.
struct Shape {
  std::span<const Key> keys;
  const void* (*defaults)();
};

[[nodiscard]] inline Setting default_of(const Shape& shape, const Key& key) { return key.access.get(shape.defaults()); }

}  // namespace atgateway::config
