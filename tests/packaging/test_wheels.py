"""The wheels themselves: what they are called, what they hold, and what they ask of a machine.

ATGATEWAY_WHEELS is the folder of the two wheels.
"""
import email
import os
import pathlib
import re
import subprocess
import sys
import zipfile

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
WHEELS = pathlib.Path(os.environ.get("ATGATEWAY_WHEELS", ROOT / "build/wheels"))
PLATFORM = "manylinux_2_34_x86_64"
VERSION = re.search(r"project\(atgateway VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text())[1]
THIS = f"cp{sys.version_info.major}{sys.version_info.minor}"
GLIBC = {"ld-linux-x86-64.so.2", "libc.so.6", "libm.so.6", "libresolv.so.2"}  # the parts of it that are used
NEWEST = (2, 34)


@pytest.fixture(scope="module", params=[f"{THIS}-{THIS}", "py3-none"])
def wheel(request, tmp_path_factory):
    """The wheel, unpacked."""
    path = WHEELS / f"atgateway-{VERSION}-{request.param}-{PLATFORM}.whl"
    assert path.exists(), f"{WHEELS} holds {sorted(each.name for each in WHEELS.glob('*'))}"
    return Wheel(path, request.param, tmp_path_factory.mktemp("wheel"))


class Wheel:
    def __init__(self, path, tag, folder):
        self.path, self.tag, self.folder = path, tag, folder
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
            self.modes = {info.filename: info.external_attr >> 16 for info in archive.infolist()}
        self.names = sorted(str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file())
        self.elves = [name for name in self.names if (folder / name).read_bytes()[:4] == b"\x7fELF"]
        self.info = f"atgateway-{VERSION}.dist-info"
        self.metadata = email.message_from_bytes((folder / self.info / "METADATA").read_bytes())

    def told(self, program, option, name):
        return subprocess.run([program, option, self.folder / name], capture_output=True, text=True, check=True).stdout

    def dynamic(self, name, entry):
        """The values of an entry of the dynamic section: NEEDED, SONAME, RPATH."""
        return re.findall(rf"\({entry}\)\s+.*\[(.*)\]", self.told("readelf", "-dW", name))

    @property
    def extension(self):
        return [name for name in self.names if re.fullmatch(r"atgateway/_core\..*\.so", name)]


def test_there_are_two():
    assert sorted(path.name for path in WHEELS.glob("*.whl")) == [
        f"atgateway-{VERSION}-{THIS}-{THIS}-{PLATFORM}.whl", f"atgateway-{VERSION}-py3-none-{PLATFORM}.whl"]


def test_says_what_it_is(wheel):
    about = email.message_from_bytes((wheel.folder / wheel.info / "WHEEL").read_bytes())
    assert about.get_all("Tag") == [f"{wheel.tag}-{PLATFORM}"] and about["Root-Is-Purelib"] == "false"
    said = wheel.metadata
    assert (said["Name"], said["Version"], said["License-Expression"]) == ("atgateway", VERSION, "Apache-2.0")
    assert said["Requires-Python"] == ">=3.10"
    assert said.get_all("Requires-Dist") == ['pandas; extra == "pandas"']  # nothing else is needed


def test_holds_the_package_and_nothing_else(wheel):
    sources = ROOT / "bindings/python/atgateway"
    python = {f"atgateway/{path.name}" for path in sources.iterdir() if path.suffix in (".py", ".pyi") or path.name == "py.typed"}
    assert "atgateway/py.typed" in python and "atgateway/_core.pyi" in python
    binary = {"atgateway/bin/atgateway", *wheel.extension}
    assert len(wheel.extension) == (1 if wheel.tag != "py3-none" else 0)
    rest = {name for name in wheel.names if not name.startswith(("atgateway.libs/", wheel.info))}
    assert rest == python | binary
    about = {name.removeprefix(f"{wheel.info}/") for name in wheel.names if name.startswith(wheel.info)}
    assert {name for name in about if not name.startswith("licenses/")} == {"METADATA", "RECORD", "WHEEL", "sboms/auditwheel.cdx.json"}
    assert all("lib" in name and ".so." in name for name in wheel.names if name.startswith("atgateway.libs/"))
    assert wheel.modes["atgateway/bin/atgateway"] & 0o111 == 0o111


def test_the_two_hold_the_same_libraries():
    held = []
    for path in sorted(WHEELS.glob("*.whl")):
        with zipfile.ZipFile(path) as archive:
            held.append(sorted(name for name in archive.namelist() if "/_core." not in name or name.endswith(".pyi")))
    assert held[0] == held[1]


def test_no_file_asks_for_more_than_glibc_2_34(wheel):
    newer = {}
    for name in wheel.elves:
        asked = set(re.findall(r"\b(GLIBC|GLIBCXX|CXXABI|GCC)_([0-9.]+)", wheel.told("objdump", "-T", name)))
        assert asked, name
        newer[name] = [f"{kind}_{version}" for kind, version in asked
                       if kind != "GLIBC" or tuple(map(int, version.split("."))) > NEWEST]
    assert {name: versions for name, versions in newer.items() if versions} == {}


def test_every_needed_library_is_inside_or_glibcs(wheel):
    inside = {pathlib.Path(name).name for name in wheel.names if name.startswith("atgateway.libs/")}
    needed = {library for name in wheel.elves for library in wheel.dynamic(name, "NEEDED")}
    assert needed - inside - GLIBC == set()
    assert inside - needed == set(), "nobody needs these"


def test_libraries_are_looked_for_beside_the_file_only(wheel):
    libs = wheel.folder / "atgateway.libs"
    for name in wheel.elves:
        paths = [path for entry in ("RPATH", "RUNPATH") for value in wheel.dynamic(name, entry) for path in value.split(":")]
        needs_ours = set(wheel.dynamic(name, "NEEDED")) - GLIBC
        assert len(paths) == (1 if needs_ours else 0), (name, paths)
        for path in paths:
            assert pathlib.Path(os.path.normpath(path.replace("$ORIGIN", str((wheel.folder / name).parent)))) == libs, name


def test_no_library_has_the_name_of_a_host_library(wheel):
    for name in wheel.elves:
        for soname in wheel.dynamic(name, "SONAME"):
            assert re.search(r"-[0-9a-f]{8}\.", soname) and soname == pathlib.Path(name).name
            assert not list(pathlib.Path("/usr/lib/x86_64-linux-gnu").glob(soname))


def test_nothing_of_the_machine_that_built_it(wheel):
    for name in wheel.elves:
        sections = wheel.told("readelf", "-SW", name)
        assert ".symtab" not in sections and ".debug_" not in sections, f"{name} is not stripped"
        places = re.findall(re.escape(str(ROOT).encode()) + rb"[^\0]*", (wheel.folder / name).read_bytes())
        # An assertion says where it stands, in a wheel with assertions.
        assert [place for place in places if pathlib.Path(place.decode()).suffix not in (".cpp", ".hpp")] == [], name


def test_the_extension_shows_its_entry_only(wheel):
    for name in wheel.extension:
        symbols = [line.split() for line in wheel.told("nm", "-D", name).splitlines()]
        assert [(words[1], words[2]) for words in symbols if len(words) == 3 and words[1] not in "wU"] == [("T", "PyInit__core")]


def test_licences_of_what_is_inside(wheel):
    listed = wheel.metadata.get_all("License-File")
    assert "LICENSE" in listed and len(listed) == len(set(listed))
    for each in listed:
        assert (wheel.folder / wheel.info / "licenses" / each).stat().st_size > 200, each
    carried = {str(path.relative_to(wheel.folder / wheel.info / "licenses"))
               for path in (wheel.folder / wheel.info / "licenses").rglob("*") if path.is_file()}
    assert carried == set(listed)
    for library, licence in {"libcrypto": "libssl3", "libcurl": "libcurl4", "libgnutls": "libgnutls30", "libgmp": "libgmp10",
                             "librtmp": "librtmp1", "libz": "zlib1g"}.items():
        if any(name.startswith(f"atgateway.libs/{library}-") for name in wheel.names):
            assert f"libraries/{licence}.txt" in listed
    for always in ("pybind11", "rapidjson-dev", "libcli11-dev", "LGPL-2.1", "LGPL-3"):
        assert f"libraries/{always}.txt" in listed


def test_lives_beside_the_hosts_own_tls(wheel):
    """In a process that has loaded and used the host's OpenSSL, and goes on to."""
    program = """
import hashlib, ssl, threading
before = hashlib.sha256(b'x').hexdigest(), len(ssl.create_default_context().get_ciphers())
import atgateway
print(atgateway.backend)
sandbox = atgateway.Sandbox()
port = int(sandbox.url.split(':')[2].split('/')[0])
atgateway.connect('127.0.0.1', port)
try:
    atgateway.inspect_tls('127.0.0.1', port)  # a handshake of ours, with a server that has no TLS
except atgateway.Error:
    pass
assert before == (hashlib.sha256(b'x').hexdigest(), len(ssl.create_default_context().get_ciphers()))
loaded = {line.split()[-1] for line in open('/proc/self/maps') if 'libcrypto' in line}
print(len(loaded), sum('atgateway.libs' in path for path in loaded))
"""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("ATGATEWAY_", "PYTHON"))}
    done = subprocess.run([sys.executable, "-c", program], env={**kept, "PYTHONPATH": str(executable(wheel))}, cwd=wheel.folder,
                          capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n")[:2] == (["core", "2 1"] if wheel.extension else ["process", "1 0"])


def executable(wheel):
    (wheel.folder / "atgateway/bin/atgateway").chmod(0o755)  # zipfile forgets it; pip does not
    return wheel.folder


def test_the_executable_runs_and_throws(wheel):
    """An exception is unwound by the runtime inside the file: a configuration that cannot be read ends in words."""
    program = executable(wheel) / "atgateway/bin/atgateway"
    done = subprocess.run([program, "version"], capture_output=True, text=True, check=True)
    assert done.stdout.split()[:2] == ["atgateway", VERSION]
    done = subprocess.run([program, "no-such-command"], capture_output=True, text=True, check=False)
    assert done.returncode == 64 and "no-such-command" in done.stderr + done.stdout  # the flag parser throws
