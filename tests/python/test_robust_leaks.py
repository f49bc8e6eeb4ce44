"""Nothing grows with the number of diagnoses; leaks.py does it for longer."""
from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_nothing_grows(backend: str) -> None:
    done = subprocess.run([sys.executable, str(Path(__file__).with_name("leaks.py")), "500"], text=True,
                          capture_output=True, timeout=120, env={**os.environ, "ATGATEWAY_BACKEND": backend})
    assert done.returncode == 0, done.stdout + done.stderr
