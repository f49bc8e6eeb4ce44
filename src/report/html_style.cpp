#include "report/html_style.hpp"

namespace atgateway::report {
namespace {

constexpr std::string_view light =
    R"(--bg:#fff;--card:#f6f7f9;--line:#d9dde3;--text:#1c2024;--bar:#2f6fb0;--dim:#5b6570;--code:#eceff3;
--fail:#b3261e;--warn:#8a5300;--pass:#1a7f45;--unknown:#0a6a86;--crash:#8b2c9c;--blocked:#5b6570;--skip:#5b6570;
--fail-bg:#fdecea;--warn-bg:#fff4e0;--pass-bg:#e7f6ec;--unknown-bg:#e3f4f9;--crash-bg:#f7e9fa;--blocked-bg:#eef0f3;
--skip-bg:#eef0f3;color-scheme:light;)";
constexpr std::string_view dark =
    R"(--bg:#14171a;--card:#1d2125;--line:#343b42;--text:#e6e9ec;--bar:#5b9fe0;--dim:#9aa5b1;
--code:#262c32;--fail:#ff8a80;--warn:#ffc266;--pass:#6fd391;--unknown:#6fd0ea;--crash:#e39af0;--blocked:#9aa5b1;
--skip:#9aa5b1;--fail-bg:#3a1d1c;--warn-bg:#38290f;--pass-bg:#15301f;--unknown-bg:#10313b;--crash-bg:#351b3b;
--blocked-bg:#262c32;--skip-bg:#262c32;color-scheme:dark;)";

// What a notebook's page says of its theme counts more than what the system says. JupyterLab, Notebook and nbconvert;
// VS Code; Colab; and what pages with a switch of their own commonly use.
constexpr std::string_view light_pages =
    R"(:is([data-jp-theme-light="true"],.vscode-light,.vscode-high-contrast-light,[theme="light"],[data-theme="light"],.light-mode) .atgw)";
constexpr std::string_view dark_pages =
    R"(:is([data-jp-theme-light="false"],.vscode-dark,.vscode-high-contrast:not(.vscode-high-contrast-light),[theme="dark"],[data-theme="dark"],.dark-mode) .atgw)";

constexpr std::string_view shapes =
    R"(.atgw{background:var(--bg);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
max-width:62rem;margin:0 auto;padding:1.25rem;box-sizing:border-box;text-align:left;overflow-wrap:anywhere}
.atgw *{box-sizing:border-box}
.atgw h1,.atgw h2,.atgw h3{color:inherit;font-weight:600;line-height:1.3;margin:0}
.atgw h1{font-size:1.2rem}
.atgw h2{font-size:.8rem;letter-spacing:.06em;text-transform:uppercase;color:var(--dim);margin:1.75rem 0 .6rem}
.atgw h3{font-size:1rem}
.atgw p{margin:.35rem 0}
.atgw code,.atgw pre{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.atgw code{background:none;padding:0;color:inherit;white-space:inherit}
.atgw h3 code,.atgw th code{font-size:.92em}
.atgw .dim{color:var(--dim)}
.atgw .fail{color:var(--fail)}.atgw .warn{color:var(--warn)}.atgw .pass{color:var(--pass)}
.atgw .unknown{color:var(--unknown)}.atgw .crash{color:var(--crash)}.atgw .blocked,.atgw .skip{color:var(--blocked)}
.atgw .verdict{border-radius:10px;padding:1rem 1.15rem;border:1px solid;border-left-width:6px}
.atgw .verdict.fail{background:var(--fail-bg)}.atgw .verdict.warn{background:var(--warn-bg)}
.atgw .verdict.pass{background:var(--pass-bg)}.atgw .verdict.unknown{background:var(--unknown-bg)}
.atgw .verdict.crash{background:var(--crash-bg)}.atgw .verdict.blocked{background:var(--blocked-bg)}
.atgw .verdict .body{color:var(--text)}
.atgw .verdict+.verdict{margin-top:.6rem}
.atgw .vantage{font-weight:600}
.atgw .word{font-weight:700;letter-spacing:.04em}
.atgw .strip{display:flex;flex-wrap:wrap;gap:.4rem;list-style:none;margin:1.1rem 0 0;padding:0}
.atgw .strip li{margin:0;padding:.2rem .65rem;border-radius:999px;font-size:.85rem;white-space:nowrap}
.atgw .strip .fail{background:var(--fail-bg)}.atgw .strip .warn{background:var(--warn-bg)}
.atgw .strip .pass{background:var(--pass-bg)}.atgw .strip .unknown{background:var(--unknown-bg)}
.atgw .strip .crash{background:var(--crash-bg)}.atgw .strip .blocked,.atgw .strip .skip{background:var(--blocked-bg)}
.atgw article{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:.9rem 1.1rem;margin:0 0 .8rem}
.atgw dl{display:grid;float:none;width:auto;padding:0;grid-template-columns:max-content 1fr;gap:.2rem .9rem;margin:.6rem 0 0}
.atgw dt,.atgw dd{float:none;display:block;width:auto;margin:0;padding:0}
.atgw dt{color:var(--dim);font-weight:400}
.atgw .cmd{position:relative;margin:.5rem 0 0}
.atgw pre{background:var(--code);color:var(--text);border:0;border-radius:6px;padding:.55rem .75rem;margin:0;overflow-x:auto;
white-space:pre;overflow-wrap:normal}
.atgw .cmd pre{white-space:pre-wrap;overflow-wrap:anywhere}
.atgw .cmd code{-webkit-user-select:all;user-select:all}
.atgw .cmd.copies pre{padding-right:4.6rem}
.atgw button{position:absolute;top:.3rem;right:.3rem;font:600 12px system-ui,sans-serif;color:var(--text);
background:var(--bg);border:1px solid var(--line);border-radius:5px;padding:.2rem .55rem;cursor:pointer}
.atgw button:focus-visible{outline:2px solid var(--unknown)}
.atgw details{margin:.6rem 0 0}
.atgw summary{cursor:pointer;color:var(--dim)}
.atgw details pre{margin-top:.4rem;max-height:28rem;overflow:auto}
.atgw table{border-collapse:collapse;table-layout:auto;width:100%;margin:.5rem 0 0;color:inherit;font-size:.9rem}
.atgw tr:nth-child(n){background:none}
.atgw td,.atgw th{text-align:left;vertical-align:top;padding:.3rem .8rem .3rem 0;border:0;border-top:1px solid var(--line);
background:none;white-space:normal}
.atgw th{font-weight:600;white-space:nowrap}
.atgw td.dim{overflow-wrap:normal}
.atgw td pre{white-space:pre-wrap;overflow-wrap:anywhere}
.atgw td.time{white-space:nowrap;text-align:right;padding-right:0}
.atgw svg{overflow:visible}
.atgw .time svg{display:inline-block;vertical-align:middle;margin-left:.5rem;max-width:none;height:6px}
.atgw .time rect{fill:var(--line)}.atgw .time rect+rect{fill:var(--bar)}
.atgw figure{margin:0 0 .8rem;padding:.9rem 1.1rem;background:var(--card);border:1px solid var(--line);border-radius:10px}
.atgw figcaption{margin:.5rem 0 0;color:var(--dim);font-size:.85rem}
.atgw .lanes{display:flex;flex-wrap:wrap;gap:1.25rem 1rem;align-items:flex-start}
.atgw .pic{display:block;max-width:100%}
.atgw .lanes .pic{height:auto}
.atgw .pic text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--text)}
.atgw .pic .mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.atgw .pic .name{font-weight:600}.atgw .pic .small{font-size:11px}
.atgw .pic .tick{font-size:11px;fill:var(--dim)}.atgw .pic .dim{fill:var(--dim)}
.atgw .pic .end{text-anchor:end}.atgw .pic .mid{text-anchor:middle}
.atgw .pic text.fail{fill:var(--fail)}.atgw .pic text.warn{fill:var(--warn)}
.atgw .pic .grid{stroke:var(--line)}
.atgw .pic .bar{fill:var(--bar);stroke:var(--bar)}
.atgw .pic .bar.fail{fill:var(--fail-bg);stroke:var(--fail);stroke-dasharray:4 2}
.atgw .pic .bar.fail.mark{fill:var(--fail);stroke-dasharray:none}
.atgw .pic .spread{stroke:var(--text)}
.atgw .pic .arrow{fill:none;stroke:var(--dim);stroke-width:1.5}
.atgw .pic .box{fill:var(--bg);stroke:var(--line)}.atgw .pic .box.first{stroke:var(--dim)}
.atgw .pic .box.pass{stroke:var(--pass)}
.atgw .pic .box.fail{fill:var(--fail-bg);stroke:var(--fail);stroke-dasharray:4 2}
.atgw .pic .box.warn{fill:var(--warn-bg);stroke:var(--warn)}
.atgw footer{margin-top:1.75rem;padding-top:.8rem;border-top:1px solid var(--line);color:var(--dim);font-size:.85rem}
@media (max-width:40rem){.atgw{padding:.75rem}.atgw dl{grid-template-columns:1fr}.atgw dd{margin-bottom:.4rem}
.atgw th{white-space:normal}}
@media (max-width:50rem){.atgw td:nth-child(2){display:none}}
@media print{.atgw pre{white-space:pre-wrap}.atgw button{display:none}}
)";

// Notebooks' pages style bare elements below one or two classes of theirs: JupyterLab floats dt and dd, indents ol,
// colours code, aligns cells and stripes rows. With its class twice, a rule here counts more; what they set it has to
// set, too.
std::string twice(std::string_view rules) {
  constexpr std::string_view ours = ".atgw";
  std::string out;
  for (auto at = rules.find(ours); at != rules.npos; at = rules.find(ours)) {
    out.append(rules.substr(0, at + ours.size())).append(ours);
    rules.remove_prefix(at + ours.size());
  }
  return out.append(rules);
}

std::string rule(std::string_view selector, std::string_view values) {
  return std::string(selector) + "{" + std::string(values) + "}\n";
}

}  // namespace

const std::string& html_style() {
  static const std::string all = "\n" + rule(".atgw", light) + "@media (prefers-color-scheme:dark){" +
                                 rule(".atgw", dark) + "}\n" + rule(light_pages, light) + rule(dark_pages, dark) +
                                 twice(shapes);
  return all;
}

}  // namespace atgateway::report
