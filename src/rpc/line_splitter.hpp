// Bytes in, lines out.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace atgateway::rpc {

struct Line {
  std::string text;
  bool too_long = false;  ///< then `text` is only how it begins
};

/// What it holds may have a token in it, and is overwritten when it goes.
class LineSplitter {
 public:
  using Each = std::function<void(Line)>;

  explicit LineSplitter(std::size_t longest) noexcept : longest_(longest) {}
  LineSplitter(const LineSplitter&) = delete;
  LineSplitter& operator=(const LineSplitter&) = delete;
  ~LineSplitter();

  /// Calls back for each line that is whole now, without its end. Blank ones are skipped.
  void feed(std::string_view bytes, const Each& each);
  /// The input has ended: what is left is a line too.
  void finish(const Each& each);

 private:
  void keep(std::string_view piece);

  std::size_t longest_;
  std::string pending_;
  bool too_long_ = false;
};

}  // namespace atgateway::rpc
