// Calling what blocks: other Python threads run meanwhile, and Ctrl-C ends it.
#pragma once

#include "work.hpp"

#include <atgateway/result.hpp>

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

/// The value of `body(stop_token)`, a `Result`, which runs on a thread of its own.
///
/// A signal whose handler raises asks the body to stop and is raised as soon as it has, or after `grace`: then the
/// thread is left behind, so `body` must own what it uses.
/// @throws Raised  the body's error
template <class Body>
[[nodiscard]] auto interruptible(Body body) {
  using Answer = std::invoke_result_t<Body&, std::stop_token>;
  const auto answer = std::make_shared<std::optional<Answer>>();
  const auto work =
      Work::start([answer, body = std::move(body)](Work& self) { answer->emplace(body(self.stop_token())); });
  work->join();
  return value_or_raise(std::move(**answer));
}
