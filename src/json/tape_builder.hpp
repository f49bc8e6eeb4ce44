// RapidJSON's Handler concept: every event becomes a node, and the limits are kept here.
#pragma once

#include "json/rapidjson.hpp"
#include "json/source_stream.hpp"
#include "json/tape.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace atgateway::json {

class TapeBuilder {
 public:
  using SizeType = atgateway_rapidjson::SizeType;
  enum class Refusal : std::uint8_t { none, depth, tokens };

  TapeBuilder(Tape& tape, const SourceStream& stream, const Limits& limits)
      : tape_(tape), stream_(stream), limits_(limits) {
    // A guess that spares the usual request a second allocation, and a large one nothing.
    tape_.nodes.reserve(std::min({tape.source.size() / 8 + 8, limits.tokens, std::size_t{4096}}));
  }
  [[nodiscard]] Refusal refusal() const noexcept { return refusal_; }

  bool Null() { return add(stream_.Tell()) != nullptr; }
  bool Bool(bool) { return add(stream_.Tell()) != nullptr; }
  bool Key(const char* text, SizeType length, bool copy) { return String(text, length, copy); }
  bool String(const char* text, SizeType length, bool) {
    Node* node = add(stream_.Tell());
    if (node == nullptr) return false;
    node->text_at = Node::in_source;
    // Every escape is longer than what it stands for: equal lengths mean equal bytes.
    if (length != node->end - node->begin - 2) {
      node->text_at = static_cast<std::uint32_t>(tape_.decoded.size());
      node->text_length = length;
      tape_.decoded.insert(tape_.decoded.end(), text, text + length);
    }
    return true;
  }
  bool Number() { return add(stream_.Tell()) != nullptr; }
  bool StartObject() { return open(); }
  bool StartArray() { return open(); }
  bool EndObject(SizeType members) { return close(members); }
  bool EndArray(SizeType elements) { return close(elements); }

 private:
  Node* add(std::size_t end) {
    if (tape_.nodes.size() >= limits_.tokens) {
      refusal_ = Refusal::tokens;
      return nullptr;
    }
    Node& node = tape_.nodes.emplace_back();
    node.begin = static_cast<std::uint32_t>(stream_.token_offset());
    node.end = static_cast<std::uint32_t>(end);
    return &node;
  }
  bool open() {
    if (depth_ >= limits_.depth) {
      refusal_ = Refusal::depth;
      return false;
    }
    Node* node = add(0);
    if (node == nullptr) return false;
    ++depth_;
    node->next = open_;  // until it is closed, the one around it
    open_ = static_cast<std::uint32_t>(tape_.nodes.size() - 1);
    return true;
  }
  bool close(SizeType count) {
    Node& node = tape_.nodes[open_];
    --depth_;
    open_ = node.next;
    node.next = static_cast<std::uint32_t>(tape_.nodes.size());
    node.count = count;
    node.end = static_cast<std::uint32_t>(stream_.Tell() + 1);  // the reader stands on the bracket
    return true;
  }

  Tape& tape_;
  const SourceStream& stream_;
  const Limits& limits_;
  std::size_t depth_ = 0;
  std::uint32_t open_ = 0;
  Refusal refusal_ = Refusal::none;
};

}  // namespace atgateway::json
