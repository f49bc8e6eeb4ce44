#include "mutation.hpp"

#include "snapshot/files.hpp"

#include <sys/stat.h>

#include <cstdlib>

using namespace atgateway;
using namespace atgateway::snapshot_test;
using snapshot::Directory;

namespace {

std::string why(const std::string& name, const std::string& text) {
  const auto directory = Directory::from_texts({{name, text}});
  return directory.bad_files().empty() ? "" : directory.bad_files().front().why;
}

// A folder of its own, gone afterwards.
struct OddFolder {
  std::filesystem::path root;
  OddFolder() {
    auto pattern = (std::filesystem::temp_directory_path() / "atgateway-snapshot-XXXXXX").string();
    BOOST_REQUIRE(mkdtemp(pattern.data()) != nullptr);
    root = pattern;
  }
  ~OddFolder() { std::filesystem::remove_all(root); }
  OddFolder(const OddFolder&) = delete;
  OddFolder& operator=(const OddFolder&) = delete;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(directory)

BOOST_AUTO_TEST_CASE(a_folder_is_read) {
  const auto read = Directory::read(ATGATEWAY_SOURCE_DIR "/tests/support/snapshots/healthy");
  BOOST_REQUIRE(read.ok());
  BOOST_TEST(read->bad_files().empty());
  for (const auto& file : snapshot::files()) BOOST_TEST(read->find(file.name).has_value(), file.name);
  BOOST_TEST(read->taken_at().value() == taken);
}

BOOST_AUTO_TEST_CASE(what_is_no_folder_is_said) {
  for (const std::string& path : {std::string("/nowhere/at/all"), std::string(ATGATEWAY_SOURCE_DIR "/README.md"),
                                  std::string("/\0x", 3), std::string()}) {
    const auto read = Directory::read(path);
    BOOST_REQUIRE(!read.ok());
    BOOST_TEST((read.error().code() == Errc::bad_config));
  }
}

BOOST_AUTO_TEST_CASE(odd_files_do_not_hold_it_up) {
  const OddFolder folder;
  BOOST_REQUIRE(::mkfifo((folder.root / "kube-pods.json").c_str(), 0600) == 0);
  std::filesystem::create_directory(folder.root / "kube-nodes.json");
  std::ofstream(folder.root / "kube-events.json") << "{\"items\": []}";
  std::ofstream(folder.root / "notes.txt") << "mine";
  std::ofstream(folder.root / "az-nsgs.json").close();
  std::filesystem::resize_file(folder.root / "az-nsgs.json", (std::uintmax_t{64} << 20) + 1);
  const auto read = Directory::read(folder.root.string());
  BOOST_REQUIRE(read.ok());
  BOOST_TEST(read->find("kube-events.json").has_value());
  BOOST_TEST(read->is_bad("kube-pods.json"));
  BOOST_TEST(read->is_bad("kube-nodes.json"));
  BOOST_TEST(read->is_bad("az-nsgs.json"));
  BOOST_TEST(!read->is_bad("notes.txt"));
  BOOST_TEST(read->bad_files().size() == 3U);
}

BOOST_AUTO_TEST_CASE(bad_files_say_what_happened) {
  BOOST_TEST(why("kube-pods.json", "") == "is empty: the command printed nothing");
  BOOST_TEST(why("kube-pods.json", " \n") == "is empty: the command printed nothing");
  BOOST_TEST(why("kube-pods.json", "{\"items\": [") == "is cut off at byte 11");
  BOOST_TEST(has(why("kube-pods.json", "Error from server (Forbidden)"), "is not JSON"));
  BOOST_TEST(has(why("kube-pods.json", std::string("\xFF\xFE{\0}\0", 6)), "UTF-16"));
  BOOST_TEST(has(why("kube-pods.json", std::string(100, '[') + std::string(100, ']')), "nested too deep"));
  BOOST_TEST(has(why("kube-pods.json", R"({"kind": "Status", "status": "Failure", "message": "no"})"),
                 "error of the Kubernetes API"));
  BOOST_TEST(has(why("kube-pods.json", R"({"kind": "Pod", "metadata": {}})"), "\"items\" is missing"));
  BOOST_TEST(has(why("az-vnets.json", "7"), "is not a list"));
  BOOST_TEST(has(why("az-aks.json", "[]"), "is not an object"));
  BOOST_TEST(
      has(why("az-vnets.json", R"({"error": {"code": "AuthorizationFailed", "message": "no"}})"), "error message"));
  BOOST_TEST(why("az-vnets.json", "[]") == "");
  BOOST_TEST(why("az-vnets.json", R"({"value": []})") == "");
  BOOST_TEST(why("kube-pods.json", "\xEF\xBB\xBF{\"items\": []}") == "");
  BOOST_TEST(why("notes.txt", "mine") == "");
}

BOOST_AUTO_TEST_CASE(when_it_was_taken) {
  const auto at = [](const std::string& text) { return Directory::from_texts({{"snapshot.json", text}}).taken_at(); };
  BOOST_TEST(at(R"({"taken_at": "2026-03-02T09:00:00Z"})").value() == taken);
  BOOST_TEST(at(R"({"taken_at": 1772442000})").value() == taken);
  BOOST_TEST(!at(R"({"taken_at": "lately"})"));
  BOOST_TEST(!at("{}"));
  BOOST_TEST(!at("{"));
}

BOOST_AUTO_TEST_SUITE_END()
