#include "report/svg.hpp"

#include "report/layout.hpp"
#include "report/markup.hpp"
#include "report/visible.hpp"

#include <algorithm>
#include <cmath>

namespace atgateway::report {
namespace {

constexpr std::size_t most_pointed_at = 1024;

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + std::string(value) + "\"";
}

}  // namespace

std::string pixels(int number) { return std::to_string(number); }

std::string share(double of_one) {
  // Not printf: a host's locale may write a comma.
  const double inside = of_one > 0 ? std::min(of_one, 1.0) : 0;
  const int hundredths = static_cast<int>(std::lround(inside * 10000));
  const int rest = hundredths % 100;
  std::string text = std::to_string(hundredths / 100);
  if (rest != 0)
    text += rest % 10 == 0 ? "." + std::to_string(rest / 10) : (rest < 10 ? ".0" : ".") + std::to_string(rest);
  return text + "%";
}

void Svg::rect(const std::string& x, int y, const std::string& width, int height, std::string_view css, int radius) {
  shapes_ += "<rect" + attribute("class", css) + attribute("x", x) + attribute("y", pixels(y)) +
             attribute("width", width) + attribute("height", pixels(height)) +
             (radius > 0 ? attribute("rx", pixels(radius)) : "") + "/>";
}

void Svg::line(const std::string& x1, int y1, const std::string& x2, int y2, std::string_view css) {
  shapes_ += "<line" + attribute("class", css) + attribute("x1", x1) + attribute("y1", pixels(y1)) +
             attribute("x2", x2) + attribute("y2", pixels(y2)) + "/>";
}

void Svg::path(std::string_view d, std::string_view css) {
  shapes_ += "<path" + attribute("class", css) + attribute("d", d) + "/>";
}

void Svg::text(const std::string& x, int y, std::string_view css, std::string_view words, std::size_t most,
               std::string_view lead) {
  const auto shown = visible(words, most_pointed_at);
  const auto shorter = shortened(shown, most);
  const auto before = lead.empty() ? "" : "<tspan class=\"name\">" + escaped(lead) + "</tspan> ";
  const auto whole = shorter == shown ? "" : "<title>" + escaped(shown) + "</title>";
  shapes_ += "<text" + attribute("class", css) + attribute("x", x) + attribute("y", pixels(y)) + ">" + before +
             escaped(shorter) + whole + "</text>\n";
}

void Svg::put_behind(const Svg& other) { shapes_.insert(0, other.shapes_); }

std::string Svg::written(int width, int height, std::string_view title, std::string_view description) const {
  const auto wide = width == 0 ? attribute("width", "100%")
                               : attribute("width", pixels(width)) +
                                     attribute("viewBox", "0 0 " + pixels(width) + " " + pixels(height));
  return "<svg class=\"pic\" role=\"img\"" + wide + attribute("height", pixels(height)) + "><title>" + escaped(title) +
         "</title><desc>" + escaped(description) + "</desc>\n" + shapes_ + "</svg>\n";
}

}  // namespace atgateway::report
