"""Executables that answer like `atgateway rpc`, and then do what no sound one does."""

from __future__ import annotations

import os
import sys
from pathlib import Path

BEGIN = """
import json, os, signal, sys, time
def answer(**members):
    sys.stdout.write(json.dumps(members) + "\\n")
    sys.stdout.flush()
def mark(path):  # whole or not there: somebody waits for it
    with open(path + ".new", "w") as file:
        file.write(str(os.getpid()))
    os.rename(path + ".new", path)
def request():
    line = sys.stdin.buffer.readline()
    if not line:
        raise SystemExit(0)
    asked = json.loads(line)
    if asked["method"] == "version":
        answer(id=asked["id"], result={"version": VERSION, "components": {}})
        return request()
    return asked
"""


def write(folder: Path, body: str, version: str = "0.1.0") -> str:
    """An executable file that runs `body` after `request`, `answer` and `mark` have been defined.

    Asked for its version it says `version`."""
    path = folder / "atgateway"
    path.write_text(f"#!{sys.executable} -SE\nVERSION = {version!r}\n{BEGIN}{body}")
    path.chmod(0o755)
    return str(path)


def is_running(pid: int) -> bool:
    """A process that ended and was not waited for counts as running: nobody would ever end it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
