"""Who may include whom. A room not in its list is a wall; docs/house.md explains the picture."""
import pathlib
import re

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Every room may include base and the public headers; flow is the values between rooms.
DOORS = {
    "base": set(),
    "json": set(),
    "net": set(),
    "wire": {"json"},
    "flow": {"json"},
    "config": {"json"},
    "catalog": set(),
    "site": {"json"},
    "probe": {"json", "net", "wire"},
    "snapshot": {"json", "net", "site", "catalog", "classify"},
    "classify": {"json", "catalog"},
    "report": {"json", "catalog"},
    "diag": {"json", "net", "wire", "probe", "catalog", "site", "snapshot", "report"},
    "dialect": {"json", "wire", "flow"},
    "service": {"json", "flow"},
    "upstream": {"net", "wire", "flow"},
    "runtime": {"json", "net", "upstream"},
    "gateway": {"json", "net", "config", "wire", "flow", "dialect", "service", "upstream", "runtime", "diag", "report"},
    "listen": {"net", "wire", "runtime"},
    "sandbox": {"json", "net", "wire", "listen", "runtime"},
    "lambda": {"json", "wire"},
    "rpc": {"json"},
}

# One third-party library, one room (OpenSSL: TLS and digests).
LIBRARIES = {
    r"rapidjson/": {"json"},
    r"curl/": {"upstream"},
    r"openssl/": {"base", "net"},
    r"zlib\.h": {"wire"},
    r"resolv\.h": {"probe"},
    r"arpa/nameser": {"probe"},
    r"boost/": set(),
    r"CLI/": set(),
}

INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.MULTILINE)


def includes(path):
    return INCLUDE.findall(path.read_text(encoding="utf-8"))


def files(*folders):
    return [f for folder in folders for f in (ROOT / folder).rglob("*") if f.suffix in (".hpp", ".cpp")]


def test_every_room_is_in_the_table():
    assert {p.name for p in (ROOT / "src").iterdir() if p.is_dir()} == set(DOORS)


@pytest.mark.parametrize("room", DOORS)
def test_a_room_includes_only_through_its_doors(room):
    wrong = []
    for path in files(f"src/{room}"):
        for quote, target in includes(path):
            other = target.split("/")[0]
            if quote == '"' and other not in DOORS[room] | {room, "base"}:
                wrong.append(f"{path.relative_to(ROOT)} includes {target}")
    assert wrong == []


@pytest.mark.parametrize("pattern", LIBRARIES)
def test_a_library_is_included_in_its_room_only(pattern):
    wrong = []
    for path in files("src", "include"):
        room = path.relative_to(ROOT).parts[1]
        for _, target in includes(path):
            if re.match(pattern, target) and room not in LIBRARIES[pattern]:
                wrong.append(f"{path.relative_to(ROOT)} includes {target}")
    assert wrong == []


def test_server_and_examples_use_the_public_headers_only():
    rooms = tuple(f"{room}/" for room in DOORS)
    wrong = [str(p) for p in files("server", "docs/examples", "tests/install") for q, t in includes(p)
             if q == '"' and t.startswith(rooms)]
    assert wrong == []


def test_public_headers_include_no_private_ones():
    wrong = [f"{p.name}: {t}" for p in files("include") for q, t in includes(p) if q == '"']
    assert wrong == []


def test_cmake_opens_the_same_doors():
    for room, doors in DOORS.items():
        text = (ROOT / "src" / room / "CMakeLists.txt").read_text()
        needs = re.search(r"NEEDS\s+([a-z\s]+?)(?:\s*LIBRARIES|\s*\))", text)
        assert set(needs.group(1).split() if needs else []) <= doors, room


def test_every_public_header_is_described():
    page = (ROOT / "docs/headers.md").read_text()
    missing = [p.name for p in files("include") if f"`{p.name}`" not in page]
    assert missing == []


def test_every_unit_has_a_twin():
    """src/room/x.cpp has tests/unit/room/x_test.cpp, or stands in the list with a reason."""
    without = set((ROOT / "tests/arch/without_twin.txt").read_text().split("\n"))
    without = {line.split("#")[0].strip() for line in without} - {""}
    missing = []
    for path in files("src"):
        if path.suffix != ".cpp":
            continue
        relative = path.relative_to(ROOT / "src")
        twin = ROOT / "tests/unit" / relative.parent / f"{relative.stem}_test.cpp"
        if not twin.exists() and str(relative) not in without:
            missing.append(str(relative))
    stale = [line for line in without if not (ROOT / "src" / line).exists()
             or (ROOT / "tests/unit" / pathlib.Path(line).parent / f"{pathlib.Path(line).stem}_test.cpp").exists()]
    assert missing == [] and stale == []
