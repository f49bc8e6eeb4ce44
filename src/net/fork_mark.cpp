#include "net/fork_mark.hpp"

#include <pthread.h>

#include <atomic>

namespace atgateway::net {
namespace {

std::atomic<unsigned> forks{0};

extern "C" void atgateway_net_mark_child() noexcept { forks.fetch_add(1, std::memory_order_relaxed); }

}  // namespace

unsigned forks_so_far() noexcept {
  // It fails only without memory; then a child is not told apart, and calls there wait for threads that it lacks.
  static const bool registered = pthread_atfork(nullptr, nullptr, atgateway_net_mark_child) == 0;
  static_cast<void>(registered);
  return forks.load(std::memory_order_relaxed);
}

}  // namespace atgateway::net
