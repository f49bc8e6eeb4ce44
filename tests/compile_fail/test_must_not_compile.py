"""Mistakes that the compiler must refuse. Each case also has a twin that must compile, so that it fails for its reason."""
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]

CASES = {
    "printing a secret": ('atgateway::Secret s("x"); std::cout << s;', 'atgateway::Secret s("x"); std::cout << s.size();'),
    "copying a secret": ('atgateway::Secret a("x"); atgateway::Secret b = a;',
                         'atgateway::Secret a("x"); atgateway::Secret b = a.clone();'),
    "a secret as a string": ('atgateway::Secret a("x"); std::string s = a;',
                             'atgateway::Secret a("x"); std::string s(a.reveal());'),
    "ignoring a result": ("atgateway::parse_request(\"\");", "(void)atgateway::parse_request(\"\");"),
    "copying a request": ("atgateway::Request a; atgateway::Request b = a;",
                          "atgateway::Request a; atgateway::Request b = std::move(a);"),
    "copying a call": ("atgateway::Call a; atgateway::Call b = a;", "atgateway::Call a; atgateway::Call b = std::move(a);"),
}


def compiles(statement, folder):
    source = folder / "case.cpp"
    source.write_text("#include <atgateway/gateway.hpp>\n#include <atgateway/secret.hpp>\n#include <iostream>\n"
                      f"#include <string>\nvoid f() {{ {statement} }}\n")
    command = ["g++", "-std=c++20", "-fsyntax-only", "-Werror=unused-result", f"-I{ROOT}/include", str(source)]
    return subprocess.run(command, capture_output=True).returncode == 0


@pytest.mark.parametrize("name", CASES)
def test_refused(name, tmp_path):
    wrong, right = CASES[name]
    assert compiles(right, tmp_path)
    assert not compiles(wrong, tmp_path)
