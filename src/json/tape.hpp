// The tape: one node a value or member name, in the order of the text, over the bytes they were read from.
#pragma once

#include "json/document.hpp"
#include "json/wiping.hpp"

#include <atgateway/secret.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::json {

/// A member name is a string node; the member's value stands right behind it. The kind is not kept: the first byte in
/// the source tells it.
struct Node {
  /// `text_at` of a string that stands in the source as it is.
  static constexpr std::uint32_t in_source = 0xFFFFFFFF;

  std::uint32_t begin = 0, end = 0;  ///< the value's bytes in the source
  union {
    std::uint32_t next;         ///< array, object: the node after all that is inside
    std::uint32_t text_length;  ///< string with escapes: decoded length
  };
  union {
    std::uint32_t count;    ///< array, object: elements or members
    std::uint32_t text_at;  ///< string: where in `Tape::decoded`, or `in_source`
  };
};
static_assert(sizeof(Node) == 16);

struct Tape {
  Tape() noexcept = default;
  Tape(const Tape&) = delete;
  Tape& operator=(const Tape&) = delete;
  ~Tape() { wipe(source); }

  [[nodiscard]] Kind kind(std::uint32_t index) const noexcept {
    switch (source[nodes[index].begin]) {
      case '{':
        return Kind::object;
      case '[':
        return Kind::array;
      case '"':
        return Kind::string;
      case 't':
      case 'f':
        return Kind::boolean;
      case 'n':
        return Kind::null;
      default:
        return Kind::number;
    }
  }
  [[nodiscard]] std::string_view bytes(std::uint32_t index) const noexcept {
    const Node& node = nodes[index];
    return {source.data() + node.begin, node.end - node.begin};
  }
  [[nodiscard]] std::string_view string(std::uint32_t index) const noexcept {
    const Node& node = nodes[index];
    if (node.text_at != Node::in_source) return {decoded.data() + node.text_at, node.text_length};
    return {source.data() + node.begin + 1, node.end - node.begin - 2};
  }
  /// The node after this value and all that is inside it.
  [[nodiscard]] std::uint32_t skip(std::uint32_t index) const noexcept {
    const char first = source[nodes[index].begin];
    return first == '{' || first == '[' ? nodes[index].next : index + 1;
  }

  std::string source;
  WipedBytes decoded;  ///< strings that hold escapes
  std::vector<Node> nodes;
};

}  // namespace atgateway::json
