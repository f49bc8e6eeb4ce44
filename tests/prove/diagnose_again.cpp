// Diagnoses a target once for each line on standard input and says how many microseconds that took: what the Python
// package's call is measured against.
#include <atgateway/diagnostics.hpp>

#include <chrono>
#include <iostream>
#include <string>

using namespace atgateway;

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: diagnose-again TARGET CA\n";
    return 64;
  }
  for (std::string line; std::getline(std::cin, line);) {
    DiagnoseOptions options;
    options.target = argv[1];
    options.ca = argv[2];
    options.token = Secret("sandbox-token");
    const auto began = std::chrono::steady_clock::now();
    const auto report = diagnose(options);
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - began;
    if (!report.ok() || report->verdict.status != Verdict::Status::pass) {
      std::cerr << (report.ok() ? report->verdict.headline : report.error().detail()) << '\n';
      return 1;
    }
    std::cout << took.count() << std::endl;
  }
}
