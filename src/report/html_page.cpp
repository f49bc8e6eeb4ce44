// The page around the report: it may run the one script and use the styles that it came with, and load nothing.
#include "base/digest.hpp"
#include "report/html_style.hpp"
#include "report/markup.hpp"
#include "report/outline.hpp"
#include "report/renderers.hpp"

namespace atgateway::report {
namespace {

std::string base64(const base::Digest& digest) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  std::uint32_t bits = 0;
  int held = 0;
  for (const auto byte : digest) {
    bits = bits << 8 | byte;
    for (held += 8; held >= 6; held -= 6) out += letters[bits >> (held - 6) & 63];
  }
  if (held > 0) out += letters[bits << (6 - held) & 63];
  while (out.size() % 4 != 0) out += '=';
  return out;
}

/// How a content security policy names what stands in the page itself (CSP level 3).
std::string source(std::string_view text) { return "'sha256-" + base64(base::sha256(text)) + "'"; }

}  // namespace

std::string render_html(const Report& report, const RenderOptions& options) {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src " +
         source(html_page_style) + " " + source(html_style()) + "; script-src " + source(html_script) +
         "; base-uri 'none'; form-action 'none'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" "
         "content=\"no-referrer\">\n<title>" +
         std::string(headword(report.verdict.status)) + " " + escaped(report.target) + "</title>\n<style>" +
         std::string(html_page_style) + "</style>\n</head>\n<body>\n" + render_html_fragment(report, options) +
         "<script>" + std::string(html_script) + "</script>\n</body>\n</html>\n";
}

}  // namespace atgateway::report
