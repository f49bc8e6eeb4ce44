#include "rpc/session.hpp"

#include "unit/rpc/asking.hpp"

#include <new>
#include <stdexcept>

using asking::Answer;
using asking::Asking;
using namespace atgateway;

namespace {

rpc::Outcome no_memory(rpc::Params&, const rpc::Context&) { throw std::bad_alloc(); }
rpc::Outcome thrown(rpc::Params&, const rpc::Context&) { throw std::runtime_error("x-5ecret"); }
rpc::Outcome later(rpc::Params&, const rpc::Context& context) {
  context.send("{\"id\":" + std::string(context.id) + ",\"later\":true}");
  return std::string();
}
rpc::Outcome echo(rpc::Params& params, const rpc::Context&) {
  const auto text = params.view("text");
  if (auto error = params.wrong()) return *std::move(error);
  return "{\"length\":" + std::to_string(text.size()) + "}";
}

constexpr rpc::Method strange[] = {{"no_memory", no_memory}, {"throw", thrown}, {"later", later}, {"echo", echo}};

}  // namespace

BOOST_AUTO_TEST_SUITE(session)

BOOST_AUTO_TEST_CASE(whatever_a_line_is_it_has_one_answer) {
  Asking asking(strange);
  std::string deep(100000, '[');
  std::string many = R"({"id":1,"method":"echo","params":{)";
  for (int i = 0; i < 20000; ++i) many += "\"k" + std::to_string(i) + "\":0,";
  many.back() = '}';
  many += '}';
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  const struct {
    std::string line, code;
  } rows[] = {
      {"x", "bad-json"},
      {"{", "bad-json"},
      {std::string(1, '\0'), "bad-json"},
      {"\xEF\xBB\xBF{}", "bad-json"},
      {bytes, "bad-json"},
      {deep, "json-limit"},
      {many, "unknown-field"},
      {"null", "bad-field"},
      {"5", "bad-field"},
      {"{}", "bad-field"},
      {R"({"id":1,"method":""})", "not-found"},
      {R"({"id":1,"method":"\u0000"})", "not-found"},
      {R"({"id":1,"method":"ech"})", "not-found"},
      {R"({"id":1,"method":"echo","params":{"text":"\ud800"}})", "bad-json"},
      {R"({"id":1,"method":"echo","params":5})", "bad-field"},
      {R"({"id":1,"method":"no_memory"})", "out-of-memory"},
      {R"({"id":1,"method":"throw"})", "internal"},
  };
  for (const auto& row : rows) {
    const auto before = asking.count();
    const auto answer = asking.ask(row.line);
    BOOST_TEST(answer.code() == row.code, row.line.substr(0, 100) << " " << answer.line());
    BOOST_TEST(answer.line().find_first_of("\n\r") == std::string::npos);
    BOOST_TEST(answer.at({"error", "layer"}) != "");
    BOOST_TEST(answer.hint() != "");
    BOOST_TEST(asking.count() == before + 1);
    BOOST_TEST(answer.line().find("5ecret") == std::string::npos);
  }
  BOOST_TEST(asking.call("echo", R"({"text":"abc"})").result() == R"({"length":3})");
}

BOOST_AUTO_TEST_CASE(the_number_of_a_line_that_is_no_json) {
  Asking asking(strange);
  BOOST_TEST(asking.ask(R"({"id":42,"method":)").id() == "42");
  BOOST_TEST(asking.ask(R"({"method":"echo","id":42)").id() == "null");
}

BOOST_AUTO_TEST_CASE(a_line_too_long) {
  Asking asking(strange);
  for (const auto& [beginning, id] :
       {std::pair{R"({"id":17,"method":"cla)", "17"}, std::pair{R"({"method":"echo")", "null"}}) {
    asking.session->answer({beginning, true});
    const Answer answer(asking.lines().back());
    BOOST_TEST(answer.code() == "body-too-large");
    BOOST_TEST(answer.id() == id);
  }
}

BOOST_AUTO_TEST_CASE(a_method_that_answers_by_itself) {
  Asking asking(strange);
  asking.say(R"({"id":9,"method":"later"})");
  BOOST_REQUIRE(asking.count() == 1U);
  BOOST_TEST(asking.lines()[0] == R"({"id":9,"later":true})");
}

BOOST_AUTO_TEST_CASE(the_nearest_method_is_named) {
  Asking asking;
  const auto answer = asking.call("sandbox.stat");
  BOOST_TEST(answer.field() == "/method");
  BOOST_TEST(answer.hint() == "Did you mean \"sandbox.start\"?");
  BOOST_TEST(asking.call("xyz").hint().find("gateway.handle") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
