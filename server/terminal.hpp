// What the other end of standard output and standard error is, and can show.
#pragma once

#include <mutex>
#include <string>
#include <string_view>

namespace server {

enum class Colour { automatic, always, never };

/// Whether standard output is to be coloured: a terminal that can, and nobody said NO_COLOR.
[[nodiscard]] bool wants_colour(Colour colour);
/// Columns of the terminal, or COLUMNS, or 100.
[[nodiscard]] unsigned terminal_width();
/// The locale can show more than ASCII.
[[nodiscard]] bool speaks_utf8();
[[nodiscard]] bool output_is_terminal();

/// One line on standard error that says what goes on, and is gone at the end. Nothing when nobody watches.
class Progress {
 public:
  explicit Progress(bool wanted);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void show(std::string_view text);
  void clear();

 private:
  std::mutex mutex_;
  bool shows_;
  bool dirty_ = false;
};

}  // namespace server
