// A JSON text, checked and indexed once: a flat tape of values over the bytes that came in.
#pragma once

#include <atgateway/result.hpp>

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace atgateway::json {

enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

struct Limits {
  std::size_t depth = 64;        ///< arrays and objects inside each other
  std::size_t tokens = 1000000;  ///< values and keys
};

struct Tape;
class Members;
class Elements;

class Document;

/// A view of one value; made by default, a null without source. Valid while its Document lives (moving the Document
/// keeps it valid).
class Value {
 public:
  Value() noexcept = default;
  [[nodiscard]] Kind kind() const noexcept;
  [[nodiscard]] bool is(Kind kind) const noexcept { return this->kind() == kind; }
  [[nodiscard]] bool is_null() const noexcept { return is(Kind::null); }
  [[nodiscard]] bool as_bool() const noexcept;  ///< for Kind::boolean
  /// A string's decoded content, or a number exactly as written. Never NUL-terminated.
  [[nodiscard]] std::string_view text() const noexcept;
  /// The value's exact bytes in the source, quotes and brackets included, no whitespace around it.
  [[nodiscard]] std::string_view source() const noexcept;
  /// Where it begins in the source, in bytes.
  [[nodiscard]] std::size_t offset() const noexcept;
  /// Number of elements or members.
  [[nodiscard]] std::size_t size() const noexcept;
  [[nodiscard]] Members members() const noexcept;    ///< of an object; of anything else none
  [[nodiscard]] Elements elements() const noexcept;  ///< of an array; of anything else none
  /// The first member of that (decoded) name; linear.
  [[nodiscard]] std::optional<Value> find(std::string_view name) const noexcept;

 private:
  friend class Document;
  friend class Members;
  friend class Elements;
  Value(const Tape* tape, std::uint32_t index) noexcept : tape_(tape), index_(index) {}
  const Tape* tape_ = nullptr;
  std::uint32_t index_ = 0;
};

struct Member {
  std::string_view name;  ///< decoded
  Value value;
};

/// Forward range of an object's members, in the order written (duplicates included).
class Members {
 public:
  class iterator {
   public:
    using value_type = Member;
    using difference_type = std::ptrdiff_t;
    Member operator*() const noexcept;
    iterator& operator++() noexcept;
    iterator operator++(int) noexcept {
      auto old = *this;
      ++*this;
      return old;
    }
    bool operator==(const iterator& other) const noexcept { return index_ == other.index_; }

    iterator() noexcept = default;

   private:
    friend class Members;
    iterator(const Tape* tape, std::uint32_t index) noexcept : tape_(tape), index_(index) {}
    const Tape* tape_ = nullptr;
    std::uint32_t index_ = 0;
  };
  [[nodiscard]] iterator begin() const noexcept;
  [[nodiscard]] iterator end() const noexcept;

 private:
  friend class Value;
  const Tape* tape_ = nullptr;
  std::uint32_t first_ = 0, last_ = 0;
};

/// Forward range of an array's elements.
class Elements {
 public:
  class iterator {
   public:
    using value_type = Value;
    using difference_type = std::ptrdiff_t;
    Value operator*() const noexcept;
    iterator& operator++() noexcept;
    iterator operator++(int) noexcept {
      auto old = *this;
      ++*this;
      return old;
    }
    bool operator==(const iterator& other) const noexcept { return index_ == other.index_; }

    iterator() noexcept = default;

   private:
    friend class Elements;
    iterator(const Tape* tape, std::uint32_t index) noexcept : tape_(tape), index_(index) {}
    const Tape* tape_ = nullptr;
    std::uint32_t index_ = 0;
  };
  [[nodiscard]] iterator begin() const noexcept;
  [[nodiscard]] iterator end() const noexcept;

 private:
  friend class Value;
  const Tape* tape_ = nullptr;
  std::uint32_t first_ = 0, last_ = 0;
};

/// The whole text. Owns the source bytes and wipes them (they may hold a token).
class Document {
 public:
  /// Strict RFC 8259, UTF-8 only: no BOM, NUL, comments, trailing commas, lone surrogates, overlong forms.
  /// Fails as `bad_json` or `json_limit`; `detail` has the byte offset, counted from 0, and nothing of the text.
  /// Numbers are kept as written, of any size.
  /// Duplicate member names are kept; judging them is the caller's.
  [[nodiscard]] static Result<Document> parse(std::string source, const Limits& limits = {});

  /// The same, and between values // to the end of the line and /* ... */ are skipped. For files people write.
  [[nodiscard]] static Result<Document> parse_with_comments(std::string source, const Limits& limits = {});

  Document() noexcept;  ///< null
  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

  [[nodiscard]] Value root() const noexcept;
  /// Keeps the text alone, for as long as somebody reads what `source` gave: every Value is invalid, the root is null.
  void drop_index() noexcept;

 private:
  explicit Document(std::unique_ptr<Tape> tape) noexcept;
  std::unique_ptr<Tape> tape_;
};

}  // namespace atgateway::json
