// A snapshot comes from anywhere: whatever stands in it, the answer is in time, whole, and safe to read and to type.
#include "hostile.hpp"

#include <array>

using namespace atgateway;
using namespace atgateway::snapshot_test;
namespace fs = std::filesystem;

BOOST_AUTO_TEST_SUITE(hostile)

// Nothing, something plain and something with parts, by turns, instead of each value.
BOOST_AUTO_TEST_CASE(every_value_may_be_of_another_type) {
  const auto healthy = healthy_texts();
  const std::size_t expected = judged(healthy).size();
  std::size_t made = 0;
  for (const auto& [file, text] : healthy) {
    for (const auto& place : places(text)) {
      const std::size_t turn = made / 2 % 4;
      const std::array plain{"-7.5e300", "\"\"", "0", "\"x\""}, parts{"[]", "[[{}], null]", "{\"a\": 1}", "{}"};
      for (const char* odd : {turn % 2 == 0 ? "null" : plain[turn], parts[turn]}) {
        auto texts = healthy;
        texts[file].replace(place.from, place.size, odd);
        const auto checks = judged(std::move(texts));
        const auto wrong = what_is_wrong(checks);
        BOOST_REQUIRE_MESSAGE(wrong.empty(), file + place.path + " is " + odd + ": " + wrong);
        BOOST_REQUIRE_MESSAGE(checks.size() == expected, file + place.path + " is " + odd);
        ++made;
      }
    }
  }
  BOOST_TEST(made > 1500U / stride);
}

// A copy may end anywhere: the file is bad then, and nothing is judged from it.
BOOST_AUTO_TEST_CASE(every_file_may_be_cut_off) {
  const auto healthy = healthy_texts();
  for (const auto& [file, text] : healthy) {
    const auto end = text.find_last_not_of(" \n");
    for (const auto size : {std::size_t{0}, std::size_t{1}, end / 4, end / 2, end * 3 / 4, end - 1, end}) {
      auto texts = healthy;
      texts[file].resize(size);
      const auto checks = judged(std::move(texts));
      const auto wrong = what_is_wrong(checks);
      BOOST_REQUIRE_MESSAGE(wrong.empty(), file + " cut at " + std::to_string(size) + ": " + wrong);
      const auto& snapshot = *find(checks, "config.snapshot");
      BOOST_TEST((snapshot.status == CheckStatus::warn), file);
      BOOST_TEST(has(snapshot.observed, file), snapshot.observed);
      for (const auto& check : checks)
        BOOST_TEST((check.status != CheckStatus::fail), file + " cut at " + std::to_string(size) + ": " + told(check));
    }
  }
}

BOOST_AUTO_TEST_CASE(every_file_may_be_gone_or_alone) {
  const auto healthy = healthy_texts();
  for (const auto& [file, text] : healthy) {
    auto without = healthy;
    without.erase(file);
    for (const auto& checks : {judged(std::move(without)), judged({{file, text}})}) {
      const auto wrong = what_is_wrong(checks);
      BOOST_REQUIRE_MESSAGE(wrong.empty(), file + ": " + wrong);
      for (const auto& check : checks) {
        if (check.id == "config.snapshot") continue;
        BOOST_TEST((check.status != CheckStatus::fail), file + ": " + told(check));
      }
    }
  }
}

// Each file's outermost list has 10 MB, then each list in it and some of the objects 300 kB: what it has, again and
// again.
BOOST_AUTO_TEST_CASE(large_files_take_a_moment) {
  constexpr std::size_t outermost = 10'000'000 / short_stride;
  const auto healthy = healthy_texts();
  for (const auto& [file, text] : healthy) {
    std::size_t lists = 0, objects = 0;
    for (const auto& place : places(text)) {
      const bool list = place.kind == json::Kind::array;
      if (!list && (place.kind != json::Kind::object || ++objects % 4 != 0)) continue;
      const auto inner = text.substr(place.from + 1, place.size - 2);
      if (inner.find_first_not_of(" \n") == std::string::npos) continue;
      const auto size = list && ++lists == 1 ? outermost : 300'000;
      auto large = inner;
      while (large.size() < size) large.append(",").append(inner);
      auto texts = healthy;
      texts[file].replace(place.from + 1, place.size - 2, large);
      const auto before = std::clock();
      const auto checks = judged(std::move(texts));
      const auto seconds = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
      if (seconds > 0.3) BOOST_TEST_MESSAGE(file << place.path << ": " << seconds << " s");
      BOOST_TEST(seconds < 5.0 * stride, file + place.path);
      const auto wrong = what_is_wrong(checks);
      BOOST_TEST(wrong.empty(), file + place.path + ": " + wrong);
      BOOST_TEST((find(checks, "config.snapshot")->status == CheckStatus::pass), file + place.path);
    }
  }
}

BOOST_AUTO_TEST_CASE(long_texts_are_cut) {
  const auto healthy = healthy_texts();
  const auto raw = "\"" + std::string(100'000, 'x') + "\"";
  for (const auto& [file, text] : healthy) {
    for (const auto& place : places(text)) {
      if (place.kind != json::Kind::string) continue;
      auto texts = healthy;
      texts[file].replace(place.from, place.size, raw);
      for (const auto& check : judged(std::move(texts))) {
        BOOST_REQUIRE_MESSAGE(said_by(check).size() < 20'000, file + place.path + ": " + check.id);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(deep_files_are_refused) {
  for (const auto& file : snapshot::files()) {
    for (const char* step : {"[", "{\"items\":[", "{\"value\":[{\"properties\":"}) {
      std::string deep;
      while (deep.size() < 200'000) deep += step;
      auto texts = healthy_texts();
      texts[std::string(file.name)] = deep;
      const auto checks = judged(std::move(texts));
      const auto wrong = what_is_wrong(checks);
      BOOST_TEST(wrong.empty(), wrong);
      BOOST_TEST(has(find(checks, "config.snapshot")->observed, "nested too deep"));
    }
  }
}

// Colours, bells, line ends, a right-to-left override and a C1 control in every text, and in a name of every object.
BOOST_AUTO_TEST_CASE(control_characters_are_cleaned) {
  const std::string odd = R"("a\u001b[31m\u0007\r\n\u0000\u202e\u009b\ufeffEVIL\u007f")";
  std::size_t seen = 0;
  for_each_text(healthy_texts(), odd, [&](const std::vector<Check>& checks, const std::string& where) {
    const auto wrong = what_is_wrong(checks);
    BOOST_REQUIRE_MESSAGE(wrong.empty(), where + ": " + wrong);
    for (const auto& check : checks) seen += has(said_by(check), "EVIL") ? 1U : 0U;
  });
  BOOST_TEST(seen > 100U / short_stride);
}

// No command has a name outside quotes, wherever the name came from, and a shell finds nothing in it to run.
BOOST_AUTO_TEST_CASE(names_in_commands_are_one_word) {
  const std::string name = R"(a $(EVIL) `EVIL`;EVIL|EVIL&EVIL'EVIL'"EVIL"\EVIL>EVIL<EVIL*~#!{EVIL,EVIL})";
  std::string raw = "\"";
  for (const char c : name) raw.append(c == '"' || c == '\\' ? "\\" : "").append(1, c);
  raw += '"';
  std::set<std::string> for_shells, statements;
  const auto take = [&](const std::vector<Check>& checks, const std::string& where) {
    for (const auto& check : checks) {
      for (const auto& command : check.remediation.commands) {
        BOOST_REQUIRE_MESSAGE(is_one_line(command), where + ": " + command);
        const bool sql = is_sql(command);
        const auto bare = sql ? outside_sql_quotes(command) : outside_shell_quotes(command);
        BOOST_REQUIRE_MESSAGE(bare, where + ": quotes that do not end: " + command);
        BOOST_REQUIRE_MESSAGE(!has(*bare, "EVIL"), where + ": " + command);
        if (has(command, "EVIL")) (sql ? statements : for_shells).insert(command);
      }
    }
  };
  for_each_text(healthy_texts(), raw, take);
  // Where more is wrong, more is said; and the name stands behind what a host, an id or a path begins with.
  for (const char* beginning :
       {"", "https://", "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/x/", "/"})
    for_each_text(ailing_texts(), "\"" + std::string(beginning) + raw.substr(1), take);
  BOOST_TEST(for_shells.size() > 30U / short_stride);
  BOOST_TEST((statements.size() > 0U || short_stride > 1));

  const Folder folder;
  // Everything that could be run tells; the tools print their words.
  std::string script = "PATH=\nEVIL() { : >escaped; }\n";
  for (const char* tool : {"kubectl", "az", "databricks", "atgateway", "date", "grep"})
    script += std::string(tool) + "() { printf '%s\\n' \"$@\"; }\n";
  for (const auto& command : for_shells) script += command + "\n";
  folder.write("script", script);
  BOOST_TEST(folder.run("sh script >out 2>err") == 0);
  BOOST_TEST(folder.read("err") == "");
  BOOST_TEST(!fs::exists(folder.root / "escaped"));
  BOOST_TEST(has(folder.read("out"), name), "names do not come through whole");
}

BOOST_AUTO_TEST_SUITE_END()
