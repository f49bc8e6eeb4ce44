#include "under_way.hpp"

#include "raised.hpp"

#include <atomic>

#include <unistd.h>

using atgateway::Errc;
using atgateway::Error;

namespace {

std::atomic<int> count{0};
// The others belong to the GIL.
pid_t process = ::getpid();
bool forked_meanwhile = false;
bool ending = false;

}  // namespace

UnderWay::UnderWay() : owner_(::getpid()) {
  if (process != owner_) {
    process = owner_;
    forked_meanwhile = forked_meanwhile || count.exchange(0) > 0;
  }
  if (forked_meanwhile) {
    throw Raised(
        Error(Errc::forked,
              "This process was forked while a call was under way, and would wait for threads that are not here.")
            .with_hint("Fork before the call or after it, or set ATGATEWAY_BACKEND=process."));
  }
  if (ending) throw Raised(Error(Errc::cancelled, "The interpreter is ending.").with_hint("Call before it does."));
  ++count;
}

UnderWay::~UnderWay() {
  if (owner_ == ::getpid()) --count;
}

void UnderWay::refuse_from_now_on() noexcept { ending = true; }
