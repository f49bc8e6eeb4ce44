// Files that exist while a test runs.
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <string>

namespace atgateway::config_test {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "config-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  /// Makes a file and gives its full name.
  std::string file(const std::string& name, mode_t mode = 0600) const {
    const auto full = path_ + "/" + name;
    std::ofstream(full) << "content\n";
    BOOST_REQUIRE(::chmod(full.c_str(), mode) == 0);
    return full;
  }
  [[nodiscard]] std::string missing(const std::string& name) const { return path_ + "/" + name; }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace atgateway::config_test
