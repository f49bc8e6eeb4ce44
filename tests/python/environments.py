"""Runs the Python package's tests over the installed wheels, in environments that have nothing else.

core     a virtual environment of this machine's Python with the wheel that has the extension
process  the same one, told to use the executable
trixie   Python 3.13 in a root of Debian 13 with the wheel for any Python; needs root and mmdebstrap

They are made one after another and run side by side, since tests mostly wait. What an environment lacks skips it, with the cause,
in its JUnit file.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

import debian_root

ROOT = pathlib.Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests/python"
REQUIREMENTS = TESTS / "requirements.txt"
NOTEBOOKS = TESTS / "requirements-notebooks.txt"  # compiled for one Python each: where they are missing, notebooks are skipped


def quiet(*command):
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(str(word) for word in command)}\n{done.stdout}")


def one_wheel(wheels, pattern):
    found = list(wheels.glob(pattern))
    if len(found) != 1:
        raise SystemExit(f"{wheels} holds {len(found)} wheels like {pattern}; ./dev wheel makes them")
    return found[0]


def with_tools(python, folder):
    """The Python of a virtual environment with the test tools, kept from run to run."""
    made = folder / ".complete"
    wanted = REQUIREMENTS.read_text() + NOTEBOOKS.read_text()
    if not made.exists() or made.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        quiet(python, "-m", "venv", folder)
        quiet(folder / "bin/pip", "install", "-q", "--disable-pip-version-check", "-r", REQUIREMENTS, "-r", NOTEBOOKS)
        made.write_text(wanted)
    return folder / "bin/python"


def install(python, wheel):
    quiet(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps", "--no-index", "--force-reinstall", wheel)


def pytest(command, environment):
    """The words that run pytest by `command`, and the environment that they run in."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("ATGATEWAY", "PYTHON"))}
    return [*map(str, command), "-m", "pytest", "-q", "-p", "no:cacheprovider"], {**kept, "PYTHONDONTWRITEBYTECODE": "1", **environment}


def in_venv(options, environment):
    python = with_tools(options.python, ROOT / "build/python-venv")
    install(python, one_wheel(options.wheels, "atgateway-*-cp*-cp*-*.whl"))
    return pytest([python], environment)


def core(options):
    return in_venv(options, {"ATGATEWAY_TEST_BACKENDS": "core"})


def process(options):
    return in_venv(options, {"ATGATEWAY_BACKEND": "process", "ATGATEWAY_TEST_BACKENDS": "process"})


def trixie(options):
    """The chroot sees this repository at its own path, and nothing else of this machine."""
    wheel = one_wheel(options.wheels, "atgateway-*-py3-none-*.whl")
    root = debian_root.make(ROOT / "build/trixie")
    packages = ROOT / "build/python-trixie"
    shutil.rmtree(packages, ignore_errors=True)
    target = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-compile", "--no-deps",
              "--only-binary=:all:", "--python-version", "3.13", "--target", packages]
    quiet(*target, "-r", REQUIREMENTS)
    quiet(*target, "--upgrade", "--no-index", "--platform", "manylinux_2_34_x86_64", wheel)
    command = debian_root.command(root, ROOT, TESTS, "/usr/bin/python3")
    return pytest(command, {"PYTHONPATH": str(packages), "ATGATEWAY_TEST_BACKENDS": "process", "HOME": "/root", "TMPDIR": "/tmp"})


def skipped(results, name, cause):
    suite = ElementTree.Element("testsuite", name=name, tests="1", skipped="1")
    case = ElementTree.SubElement(suite, "testcase", name="the whole environment")
    ElementTree.SubElement(case, "skipped", message=cause)
    ElementTree.ElementTree(suite).write(results / f"{name}.xml")
    print(f"{name}: skipped: {cause}")


ENVIRONMENTS = {"core": core, "process": process, "trixie": trixie}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("environments", nargs="+", choices=ENVIRONMENTS)
    parser.add_argument("--pytest", nargs=argparse.REMAINDER, default=["."], help="pytest's arguments, from tests/python (default: all)")
    parser.add_argument("--wheels", type=pathlib.Path, default=ROOT / "build/wheels")
    parser.add_argument("--results", type=pathlib.Path, default=ROOT / "build/results", help="for python-ENVIRONMENT.xml")
    parser.add_argument("--python", default="/usr/bin/python3", help="for the virtual environments (default: %(default)s)")
    options = parser.parse_args()
    options.results.mkdir(parents=True, exist_ok=True)
    options.results = options.results.resolve()
    prepared = {}
    for each in options.environments:
        try:
            prepared[each] = ENVIRONMENTS[each](options)
        except debian_root.Lacking as lacking:
            skipped(options.results, f"python-{each}", lacking)
    running = []
    for each, (command, environment) in prepared.items():
        command += ["--junitxml", str(options.results / f"python-{each}.xml"), *options.pytest]
        said = tempfile.TemporaryFile("w+")
        running.append((each, said, subprocess.Popen(command, cwd=TESTS, env=environment, stdout=said, stderr=subprocess.STDOUT)))
    codes = []
    for each, said, process in running:
        codes.append(process.wait())
        said.seek(0)
        print(f"-- {each}\n{said.read()}", flush=True)
    return max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main())
