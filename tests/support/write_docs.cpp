// Writes the generated pages of docs/. usage: write-docs DOCS_DIRECTORY
#include "support/errors_page.hpp"

#include <cstdio>
#include <fstream>
#include <string>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: write-docs DOCS_DIRECTORY\n", stderr);
    return 64;
  }
  std::ofstream file(std::string(argv[1]) + "/errors.md", std::ios::binary);
  file << support::errors_page();
  return file.good() ? 0 : 1;
}
