#include <atgateway/error.hpp>

#include <utility>

namespace atgateway::inline v0_1 {

Error::Error(Errc code, std::string detail, std::string field)
    : code_(code), text_(std::make_shared<const Text>(Text{std::move(detail), {}, std::move(field)})) {}

Error Error::with_hint(std::string hint) const {
  Error other(code_);
  auto text = text_ ? *text_ : Text{};
  text.hint = std::move(hint);
  other.text_ = std::make_shared<const Text>(std::move(text));
  return other;
}

Error Error::at(std::string field) const {
  Error other(code_);
  auto text = text_ ? *text_ : Text{};
  text.field = std::move(field);
  other.text_ = std::make_shared<const Text>(std::move(text));
  return other;
}

}  // namespace atgateway::inline v0_1
