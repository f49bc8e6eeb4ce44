"""Somebody else's project builds against the installed package, and runs."""
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ["ATGATEWAY"]).parent
EXAMPLE = ROOT / "docs/examples/embed.cpp"


def run(*command):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build_and_run(folder, *options):
    run("cmake", "-S", ROOT / "tests/install", "-B", folder, "-G", "Ninja", f"-DEXAMPLE={EXAMPLE}", *options)
    run("cmake", "--build", folder, "--target", "embed")
    out = run(folder / "embed")
    assert out.startswith("200 ") and '\\"coordinates\\"' in out and "listening on 127.0.0.1:" in out


def test_installed_package(tmp_path):
    prefix = tmp_path / "prefix"
    run("cmake", "--install", BUILD, "--prefix", prefix)
    build_and_run(tmp_path / "build", f"-DCMAKE_PREFIX_PATH={prefix}")
    # The installed executable finds the installed library.
    assert "atgateway" in run(prefix / "bin/atgateway", "version")
    # No third-party type in a public header: they compile with nothing but the standard library on the path.
    for header in (prefix / "include/atgateway").glob("*.hpp"):
        run("g++", "-std=c++20", "-fsyntax-only", f"-I{prefix}/include", "-x", "c++", "-include", header, "/dev/null")


def test_readme_shows_the_example_that_is_compiled():
    readme = (ROOT / "README.md").read_text()
    code = readme.split("```cpp\n", 1)[1].split("```", 1)[0]
    lines = [line.strip() for line in code.splitlines() if line.strip() and line.strip() != "…"]
    example = {line.strip() for line in EXAMPLE.read_text().splitlines()}
    assert [line for line in lines if line not in example] == []
