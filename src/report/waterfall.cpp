#include "report/waterfall.hpp"

#include "report/layout.hpp"
#include "report/outline.hpp"
#include "report/phases.hpp"
#include "report/svg.hpp"

#include <algorithm>

namespace atgateway::report {
namespace {

// Five phases and at most seven attempts besides.
constexpr std::size_t most_others[] = {2, 3, 2, 0, 0};
// In columns; a narrow place has about as many as `most_line`.
constexpr std::size_t most_line = 46, most_word = 46;
constexpr int row = 36, thin_row = 29, line_row = 22, axis_row = 24, second_line = 14;

/// The least of 1, 2, 5, 10, 20 … with which at most five steps fill the axis.
std::int64_t step_for(std::int64_t axis_us) {
  for (std::int64_t ten = 1;; ten *= 10) {
    for (const auto step : {ten, 2 * ten, 5 * ten}) {
      if (axis_us <= 5 * step) return step;
    }
  }
}

std::string time_of(const Attempt& attempt) {
  std::string out;
  if (attempt.failed || !attempt.word.empty()) out = "✗ " + attempt.word;
  if (attempt.took_us < 0) return out.empty() ? "no time" : out;
  return out + (out.empty() ? "" : " · ") + people_time(attempt.took_us);
}

/// "2.0 – 2.2 – 14 ms", "900 µs – 2.2 – 14 ms"
std::string spread_of(const Times& times) {
  const std::string all[] = {people_time(times.least), people_time(times.median), people_time(times.greatest)};
  const auto unit = [](const std::string& text) { return text.substr(text.find(' ')); };
  std::string out;
  for (std::size_t i = 0; i < 3; ++i) {
    const bool same = i < 2 && unit(all[i]) == unit(all[i + 1]);
    out += (i == 0 ? "" : " – ") + (same ? all[i].substr(0, all[i].find(' ')) : all[i]);
  }
  return out;
}

bool is_spread(const Attempt& attempt) { return attempt.times.spread() && !attempt.failed; }

std::string words_of(const Attempt& attempt) {
  return is_spread(attempt) && attempt.word.empty() ? spread_of(attempt.times) : time_of(attempt);
}

class Drawing {
 public:
  explicit Drawing(const std::vector<Phase>& phases) : phases_(phases) {
    for (const auto& phase : phases_) {
      end_us_ = std::max(end_us_, phase.ends_us());
      if (!phase.attempts.empty() && phase.attempts.front().times.spread()) {
        axis_us_ = std::max(axis_us_, phase.starts_us + phase.attempts.front().times.greatest);
      }
    }
    axis_us_ = std::max({axis_us_, end_us_, std::int64_t{10}});
  }

  std::string written() {
    for (std::size_t i = 0; i < phases_.size(); ++i) draw(phases_[i], most_others[i]);
    draw_grid(y_ + 4);
    y_ += axis_row;
    return svg_.written(0, y_, "How long each phase took", words_);
  }

  [[nodiscard]] std::int64_t end_us() const noexcept { return end_us_; }
  [[nodiscard]] std::int64_t samples() const noexcept { return samples_; }

 private:
  std::string at(std::int64_t us) const { return share(static_cast<double>(us) / static_cast<double>(axis_us_)); }

  void draw_grid(int bottom) {
    Svg grid;
    const auto step = step_for(axis_us_);
    for (std::int64_t us = 0; us <= axis_us_; us += step) {
      grid.line(at(us), 0, at(us), bottom, "grid");
      const auto anchor = us == 0 ? "tick" : us * 20 > axis_us_ * 19 ? "tick end" : "tick mid";
      svg_.text(at(us), bottom + 14, anchor, us == 0 ? "0" : people_time(us), most_word);
    }
    svg_.put_behind(grid);
  }

  void draw(const Phase& phase, std::size_t most) {
    if (phase.attempts.empty()) {
      svg_.text("0", y_ + 13, "dim", std::string(phase.name) + ": absent, " + phase.absent, most_line + 10);
      say(std::string(phase.name) + ": absent, " + phase.absent);
      y_ += line_row;
      return;
    }
    draw(phase.attempts.front(), phase, true);
    const auto others = std::min(phase.attempts.size() - 1, most);
    for (std::size_t i = 1; i <= others; ++i) draw(phase.attempts[i], phase, false);
    const auto left_out = phase.attempts.size() - 1 - others + phase.more;
    if (left_out == 0) return;
    const auto words = "and " + std::to_string(left_out) + " more";
    svg_.text("0", y_ + 12, "small dim", words, most_line);
    say(words);
    y_ += line_row;
  }

  void draw(const Attempt& attempt, const Phase& phase, bool counts) {
    const auto lead = counts ? std::string(phase.name) : std::string();
    const auto words = words_of(attempt);
    const std::string size = counts ? "" : "small ";
    svg_.text("0", y_ + 12, size + "what", attempt.what, most_line - columns(lead), lead);
    // Where both would meet in a narrow place, the right one stands below.
    if (columns(lead) + columns(attempt.what) + columns(words) + 2 > most_line) y_ += second_line;
    const auto colour = attempt.failed ? " fail" : attempt.word.empty() ? "" : " warn";
    svg_.text("100%", y_ + 12, size + "end" + colour, words, most_word);
    const int thickness = counts ? 10 : 5;
    draw_bar(attempt, phase.starts_us, y_ + 17, thickness);
    if (is_spread(attempt)) {
      draw_spread(attempt.times, phase.starts_us, y_ + 17, thickness);
      samples_ = std::max(samples_, attempt.times.samples);
    }
    say((counts ? lead + " " : lead) + attempt.what + ": " + words);
    y_ += counts ? row : thin_row;
  }

  void draw_bar(const Attempt& attempt, std::int64_t from_us, int y, int thickness) {
    const std::string css = attempt.failed ? "bar fail" : "bar";
    if (attempt.took_us < 0) {
      // It is not known how long that took: a mark where it began, and no length.
      svg_.rect(at(std::min(from_us, axis_us_ - axis_us_ / 50)), y, "5", thickness, css + " mark", 0);
      return;
    }
    const auto to_us = std::min(axis_us_, from_us + attempt.took_us);
    svg_.rect(at(from_us), y, at(std::max<std::int64_t>(0, to_us - from_us)), thickness, css);
  }

  void draw_spread(const Times& times, std::int64_t from_us, int y, int thickness) {
    const int middle = y + thickness / 2;
    svg_.line(at(from_us + times.least), middle, at(from_us + times.greatest), middle, "spread");
    for (const auto us : {times.least, times.median, times.greatest}) {
      svg_.line(at(from_us + us), y - 1, at(from_us + us), y + thickness + 1, "spread");
    }
  }

  void say(const std::string& words) { words_ += (words_.empty() ? "" : "; ") + words; }

  const std::vector<Phase>& phases_;
  std::int64_t axis_us_ = 0, end_us_ = 0, samples_ = 0;
  int y_ = 0;
  Svg svg_;
  std::string words_;
};

}  // namespace

std::string waterfall(const Report& report) {
  const auto phases = phases_of(report);
  if (phases.empty()) return {};
  Drawing drawing(phases);
  std::string out = "<figure>\n" + drawing.written() + "<figcaption>";
  const bool whole =
      std::ranges::all_of(phases, [](const Phase& phase) { return phase.absent.empty() && !phase.failed(); });
  if (whole) out += "The whole way takes " + people_time(drawing.end_us()) + ". ";
  out += "Each phase was measured by itself; here one follows the other, as in a call.";
  if (drawing.samples() > 1) {
    out += " Marks are the least, the median and the greatest of " + std::to_string(drawing.samples()) + " samples" +
           (drawing.samples() >= 20 ? ", without the slowest 5 %." : ".");
  }
  return out + "</figcaption>\n</figure>\n";
}

}  // namespace atgateway::report
