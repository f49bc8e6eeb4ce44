#include "json/reader.hpp"

#include "json/rapidjson.hpp"
#include "json/source_stream.hpp"
#include "json/tape_builder.hpp"
#include "json/utf8.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace atgateway::json {
namespace {

namespace rapid = atgateway_rapidjson;

constexpr unsigned strict_flags =
    rapid::kParseNumbersAsStringsFlag | rapid::kParseValidateEncodingFlag | rapid::kParseIterativeFlag;
constexpr unsigned comment_flags = strict_flags | rapid::kParseCommentsFlag;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// number = [ "-" ] ( "0" / digit1-9 *DIGIT ) [ "." 1*DIGIT ] [ ( "e" / "E" ) [ "-" / "+" ] 1*DIGIT ]   (RFC 8259, 6)
///
/// Of any size: nothing is computed. What begins no value of any kind ends here too.
rapid::ParseErrorCode skip_number(SourceStream& stream) noexcept {
  const char* at = stream.at;
  const auto skip_digits = [&at] {
    const char* first = at;
    while (is_digit(*at)) ++at;
    return at != first;
  };
  const auto stop = [&](rapid::ParseErrorCode code) {
    stream.at = at;
    return code;
  };
  if (*at == '-') ++at;
  if (*at == '0') {
    ++at;
  } else if (!skip_digits()) {
    return stop(rapid::kParseErrorValueInvalid);
  }
  if (*at == '.') {
    ++at;
    if (!skip_digits()) return stop(rapid::kParseErrorNumberMissFraction);
  }
  if (*at == 'e' || *at == 'E') {
    ++at;
    if (*at == '-' || *at == '+') ++at;
    if (!skip_digits()) return stop(rapid::kParseErrorNumberMissExponent);
  }
  return stop(rapid::kParseErrorNone);
}

rapid::ParseResult take_number(SourceStream& stream, TapeBuilder& builder) {
  if (const auto code = skip_number(stream); code != rapid::kParseErrorNone) return {code, stream.Tell()};
  if (!builder.Number()) return {rapid::kParseErrorTermination, stream.Tell()};
  return {};
}

}  // namespace
}  // namespace atgateway::json

// RapidJSON refuses numbers that do not fit a double even when it keeps them as text. For our types its number reader
// is replaced by ours; a release in which this member looks different will not compile.
namespace atgateway_rapidjson {

using AtgatewayReader =
    GenericReader<atgateway::json::SourceEncoding, atgateway::json::SourceEncoding, atgateway::json::ReaderMemory>;

template <>
template <>
inline void AtgatewayReader::ParseNumber<atgateway::json::strict_flags>(atgateway::json::SourceStream& stream,
                                                                        atgateway::json::TapeBuilder& builder) {
  parseResult_ = atgateway::json::take_number(stream, builder);
}

template <>
template <>
inline void AtgatewayReader::ParseNumber<atgateway::json::comment_flags>(atgateway::json::SourceStream& stream,
                                                                         atgateway::json::TapeBuilder& builder) {
  parseResult_ = atgateway::json::take_number(stream, builder);
}

}  // namespace atgateway_rapidjson

namespace atgateway::json {
namespace {

Error bad_json(std::size_t offset, std::string_view reason) {
  std::string detail = "byte " + std::to_string(offset) + ": ";
  detail += reason;
  return {Errc::bad_json, std::move(detail)};
}

/// What can be wrong with the bytes before anything is read from them.
std::optional<Error> check_bytes(std::string_view source) {
  if (source.size() >= Node::in_source) {
    return Error(Errc::json_limit, "the text is longer than " + std::to_string(Node::in_source - 1) + " bytes");
  }
  if (source.starts_with("\xEF\xBB\xBF")) return bad_json(0, "a byte order mark stands before the text");
  if (const auto at = find_invalid_utf8(source); at != source.size()) return bad_json(at, "this is not UTF-8");
  // RapidJSON takes a NUL for the end.
  if (const auto at = source.find('\0'); at != source.npos) return bad_json(at, "a NUL byte");
  return std::nullopt;
}

std::string_view reason_of(rapid::ParseErrorCode code, std::string_view rest) noexcept {
  if (rest.empty()) {
    switch (code) {
      case rapid::kParseErrorDocumentEmpty:
        return "the text is empty";
      case rapid::kParseErrorStringMissQuotationMark:
        return "the text ends inside a string";
      case rapid::kParseErrorUnspecificSyntaxError:
        return "the text ends inside a comment";
      default:
        return "the text ends before the value is complete";
    }
  }
  switch (code) {
    case rapid::kParseErrorDocumentEmpty:
    case rapid::kParseErrorValueInvalid:
      return "a value is expected";
    case rapid::kParseErrorDocumentRootNotSingular:
      return "nothing may follow the value";
    case rapid::kParseErrorObjectMissName:
      return "a member name in double quotes is expected";
    case rapid::kParseErrorObjectMissColon:
      return "a colon is expected after the member name";
    case rapid::kParseErrorObjectMissCommaOrCurlyBracket:
      return "a comma or } is expected after the member";
    case rapid::kParseErrorArrayMissCommaOrSquareBracket:
      return "a comma or ] is expected after the element";
    case rapid::kParseErrorStringUnicodeEscapeInvalidHex:
      return "\\u needs four hexadecimal digits";
    case rapid::kParseErrorStringUnicodeSurrogateInvalid:
      return "half of a surrogate pair without the other half";
    case rapid::kParseErrorStringEscapeInvalid:
      return rest.front() == '\\' ? "a backslash that begins no escape"
                                  : "a control character in a string is not escaped";
    case rapid::kParseErrorNumberMissFraction:
      return "a digit is expected after the decimal point";
    case rapid::kParseErrorNumberMissExponent:
      return "a digit is expected in the exponent";
    case rapid::kParseErrorUnspecificSyntaxError:
      return "a comment begins with // or /*";
    case rapid::kParseErrorNone:
    case rapid::kParseErrorStringMissQuotationMark:
    case rapid::kParseErrorStringInvalidEncoding:
    case rapid::kParseErrorNumberTooBig:
    case rapid::kParseErrorTermination:
      break;
  }
  return "this is not JSON";
}

Error over_limit(std::size_t offset, std::string_view what, std::size_t limit, std::string_view name) {
  std::string detail = "byte " + std::to_string(offset) + ": more than " + std::to_string(limit);
  detail.append(" ").append(what).append(" (limit ").append(name).append(")");
  return {Errc::json_limit, std::move(detail)};
}

}  // namespace

Result<void> read(Tape& tape, const Limits& limits, Comments comments) {
  if (auto error = check_bytes(tape.source)) return *std::move(error);

  SourceStream stream(tape.source);
  TapeBuilder builder(tape, stream, limits);
  ReaderMemory memory;
  constexpr std::size_t stack_bytes = 1024;  // the usual nesting and the usual strings
  rapid::AtgatewayReader reader(&memory, stack_bytes);
  rapid::ParseResult outcome;
  try {
    outcome = comments == Comments::skipped ? reader.Parse<comment_flags>(stream, builder)
                                            : reader.Parse<strict_flags>(stream, builder);
  } catch (const LoneSurrogate&) {
    constexpr std::size_t escape_bytes = 6;
    outcome.Set(rapid::kParseErrorStringUnicodeSurrogateInvalid, stream.Tell() - escape_bytes);
  } catch (const BrokenReader&) {
    return Error(Errc::internal, "the JSON reader lost its way");
  }

  switch (builder.refusal()) {
    case TapeBuilder::Refusal::depth:
      return over_limit(stream.token_offset(), "arrays and objects inside each other", limits.depth, "json_depth");
    case TapeBuilder::Refusal::tokens:
      return over_limit(stream.token_offset(), "values and member names", limits.tokens, "json_tokens");
    case TapeBuilder::Refusal::none:
      break;
  }
  if (!outcome) {
    return bad_json(outcome.Offset(),
                    reason_of(outcome.Code(), std::string_view(tape.source).substr(outcome.Offset())));
  }
  return {};
}

}  // namespace atgateway::json
