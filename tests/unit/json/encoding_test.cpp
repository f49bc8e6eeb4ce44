// What bytes a text may consist of: our own table, because copies of public suites lose the bytes that matter.
#include "json/document.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

using namespace std::literals;
namespace json = atgateway::json;
using atgateway::Errc;

namespace {

struct Bad {
  std::string bytes;
  std::size_t offset;
};

void refuses(const Bad& bad) {
  const auto document = json::Document::parse(bad.bytes);
  BOOST_REQUIRE_MESSAGE(!document, "accepted, refused at " << bad.offset << " expected: " << bad.bytes);
  BOOST_TEST((document.error().code() == Errc::bad_json));
  BOOST_TEST(document.error().detail().starts_with("byte " + std::to_string(bad.offset) + ":"),
             document.error().detail() << " in " << bad.bytes);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(encoding)

BOOST_AUTO_TEST_CASE(other_encodings_and_marks) {
  const Bad cases[] = {
      {"\xEF\xBB\xBF{}", 0},         // byte order mark
      {"\xEF\xBB\xBF", 0},           //
      {" \xEF\xBB\xBF{}", 1},        // the same, as a character between values
      {"{}\xEF\xBB\xBF", 2},         //
      {"\xEF\xBB{}", 0},             // half a mark
      {"\xFF\xFE[\0\"\0]\0"s, 0},    // UTF-16, little endian, with mark
      {"\xFE\xFF\0[\0\"\0]"s, 0},    // UTF-16, big endian, with mark
      {"[\0\"\0\xE9\0\"\0]\0"s, 4},  // UTF-16 without mark
      {"[\0]\0"s, 1},                //
      {"\0[\0]"s, 0},                //
      {"[\0\0\0]\0\0\0"s, 1},        // UTF-32
      {"[\"\xE9\"]", 2},             // Latin-1
      {"[\"caf\xE9\"]", 5},          //
      {"\xE9", 0},                   //
      {"[\xA0]", 1},                 // Latin-1 no-break space between values
      {"[\xC2\xA0]", 1},             // the same in UTF-8: no whitespace of JSON
      {"{\"\xE9\":1}", 2},           // in a member name
      {"[1\xE5]", 2},                // inside a number
      {"[1e\xE5]", 3},               //
      {"[\"\\\xE5\"]", 3},           // where an escape is expected
      {"[\"\\u00\xE5\"]", 6},        //
      {"[t\xFFrue]", 2},             //
  };
  for (const auto& bad : cases) refuses(bad);
}

BOOST_AUTO_TEST_CASE(bad_sequences_in_strings) {
  const std::string sequences[] = {
      "\x80",
      "\xBF",
      "\xFF",
      "\xFE",
      "\xC0\xAF",  // overlong /
      "\xC0\x80",  // overlong NUL
      "\xC1\xBF",
      "\xE0\x80\xAF",
      "\xE0\x9F\xBF",
      "\xF0\x80\x80\xAF",
      "\xF0\x8F\xBF\xBF",
      "\xF8\x88\x80\x80\x80",  // five and six bytes
      "\xFC\x84\x80\x80\x80\x80",
      "\xFC\x83\xBF\xBF\xBF\xBF",
      "\xED\xA0\x80",  // surrogates as bytes, alone and as a pair
      "\xED\xBF\xBF",
      "\xED\xA0\xBD\xED\xB8\x80",
      "\xF4\x90\x80\x80",  // past U+10FFFF
      "\xF7\xBF\xBF\xBF",
      "\xC3",  // cut off by the quote
      "\xE2\x82",
      "\xF0\x9F\x98",
      "\xC3(",  // cut off by another character
      "\xE2(\xA1",
      "\xF0\x28\x8C\x28",
  };
  for (const auto& sequence : sequences) {
    refuses({"[\"" + sequence + "\"]", 2});
    refuses({"[\"" + sequence, 2});
    refuses({"{\"k" + sequence + "\":0}", 3});
    refuses({"[\"0123456789012345678901234567890123456789" + sequence + "\"]", 42});
  }
}

BOOST_AUTO_TEST_CASE(nul_and_control_bytes) {
  refuses({"\0"s, 0});
  refuses({"\0{}"s, 0});
  refuses({"{}\0"s, 2});  // RapidJSON alone takes it for the end
  refuses({"123\0"s, 3});
  refuses({"12\0003"s, 2});
  refuses({"[\"a\0b\"]"s, 3});
  refuses({"[1,\0 2]"s, 3});
  for (char c = 1; c < 0x20; ++c) {
    refuses({"[\""s + c + "\"]", 2});
    refuses({"[\"12345678901234567890"s + c + "1234567890\"]", 22});
    refuses({"{\"a"s + c + "\":0}", 3});
  }
  BOOST_TEST(json::Document::parse("[\"\x7F\"]").ok());
}

BOOST_AUTO_TEST_CASE(escaped_surrogates) {
  const Bad cases[] = {
      {R"(["\udc00"])", 2},
      {R"(["\uDFFF"])", 2},
      {R"(["ab\udc00cd"])", 4},
      {R"({"\udfaa":0})", 2},
      {R"(["\ud800"])", 2},
      {R"(["\ud800x"])", 2},
      {R"(["\uD800\n"])", 2},
      {R"(["\uD800\uD800"])", 2},
      {R"(["\ud83d\u0041"])", 2},
      {R"(["\udc00\ud83d"])", 2},
      {R"(["\ud83d\ude00\ude00"])", 14},
      {R"(["\ud83d\ude0"])", 2},
      {R"(["\ud83d\)", 2},
      {R"(["x\n\udc01"])", 5},
  };
  for (const auto& bad : cases) refuses(bad);
}

BOOST_AUTO_TEST_CASE(good_characters_come_out_as_they_are) {
  const struct {
    std::string_view text, decoded;
  } cases[] = {
      {R"("\u0000")", "\0"sv},
      {R"("a\u0000b")", "a\0b"sv},
      {R"("\u007f\u0080\u07ff\u0800\uffff")", "\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF"},
      {R"("\ud7ff\ue000")", "\xED\x9F\xBF\xEE\x80\x80"},
      {R"("\ud800\udc00\udbff\udfff")", "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"},
      {R"("\"\\\/\b\f\n\r\t")", "\"\\/\b\f\n\r\t"},
      {R"("\uFeFf")", "\xEF\xBB\xBF"},
      {"\"\xEF\xBB\xBF\"", "\xEF\xBB\xBF"},
      {"\"\xF4\x8F\xBF\xBF\xED\x9F\xBF\xEE\x80\x80\xE0\xA0\x80\"",
       "\xF4\x8F\xBF\xBF\xED\x9F\xBF\xEE\x80\x80\xE0\xA0\x80"},
      {"\"\xE2\x80\xA8\xE2\x80\xA9\"", "\xE2\x80\xA8\xE2\x80\xA9"},
      {"\"\"", ""},
      {R"("longer than one word, then \u00e9 and more of it")", "longer than one word, then \xC3\xA9 and more of it"},
  };
  for (const auto& c : cases) {
    const auto document = json::Document::parse(std::string(c.text));
    BOOST_REQUIRE_MESSAGE(document, c.text);
    BOOST_TEST(document.value().root().text() == c.decoded, c.text);
  }
}

// Strings are looked at eight bytes at a time: every place of a quote and of an escape, with more behind it.
BOOST_AUTO_TEST_CASE(strings_end_and_escape_at_every_place) {
  for (std::size_t length = 0; length < 40; ++length) {
    const std::string text(length, 'a');
    for (const auto& behind : {""s, "\xC3\xA9"s, "\\u0041"s, std::string(20, 'b')}) {
      const auto document = json::Document::parse("[\"" + text + "\\n" + behind + "\",\"" + text + "\"]");
      BOOST_REQUIRE(document);
      auto element = document.value().root().elements().begin();
      BOOST_REQUIRE((*element).text() == text + "\n" + (behind == "\\u0041" ? "A" : behind));
      BOOST_REQUIRE((*++element).text() == text);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
