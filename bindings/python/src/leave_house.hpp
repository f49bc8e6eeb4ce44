// Closing what has threads.
#pragma once

#include "without_gil.hpp"

#include <memory>
#include <utility>

#include <unistd.h>

/// With the GIL: joins the threads without it. In a child that was forked they do not exist, and there would be no end
/// to waiting for them: what they shared stays as it is.
template <class House>
void leave(std::shared_ptr<House> house, pid_t owner) noexcept {
  if (!house) return;
  if (owner != ::getpid()) {
    [[maybe_unused]] const auto* left_behind = new std::shared_ptr<House>(std::move(house));
    return;
  }
  const WithoutGil others;
  house.reset();
}
