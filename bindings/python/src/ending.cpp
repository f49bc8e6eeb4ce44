#include "ending.hpp"

#include "under_way.hpp"
#include "work.hpp"

#include <pybind11/pybind11.h>

#include <algorithm>
#include <chrono>
#include <vector>

namespace py = pybind11;

namespace {

/// Guarded by the GIL, so that it is whole whenever Python forks. Never destroyed: threads may outlive `main`.
struct Alive {
  std::vector<std::weak_ptr<Work>> works;
  std::vector<EndsWithInterpreter*> others;
};

Alive& alive() {
  static auto* const all = new Alive;
  return *all;
}

void close_all() {
  using std::chrono::steady_clock;
  constexpr std::chrono::milliseconds patience{1000};
  UnderWay::refuse_from_now_on();
  const auto works = std::exchange(alive().works, {});
  for (const auto& each : works) {
    if (const auto work = each.lock()) work->cancel();
  }
  const auto others = alive().others;  // closing lets other threads run, which may drop theirs
  for (auto* each : others) {
    const auto& left = alive().others;
    if (std::find(left.begin(), left.end(), each) != left.end()) each->close();
  }
  const auto end = steady_clock::now() + patience;
  for (const auto& each : works) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - steady_clock::now());
    if (left.count() <= 0) break;
    if (const auto work = each.lock()) (void)work->linger(left);
  }
}

}  // namespace

EndsWithInterpreter::EndsWithInterpreter() { alive().others.push_back(this); }

EndsWithInterpreter::~EndsWithInterpreter() { std::erase(alive().others, this); }

void end_with_interpreter(const std::shared_ptr<Work>& work) {
  auto& works = alive().works;
  std::erase_if(works, [](const std::weak_ptr<Work>& each) { return each.expired(); });
  works.push_back(work);
}

void close_at_exit() { py::module_::import("atexit").attr("register")(py::cpp_function(&close_all)); }
