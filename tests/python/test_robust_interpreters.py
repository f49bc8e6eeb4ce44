"""A subinterpreter is refused, whoever came first, and the main one goes on."""
from __future__ import annotations

import os
import subprocess
import sys

import pytest
from conftest import BACKENDS
from silence import FAR_S

IN_SUBINTERPRETER = """
import sys
try:
    import _xxsubinterpreters as interpreters
except ImportError:
    try:
        import _interpreters as interpreters
    except ImportError:
        print("none")
        sys.exit()
SOURCE = '''
for attempt in range(2):
    try:
        import atgateway
    except ImportError as error:
        assert "cannot be imported in a subinterpreter" in str(error), error
    else:
        raise SystemExit("imported")
'''
def refused_in(interpreter):
    failure = interpreters.run_string(interpreter, SOURCE)  # raises, or since 3.13 tells
    assert failure is None, failure
    interpreters.destroy(interpreter)
"""
MAIN = """
import atgateway
assert not atgateway.diagnose("https://127.0.0.1:1").ok
"""
LEGACY = """
def legacy():
    # With the lock of the main one, as embedders make them; Python itself refuses the others.
    if sys.version_info >= (3, 13):
        return interpreters.create("legacy")
    return interpreters.create(isolated=False)
"""
ORDERS = {
    "main first": MAIN + "refused_in(legacy())\nrefused_in(interpreters.create())\n" + MAIN,
    "subinterpreter first": "refused_in(legacy())\nrefused_in(interpreters.create())\n" + MAIN,
}


@pytest.mark.parametrize("name", list(BACKENDS))
@pytest.mark.parametrize("order", ORDERS)
def test_a_subinterpreter_is_refused(order: str, name: str) -> None:
    done = subprocess.run([sys.executable, "-X", "faulthandler", "-c", IN_SUBINTERPRETER + LEGACY + ORDERS[order]],
                          text=True, capture_output=True, timeout=FAR_S,
                          env={**os.environ, "ATGATEWAY_BACKEND": name})
    if done.stdout.strip() == "none":
        pytest.skip("this Python does not offer subinterpreters to Python code")
    assert done.returncode == 0, done.stderr
