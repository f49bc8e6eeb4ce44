#include "report/dns_picture.hpp"

#include "report/layout.hpp"
#include "report/markup.hpp"
#include "report/name_answers.hpp"
#include "report/svg.hpp"
#include "report/visible.hpp"

#include <algorithm>

namespace atgateway::report {
namespace {

constexpr std::size_t most_lanes = 4, most_chain = 5, most_addresses = 6, most_lines = 5;
constexpr std::size_t most_name = 31, most_words = 36, most_about = 48;  // columns that fit into a box
constexpr int width = 250, inset = 9, one_line = 26, two_lines = 42, arrow = 22, gap = 4;

/// "30 s", "5 min", "2 h"
std::string people_ttl(std::int64_t seconds) {
  if (seconds >= 86'400 && seconds % 86'400 == 0) return std::to_string(seconds / 86'400) + " d";
  if (seconds >= 3600 && seconds % 3600 == 0) return std::to_string(seconds / 3600) + " h";
  if (seconds >= 120 && seconds % 60 == 0) return std::to_string(seconds / 60) + " min";
  return std::to_string(seconds) + " s";
}

std::string with_ttl(const std::string& type, std::int64_t ttl_s) {
  return ttl_s < 0 ? type : type + (type.empty() ? "TTL " : " · TTL ") + people_ttl(ttl_s);
}

/// Paths to which only addresses that the internet does not route may lead.
bool wants_private(const Report& report) {
  return report.profile == Profile::databricks_ncc || report.profile == Profile::in_vnet;
}

bool is_wrong(const NamedAddress& address, bool private_wanted) {
  if (address.judged && !address.expected) return true;
  return private_wanted && !address.kind.empty() && address.kind != "private";
}

bool is_right(const NamedAddress& address, bool private_wanted) {
  return !is_wrong(address, private_wanted) && (address.judged || (private_wanted && !address.kind.empty()));
}

/// "A · TTL 30 s · ✓ private · ✗ not expected"
std::string about(const NamedAddress& address, bool private_wanted) {
  constexpr std::size_t most_word = 9;
  const auto kind = shortened(visible(address.kind), most_word);
  std::string out = with_ttl(shortened(visible(address.type), most_word), address.ttl_s);
  const auto add = [&](const std::string& words) { out += (out.empty() ? "" : " · ") + words; };
  if (!address.kind.empty()) {
    add((!private_wanted ? "" : address.kind == "private" ? "✓ " : "✗ ") + kind);
  }
  if (address.judged) add(address.expected ? "✓ expected" : "✗ not expected");
  return out;
}

class Lane {
 public:
  Lane(const NameAnswer& answer, bool private_wanted) : answer_(answer), private_wanted_(private_wanted) {}

  std::string written() {
    svg_.text("0", y_ + 12, "name", answer_.server, most_name);
    if (!answer_.about.empty()) svg_.text("0", y_ + 27, "small dim", answer_.about, most_words);
    y_ += 36;
    draw_chain();
    draw_addresses();
    if (!answer_.failure.empty()) {
      draw_arrow("");
      draw_end(answer_.failure, "box fail", "fail", "✗ ");
    }
    if (!answer_.note.empty()) {
      y_ += 2 * gap;
      draw_end(answer_.note, "box warn", "warn", "! ");
    }
    return svg_.written(width, y_ + 1, "What " + answer_.server + " answers", words_);
  }

 private:
  void draw_chain() {
    const auto& chain = answer_.chain;
    for (std::size_t i = 0; i < chain.size(); ++i) {
      const bool left_out = chain.size() > most_chain && i >= most_chain - 2 && i + 1 < chain.size();
      const bool first_left_out = left_out && i == most_chain - 2;
      if (i > 0) say(" → ");
      say(chain[i]);
      if (left_out && !first_left_out) continue;
      if (i > 0) draw_arrow(with_ttl("CNAME", answer_.alias_ttls[i - 1]));
      if (left_out) {
        svg_.text(pixels(inset), y_ + 13, "small dim", "and " + std::to_string(chain.size() + 1 - most_chain) + " more",
                  most_words);
        y_ += 18;
      } else {
        draw_box(one_line, i == 0 ? "box first" : "box");
        svg_.text(pixels(inset), y_ + 17, "mono", chain[i].empty() ? "(no name)" : chain[i], most_name);
        y_ += one_line;
      }
    }
  }

  void draw_addresses() {
    const auto shown = std::min(answer_.addresses.size(), most_addresses);
    if (shown == 0) return;
    draw_arrow("");
    for (std::size_t i = 0; i < shown; ++i) {
      const auto& each = answer_.addresses[i];
      const bool wrong = is_wrong(each, private_wanted_);
      const auto words = about(each, private_wanted_);
      draw_box(two_lines, wrong ? "box fail" : is_right(each, private_wanted_) ? "box pass" : "box");
      svg_.text(pixels(inset), y_ + 17, "mono", each.address, most_name);
      svg_.text(pixels(inset), y_ + 33, wrong ? "small fail" : "small dim", words, most_about);
      say((i == 0 ? " → " : ", ") + each.address + (words.empty() ? "" : " (" + words + ")"));
      y_ += two_lines + gap;
    }
    y_ -= gap;
    if (answer_.address_count <= shown) return;
    const auto words = "and " + std::to_string(answer_.address_count - shown) + " more";
    svg_.text(pixels(inset), y_ + 15, "small dim", words, most_words);
    say(", " + words);
    y_ += 20;
  }

  /// Where it ends without an address, or what is wrong besides.
  void draw_end(const std::string& words, std::string_view box, std::string_view css, std::string_view sign) {
    std::vector<std::string> lines;
    auto text = wrapped(sign, visible(words, 400), most_words);
    for (std::size_t end = 0; (end = text.find('\n')) != std::string::npos; text.erase(0, end + 1)) {
      lines.push_back(text.substr(0, end));
    }
    if (lines.size() > most_lines) {
      lines.resize(most_lines);
      lines.back() += " …";
    }
    draw_box(10 + 16 * static_cast<int>(lines.size()), box);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const auto indent = i == 0 ? 0 : lines[i].find_first_not_of(' ');
      svg_.text(pixels(inset + (i == 0 ? 0 : 14)), y_ + 17 + 16 * static_cast<int>(i), css,
                std::string_view(lines[i]).substr(indent == std::string::npos ? 0 : indent), most_words + 2);
    }
    say(" → " + std::string(sign) + words);
    y_ += 10 + 16 * static_cast<int>(lines.size());
  }

  void draw_box(int height, std::string_view css) { svg_.rect("1", y_, pixels(width - 2), height, css, 5); }

  void draw_arrow(const std::string& words) {
    const int x = inset + 8, end = y_ + arrow - 1;
    const auto point = [](int px, int py) { return pixels(px) + " " + pixels(py); };
    svg_.path("M" + point(x, y_ + 1) + "L" + point(x, end) + "M" + point(x - 4, end - 5) + "L" + point(x, end) + "L" +
                  point(x + 4, end - 5),
              "arrow");
    if (!words.empty()) svg_.text(pixels(x + 12), y_ + 15, "small dim", words, most_words);
    y_ += arrow;
  }

  void say(std::string_view words) {
    constexpr std::size_t most = 4096;
    if (words_.size() < most) words_ += words;
  }

  const NameAnswer& answer_;
  bool private_wanted_;
  int y_ = 0;
  Svg svg_;
  std::string words_;
};

std::string_view beside_it(const NameAnswers& answers) {
  if (answers.servers.empty()) return "No nameserver was asked.";
  if (!answers.own) return "";
  if (answers.own_differs) return "What programs on this machine get stands first: the nameservers say something else.";
  if (answers.from_hosts_file) return "On this machine the hosts file decides, and says the same.";
  if (answers.own->address_count == 0) return "Programs on this machine get no address either.";
  return "Programs on this machine get the same.";
}

}  // namespace

std::string dns_picture(const Report& report) {
  const auto answers = name_answers_of(report);
  if (answers.servers.empty() && !answers.own) return {};
  const bool private_wanted = wants_private(report);
  const bool own_apart = answers.own && (answers.own_differs || answers.from_hosts_file || answers.servers.empty());
  std::string out = "<figure>\n<div class=\"lanes\">\n";
  if (own_apart) out += Lane(*answers.own, private_wanted).written();
  const auto shown = std::min(answers.servers.size(), most_lanes);
  for (std::size_t i = 0; i < shown; ++i) out += Lane(answers.servers[i], private_wanted).written();
  out += "</div>\n<figcaption>";
  if (answers.server_count > shown) {
    const auto left_out = answers.server_count - shown;
    out += "And " + std::to_string(left_out) + (left_out == 1 ? " nameserver" : " nameservers") +
           " more: see the evidence. ";
  }
  out += beside_it(answers);
  return out + "</figcaption>\n</figure>\n";
}

}  // namespace atgateway::report
