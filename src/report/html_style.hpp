// How the HTML report looks, and the one thing that it does.
#pragma once

#include <string>
#include <string_view>

namespace atgateway::report {

/// Everything is below one class: a notebook has a style of its own.
[[nodiscard]] const std::string& html_style();

inline constexpr std::string_view html_page_style = R"(
html{background:#fff}body{margin:0}
@media (prefers-color-scheme:dark){html{background:#14171a}}
)";

/// Without it, commands are marked and copied by hand.
inline constexpr std::string_view html_script = R"(
for (const box of document.querySelectorAll('.atgw .cmd')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy';
  button.onclick = async () => {
    const code = box.querySelector('code');
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      getSelection().selectAllChildren(code);
      document.execCommand('copy');
    }
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  };
  box.classList.add('copies');
  box.append(button);
}
)";

}  // namespace atgateway::report
