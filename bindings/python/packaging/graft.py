"""Puts the shared libraries that a wheel needs inside it, all but glibc's own, with their licences.

auditwheel does it, with a stricter list than its own of what every machine has: a slim image has no zlib, and the C++ runtime
of an old one is too old. It renames each library (libssl-1a2b3c4d.so.3), so that none meets a copy the process already has.
"""
import json
import logging
import pathlib
import re
import subprocess
import sys
import tempfile
from importlib.metadata import distribution
from unittest import mock

from auditwheel import main as auditwheel_main
from auditwheel import policy
from auditwheel.libc import Libc
from auditwheel.wheeltools import InWheelCtx

GLIBC = {"ld-linux-x86-64.so.2", "libanl.so.1", "libc.so.6", "libdl.so.2", "libm.so.6", "libmvec.so.1", "libpthread.so.0",
         "libresolv.so.2", "librt.so.1", "libutil.so.1"}
COMMON_LICENCE = re.compile(r"/usr/share/common-licenses/([A-Za-z0-9.+-]*[A-Za-z0-9])")


def graft(wheel, out, platform):
    """The path of the wheel made of `wheel` in the folder `out`, whole for `platform`."""
    with tempfile.TemporaryDirectory(prefix="atgateway-graft-") as work:
        work = pathlib.Path(work)
        sources = libraries_of(wheel, work / "unpacked")
        repaired = repair(wheel, work / "repaired", platform, strict_policies(work / "policies.json"))
        out.mkdir(parents=True, exist_ok=True)
        with InWheelCtx(repaired, out / repaired.name) as inside:
            add_licences(inside.path, sources)
        return out / repaired.name


def strict_policies(path):
    """auditwheel's policies, with glibc's own as the only libraries that every machine has."""
    policies = json.loads(policy._POLICY_JSON_MAP[Libc.GLIBC].read_text())
    for each in policies:
        each["lib_whitelist"] = [name for name in each["lib_whitelist"] if name in GLIBC]
        each["blacklist"] = {}
    path.write_text(json.dumps(policies))
    return path


def repair(wheel, out, platform, policies):
    logging.basicConfig(level=logging.WARNING)  # before auditwheel does, who tells every step
    command = ["auditwheel", "repair", "--plat", platform, "--only-plat", "--wheel-dir", str(out), str(wheel)]
    with mock.patch.dict(policy._POLICY_JSON_MAP, {Libc.GLIBC: policies}), mock.patch.object(sys, "argv", command):
        if auditwheel_main.main():
            raise SystemExit(f"auditwheel could not make {wheel.name} whole for {platform}")
    (repaired,) = out.glob("*.whl")
    return repaired


def libraries_of(wheel, folder):
    """Where on this machine the libraries are that the wheel's files need, those of libraries too."""
    subprocess.run([sys.executable, "-m", "zipfile", "-e", str(wheel), str(folder)], check=True)
    found = set()
    for path in folder.rglob("*"):
        if path.is_file() and path.read_bytes()[:4] == b"\x7fELF":
            listing = subprocess.run(["ldd", str(path)], capture_output=True, text=True, check=True).stdout
            for name, where in re.findall(r"^\s*(\S+) => (/\S+)", listing, re.MULTILINE):
                if name not in GLIBC:
                    found.add(pathlib.Path(where).resolve())
    return found


def package_of(library):
    """The Debian package that a library came with."""
    for path in (library, pathlib.Path(str(library).removeprefix("/usr"))):  # older packages know it as /lib/…
        done = subprocess.run(["dpkg-query", "-S", str(path)], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return done.stdout.split(":")[0]
    raise SystemExit(f"no package owns {library}: its licence is not known")


def compiled_in():
    """Files of this machine whose code is in ours: headers, and the C++ runtime."""
    runtime = subprocess.run(["c++", "-print-file-name=libstdc++.a"], capture_output=True, text=True, check=True).stdout.strip()
    return {pathlib.Path(path).resolve() for path in (runtime, "/usr/include/CLI/CLI.hpp", "/usr/include/rapidjson/reader.h")}


def pybind11_licence():
    (path,) = (path for path in distribution("pybind11").files if path.name == "LICENSE")
    return path.locate().read_text(encoding="utf-8")


def add_licences(unpacked, libraries):
    (info,) = unpacked.glob("*.dist-info")
    texts = {"pybind11.txt": pybind11_licence()}
    for package in {package_of(path) for path in libraries | compiled_in()}:
        copyright_file = pathlib.Path("/usr/share/doc") / package / "copyright"
        text = copyright_file.read_text(encoding="utf-8")
        texts[f"{package}.txt"] = text
        for name in COMMON_LICENCE.findall(text):
            texts[f"{name}.txt"] = pathlib.Path("/usr/share/common-licenses", name).read_text(encoding="utf-8")
    folder = info / "licenses" / "libraries"
    folder.mkdir(parents=True)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    metadata = info / "METADATA"
    head, mark, body = metadata.read_text(encoding="utf-8").partition("\n\n")
    lines = [f"\nLicense-File: libraries/{name}" for name in sorted(texts)]
    metadata.write_text(head + "".join(lines) + mark + body, encoding="utf-8")
