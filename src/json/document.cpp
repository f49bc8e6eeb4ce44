#include "json/document.hpp"

#include "json/reader.hpp"
#include "json/tape.hpp"

#include <atgateway/secret.hpp>

#include <utility>

namespace atgateway::json {

Kind Value::kind() const noexcept { return tape_ == nullptr ? Kind::null : tape_->kind(index_); }

bool Value::as_bool() const noexcept { return is(Kind::boolean) && tape_->source[tape_->nodes[index_].begin] == 't'; }

std::string_view Value::text() const noexcept {
  switch (kind()) {
    case Kind::string:
      return tape_->string(index_);
    case Kind::number:
      return tape_->bytes(index_);
    case Kind::null:
    case Kind::boolean:
    case Kind::array:
    case Kind::object:
      break;
  }
  return {};
}

std::string_view Value::source() const noexcept { return tape_ == nullptr ? "null" : tape_->bytes(index_); }

std::size_t Value::offset() const noexcept { return tape_ == nullptr ? 0 : tape_->nodes[index_].begin; }

std::size_t Value::size() const noexcept {
  return is(Kind::array) || is(Kind::object) ? tape_->nodes[index_].count : 0;
}

Members Value::members() const noexcept {
  Members range;
  if (!is(Kind::object)) return range;
  range.tape_ = tape_;
  range.first_ = index_ + 1;
  range.last_ = tape_->nodes[index_].next;
  return range;
}

Elements Value::elements() const noexcept {
  Elements range;
  if (!is(Kind::array)) return range;
  range.tape_ = tape_;
  range.first_ = index_ + 1;
  range.last_ = tape_->nodes[index_].next;
  return range;
}

std::optional<Value> Value::find(std::string_view name) const noexcept {
  for (const Member member : members()) {
    if (member.name == name) return member.value;
  }
  return std::nullopt;
}

Member Members::iterator::operator*() const noexcept { return {tape_->string(index_), Value(tape_, index_ + 1)}; }

Members::iterator& Members::iterator::operator++() noexcept {
  index_ = tape_->skip(index_ + 1);
  return *this;
}

Members::iterator Members::begin() const noexcept { return {tape_, first_}; }
Members::iterator Members::end() const noexcept { return {tape_, last_}; }

Value Elements::iterator::operator*() const noexcept { return {tape_, index_}; }

Elements::iterator& Elements::iterator::operator++() noexcept {
  index_ = tape_->skip(index_);
  return *this;
}

Elements::iterator Elements::begin() const noexcept { return {tape_, first_}; }
Elements::iterator Elements::end() const noexcept { return {tape_, last_}; }

Document::Document(std::unique_ptr<Tape> tape) noexcept : tape_(std::move(tape)) {}
Document::Document() noexcept = default;
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

namespace {

/// What is left of the text when it was not taken: all of it without memory, a copy when it is short.
struct WipeAtEnd {
  explicit WipeAtEnd(std::string& text) noexcept : text_(text) {}
  WipeAtEnd(const WipeAtEnd&) = delete;
  WipeAtEnd& operator=(const WipeAtEnd&) = delete;
  ~WipeAtEnd() { wipe(text_); }

 private:
  std::string& text_;
};

Result<std::unique_ptr<Tape>> read_tape(std::string& source, const Limits& limits, Comments comments) {
  const WipeAtEnd wipe_at_end(source);
  auto tape = std::make_unique<Tape>();
  tape->source = std::move(source);
  if (auto done = read(*tape, limits, comments); !done) return std::move(done).error();
  return tape;
}

}  // namespace

Result<Document> Document::parse(std::string source, const Limits& limits) {
  auto tape = read_tape(source, limits, Comments::refused);
  if (!tape) return std::move(tape).error();
  return Document(*std::move(tape));
}

Result<Document> Document::parse_with_comments(std::string source, const Limits& limits) {
  auto tape = read_tape(source, limits, Comments::skipped);
  if (!tape) return std::move(tape).error();
  return Document(*std::move(tape));
}

Value Document::root() const noexcept {
  return tape_ == nullptr || tape_->nodes.empty() ? Value() : Value(tape_.get(), 0);
}

void Document::drop_index() noexcept {
  if (tape_ == nullptr) return;
  std::vector<Node>().swap(tape_->nodes);  // `= {}` would keep the memory
  WipedBytes().swap(tape_->decoded);
}

}  // namespace atgateway::json
