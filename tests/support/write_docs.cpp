// Writes the generated pages of docs/. usage: write-docs DOCS_DIRECTORY
#include "support/diagnostics_page.hpp"
#include "support/errors_page.hpp"

#include <cstdio>
#include <fstream>
#include <string>

static bool write(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text << std::flush;
  return file.good();
}

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: write-docs DOCS_DIRECTORY\n", stderr);
    return 64;
  }
  const std::string docs = argv[1];
  const bool written = write(docs + "/errors.md", support::errors_page()) &&
                       write(docs + "/diagnostics.md", support::diagnostics_page());
  return written ? 0 : 1;
}
