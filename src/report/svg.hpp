// A picture inside the page: plain shapes and words. Colours and fonts are the style sheet's, and nothing is loaded.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace atgateway::report {

/// A place or a width: pixels, or a share of the picture's width.
[[nodiscard]] std::string pixels(int number);    ///< "12"
[[nodiscard]] std::string share(double of_one);  ///< "12.5%"; what is outside of 0–1 is taken to its edge

class Svg {
 public:
  void rect(const std::string& x, int y, const std::string& width, int height, std::string_view css, int radius = 2);
  void line(const std::string& x1, int y1, const std::string& x2, int y2, std::string_view css);
  /// `d` as SVG 1.1 section 8.3 has it, in pixels.
  void path(std::string_view d, std::string_view css);
  /// One line of anybody's text, made fit to be shown. What is longer than `most` columns is shortened in the middle,
  /// and its whole is told when pointed at. `lead` stands before it, stronger.
  void text(const std::string& x, int y, std::string_view css, std::string_view words, std::size_t most,
            std::string_view lead = {});

  /// Puts `other` under everything that is here.
  void put_behind(const Svg& other);

  /// @param width  in pixels: the picture is that wide, and smaller in a narrower column; 0: as wide as the column,
  ///               with every share of it
  /// @param title, description  what the picture says, for those who cannot see it
  [[nodiscard]] std::string written(int width, int height, std::string_view title, std::string_view description) const;

 private:
  std::string shapes_;
};

}  // namespace atgateway::report
