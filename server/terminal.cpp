#include "terminal.hpp"

#include <langinfo.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <clocale>
#include <cstdio>
#include <cstdlib>

namespace server {
namespace {

bool is_dumb() {
  const char* kind = std::getenv("TERM");
  return kind == nullptr || *kind == '\0' || std::string_view(kind) == "dumb";
}

unsigned columns_of(int descriptor) {
  winsize size{};
  return ::isatty(descriptor) == 1 && ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0U;
}

}  // namespace

bool output_is_terminal() { return ::isatty(STDOUT_FILENO) == 1; }

bool wants_colour(Colour colour) {
  if (colour != Colour::automatic) return colour == Colour::always;
  const char* no = std::getenv("NO_COLOR");  // https://no-color.org
  return output_is_terminal() && !is_dumb() && (no == nullptr || *no == '\0');
}

unsigned terminal_width() {
  if (const auto width = columns_of(STDOUT_FILENO); width > 0) return width;
  if (const char* columns = std::getenv("COLUMNS")) {
    const auto width = std::strtoul(columns, nullptr, 10);
    if (width > 0 && width < 10000) return static_cast<unsigned>(width);
  }
  return 100;
}

bool speaks_utf8() {
  std::setlocale(LC_CTYPE, "");
  const bool utf8 = std::string_view(::nl_langinfo(CODESET)) == "UTF-8";
  std::setlocale(LC_CTYPE, "C");
  return utf8;
}

Progress::Progress(bool wanted) : shows_(wanted && ::isatty(STDERR_FILENO) == 1 && !is_dumb()) {}

Progress::~Progress() { clear(); }

void Progress::show(std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (!shows_) return;
  const auto width = columns_of(STDERR_FILENO);
  if (width > 1) text = text.substr(0, width - 1);  // a second line could not be taken back
  std::fprintf(stderr, "\r%.*s\x1b[K", static_cast<int>(text.size()), text.data());
  std::fflush(stderr);
  dirty_ = true;
}

void Progress::clear() {
  const std::lock_guard lock(mutex_);
  if (!dirty_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  dirty_ = false;
}

}  // namespace server
