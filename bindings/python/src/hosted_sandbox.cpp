#include "hosted.hpp"
#include "leave_house.hpp"
#include "meeting.hpp"
#include "under_way.hpp"

#include <utility>

using namespace atgateway;

HostedSandbox::HostedSandbox(const SandboxOptions& options) {
  const UnderWay beginning;
  const WithoutGil others;
  auto house = std::make_shared<House>();
  house->runtime.emplace(value_or_raise(Runtime::start({.workers = 1, .sinks = {}})));
  house->sandbox.emplace(value_or_raise(Sandbox::start(*house->runtime, options)));
  url_ = house->sandbox->url();
  house_ = std::move(house);
}

std::shared_ptr<HostedSandbox::House> HostedSandbox::open() {
  if (owner_ != ::getpid()) throw Raised(made_before_fork());
  if (!house_) throw Raised(Error(Errc::cancelled, "The sandbox is closed.").with_hint("Make a new one."));
  return house_;
}

std::string HostedSandbox::ledger() {
  auto house = open();
  const WithoutGil others;
  auto text = house->sandbox->ledger();
  house.reset();
  return text;
}

void HostedSandbox::clear_ledger() {
  auto house = open();
  const WithoutGil others;
  house->sandbox->clear_ledger();
  house.reset();
}

void HostedSandbox::close() noexcept { leave(std::exchange(house_, nullptr), owner_); }
