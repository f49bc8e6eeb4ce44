"""The extension module shows the dynamic linker one name, whatever it was built of."""
from __future__ import annotations

import shutil
import subprocess

import pytest

core = pytest.importorskip("atgateway._core")


def test_only_its_beginning_is_exported() -> None:
    if shutil.which("nm") is None:
        pytest.skip("nm reads the symbols, and is not installed")
    listed = subprocess.run(["nm", "--dynamic", "--defined-only", "--format=posix", core.__file__], check=True,
                            capture_output=True, text=True).stdout
    assert [line.split()[0] for line in listed.splitlines()] == ["PyInit__core"]
