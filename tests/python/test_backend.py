"""Which backend is chosen, and what is said when there is none."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import atgateway
import pytest
from conftest import BACKENDS

PACKAGE = Path(atgateway.__file__).parent


def run(program, **changes):
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ATGATEWAY_")}
    if "ATGATEWAY_EXECUTABLE" in os.environ:
        environment["ATGATEWAY_EXECUTABLE"] = os.environ["ATGATEWAY_EXECUTABLE"]
    environment.update(changes)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, env=environment)


@pytest.fixture
def bare(tmp_path):
    """The package's Python alone: no extension module, no executable."""
    for source in PACKAGE.glob("*.py"):
        (tmp_path / "atgateway").mkdir(exist_ok=True)
        shutil.copy(source, tmp_path / "atgateway")
    return {"PYTHONPATH": str(tmp_path), "ATGATEWAY_EXECUTABLE": ""}


SAY = "import atgateway; print(atgateway.backend, atgateway.__version__)"


def test_the_extension_module_is_preferred():
    done = run(SAY)
    preferred = "core" if importable("atgateway._core") else "process"
    assert done.stdout == f"{preferred} {atgateway.__version__}\n", done.stderr


def importable(name):
    try:
        return importlib.import_module(name) is not None
    except ImportError:
        return False


@pytest.mark.parametrize("name", list(BACKENDS))
def test_either_can_be_forced(name):
    done = run(SAY, ATGATEWAY_BACKEND=name)
    assert done.stdout == f"{name} {atgateway.__version__}\n", done.stderr


def test_without_an_extension_module_the_executable_is_asked(bare, executable):
    done = run(SAY, **{**bare, "ATGATEWAY_EXECUTABLE": executable})
    assert done.stdout.split()[0] == "process", done.stderr


@pytest.mark.parametrize("forced", ["", "core", "process"])
def test_without_either_the_import_says_what_to_install(bare, forced):
    done = run("import atgateway", **bare, ATGATEWAY_BACKEND=forced)
    last = done.stderr.splitlines()[-1]
    assert last.startswith("ImportError: ") and done.returncode == 1
    assert (
        ("ATGATEWAY_BACKEND is core" in last)
        if forced == "core"
        else ("Install a wheel" in last and "ATGATEWAY_EXECUTABLE" in last)
    )


def test_another_word_is_refused():
    assert "ATGATEWAY_BACKEND must be core or process" in run("import atgateway", ATGATEWAY_BACKEND="fast").stderr


def test_the_import_brings_little_along():
    """Its time is measured elsewhere; this says what must not creep in."""
    program = (
        "import sys; before = set(sys.modules); import atgateway; "
        "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before}))"
    )
    brought = set(run(program).stdout.split())
    assert "atgateway" in brought
    assert not brought & {
        "IPython",
        "pandas",
        "numpy",
        "importlib.metadata",
        "email",
        "asyncio",
        "ssl",
        "http",
        "urllib",
        "inspect",
    }


def test_everything_public_is_listed():
    assert set(atgateway.__all__) <= set(dir(atgateway))
    assert "__version__" in dir(atgateway) and not hasattr(atgateway, "no_such_name")
    for name in atgateway.__all__:
        value = getattr(atgateway, name)
        assert isinstance(value, str) or value.__doc__, name
    assert (PACKAGE / "py.typed").exists()


SUBINTERPRETER = """
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
import {first}
import os
read, write = os.pipe()
for _ in range(2):
    id = interpreters.create()
    outcome = interpreters.run_string(id, '''
import os
try:
    import atgateway
    said = "imported"
except ImportError as error:
    said = f"ImportError: {{error}}"
os.write({write}, (said + "\\\\n").encode())
'''.replace("{write}", str(write)))
    interpreters.destroy(id)
os.close(write)
print(open(read).read(), end="")
"""


@pytest.mark.parametrize("name", list(BACKENDS))
@pytest.mark.parametrize("first", ["os", "atgateway"], ids=["alone", "after the main interpreter"])
def test_a_subinterpreter_is_refused_every_time(first, name):
    done = run(SUBINTERPRETER.replace("{first}", first).replace("{{", "{").replace("}}", "}"), ATGATEWAY_BACKEND=name)
    lines = done.stdout.splitlines()
    assert "ATGATEWAY_BACKEND=process" not in done.stdout
    assert len(lines) == 2 and all(line.startswith("ImportError: ") and "subinterpreter" in line for line in lines), (
        done
    )
