#include "base/wiping_growth.hpp"
#include "wire/characters.hpp"

#include <atgateway/http.hpp>

#include <limits>
#include <new>

namespace atgateway::inline v0_1 {

void Headers::add(std::string_view name, std::string_view value) {
  // A head of usual size takes one block, and never the in-object buffer, which a move would leave behind unwiped.
  constexpr std::size_t usual_bytes = 512;
  constexpr std::size_t usual_fields = 16;
  constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max();
  if (name.size() > most - text_.size() || value.size() > most - text_.size() - name.size()) throw std::bad_alloc();

  base::grow_wiping(text_, text_.size() + name.size() + value.size(), most, usual_bytes);
  if (spans_.empty()) spans_.reserve(usual_fields);
  const auto at = static_cast<std::uint32_t>(text_.size());
  const auto name_size = static_cast<std::uint32_t>(name.size());
  spans_.push_back({at, name_size, at + name_size, static_cast<std::uint32_t>(value.size())});
  text_.append(name).append(value);
}

Headers::Field Headers::operator[](std::size_t index) const noexcept {
  const Span& span = spans_[index];
  return {{text_.data() + span.name_at, span.name_size}, {text_.data() + span.value_at, span.value_size}};
}

std::optional<std::string_view> Headers::find(std::string_view name) const noexcept {
  for (std::size_t i = 0; i < spans_.size(); ++i) {
    const Field field = (*this)[i];
    if (wire::equal_without_case(field.name, name)) return field.value;
  }
  return std::nullopt;
}

std::size_t Headers::count(std::string_view name) const noexcept {
  std::size_t found = 0;
  for (std::size_t i = 0; i < spans_.size(); ++i) found += wire::equal_without_case((*this)[i].name, name) ? 1U : 0U;
  return found;
}

void Headers::wipe() noexcept {
  v0_1::wipe(text_);
  spans_.clear();
}

Request::~Request() {
  wipe(body);
  wipe(target);  // a query may hold what it should not
  headers.wipe();
}

}  // namespace atgateway::inline v0_1
