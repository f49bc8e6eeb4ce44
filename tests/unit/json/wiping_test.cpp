// What parsing takes from the heap, and what it leaves there.
#include "json/wiping.hpp"

#include "json/document.hpp"

#include <malloc.h>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <new>
#include <string>
#include <string_view>
#include <utility>

namespace json = atgateway::json;

namespace {

constexpr std::string_view marker = "mark-that-must-not-stay";

struct Heap {
  bool watching = false;
  std::size_t taken = 0;
  std::size_t fail_at = 0;  // 0: never; n: the n-th block is refused
  std::size_t dirty = 0;    // blocks given back with the marker in them
};
Heap heap;

// Watches from here to the end of the scope.
struct Watch {
  explicit Watch(std::size_t fail_at = 0) { heap = {.watching = true, .fail_at = fail_at}; }
  ~Watch() { heap.watching = false; }
};

void* take(std::size_t size) {
  if (heap.watching && ++heap.taken == heap.fail_at) return nullptr;
  return std::calloc(size == 0 ? 1 : size, 1);  // nothing of what lay there before
}

void give_back(void* block) noexcept {
  if (block != nullptr && heap.watching) {
    const std::string_view bytes(static_cast<const char*>(block), ::malloc_usable_size(block));
    if (bytes.find(marker) != bytes.npos) ++heap.dirty;
  }
  std::free(block);
}

}  // namespace

void* operator new(std::size_t size) {
  void* block = take(size);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return take(size); }
void operator delete(void* block) noexcept { give_back(block); }
void operator delete(void* block, std::size_t) noexcept { give_back(block); }
void operator delete(void* block, const std::nothrow_t&) noexcept { give_back(block); }

namespace {

std::string text_with_marker(std::string_view before, std::string_view between, std::string_view after) {
  std::string text(before);
  for (int i = 0; i < 200; ++i) text.append(marker).append(between);
  return text.append(marker).append(after);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wiping)

BOOST_AUTO_TEST_CASE(the_watch_sees_what_an_ordinary_string_leaves) {
  auto* text = new std::string(text_with_marker("", "", ""));
  {
    const Watch watch;
    delete text;
  }
  BOOST_TEST(heap.dirty == 1U);
}

BOOST_AUTO_TEST_CASE(a_vector_that_grows_leaves_nothing) {
  const Watch watch;
  {
    json::WipedBytes bytes;
    for (int i = 0; i < 100; ++i) bytes.insert(bytes.end(), marker.begin(), marker.end());
  }
  BOOST_TEST(heap.taken > 1U);
  BOOST_TEST(heap.dirty == 0U);
}

BOOST_AUTO_TEST_CASE(documents_leave_nothing_read_or_refused) {
  const std::pair<std::string, bool> cases[] = {
      {text_with_marker("[\"", "\",\"", "\"]"), true},         // views of the source
      {text_with_marker("[\"\\n", "\\n", "\"]"), true},        // one long string that is decoded
      {text_with_marker("{\"\\n", "\":\"\\t", "\"}"), false},  // names and values decoded, then a mistake
      {text_with_marker("[\"\\n", "\\udc00", "\"]"), false},   // left by exception
      {text_with_marker("[\"\\n", "\\n", ""), false},          // cut off
      {text_with_marker("\xEF\xBB\xBF", "", ""), false},       // refused at once
  };
  for (const auto& [text, good] : cases) {
    std::string copy = text;
    bool accepted = false;
    {
      const Watch watch;
      const auto document = json::Document::parse(std::move(copy));
      accepted = document.ok();
    }
    BOOST_TEST(accepted == good);
    BOOST_TEST(heap.dirty == 0U, text.substr(0, 8));
  }
}

// The body of a request with one row, as it comes a thousand times a second.
BOOST_AUTO_TEST_CASE(a_small_body_costs_few_blocks) {
  std::string text =
      R"({"api_base_url":"https://api.example.com","api_access_token":"abcdefghijklmnopqrstuvwxyz0123456789",)"
      R"("include":["raw"],"rows":[{"id":"1","address":"Gran V\u00eda 1, Madrid","country":"ES"}],"on_error":"row"})";
  const Watch watch;
  const auto document = json::Document::parse(std::move(text));
  const std::size_t taken = heap.taken;
  BOOST_TEST(document.ok());
  BOOST_TEST(taken <= 4U);
}

BOOST_AUTO_TEST_CASE(no_memory_is_an_exception_wherever_it_happens) {
  const std::string text = text_with_marker("[\"\\n", "\\u0000\",[{\"\\t\":1}],\"", "\"]");
  std::size_t failures = 0;
  for (bool done = false; !done; ++failures) {
    std::string copy = text;
    const Watch watch(failures + 1);
    try {
      const auto document = json::Document::parse(std::move(copy));
      done = true;
      heap.watching = false;
      BOOST_TEST(document.ok());
    } catch (const std::bad_alloc&) {
      heap.watching = false;
    }
    BOOST_TEST(heap.dirty == 0U);
    BOOST_REQUIRE_LT(failures, 100U);
  }
  BOOST_TEST(failures > 4U);
}

BOOST_AUTO_TEST_SUITE_END()
