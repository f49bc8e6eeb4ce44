"""The annotations: complete for a strict checker, and right about what callers do with the package."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import atgateway
import pytest

pytest.importorskip("mypy", reason="mypy is not installed: see tests/python/requirements.txt")
PACKAGE = Path(atgateway.__file__).parent


def mypy(folder, *arguments):
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--strict",
            "--no-error-summary",
            "--python-version",
            "3.10",
            "--config-file",
            "",
            "--cache-dir",
            str(folder / "cache"),
            *map(str, arguments),
        ],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=folder,
    )


def test_the_package_is_typed_throughout(tmp_path):
    if not (PACKAGE / "_core.pyi").exists():
        pytest.skip("the package without the extension module has no description of it")
    # A copy with nothing beside it: mypy does not judge what is installed.
    (tmp_path / "atgateway").mkdir()
    for source in [*PACKAGE.glob("*.py"), *PACKAGE.glob("*.pyi")]:
        (tmp_path / "atgateway" / source.name).write_text(source.read_text())
    done = mypy(tmp_path, "atgateway")
    assert done.stdout == "" and done.returncode == 0, done.stdout + done.stderr


CALLER = """
from pathlib import Path
import atgateway

report = atgateway.diagnose("https://a.example", ca=Path("ca.crt"), nameservers=["10.0.0.1"], profile="local")
reveal_type(report.verdict.layer)
reveal_type(report.checks[0].remediation.commands)
reveal_type(atgateway.iter_diagnose("https://a.example").report())
reveal_type(atgateway.classify_http_request(200, "")["owner"])
request = atgateway.parse_request(b"")
assert request is not None
reveal_type(request["headers"]["host"])
reveal_type(request["headers"][0])
with atgateway.Gateway({"upstreams": []}) as gateway:
    reveal_type(gateway.handle("GET", "/", {"a": "b"}))
with atgateway.Sandbox(latency=1) as sandbox:
    reveal_type(sandbox.ledger())
reveal_type(atgateway.__version__)
atgateway.diagnose("https://a.example", profile="moon")
atgateway.diagnose(1)
atgateway.no_such_name
"""
SEEN = [
    '"str | None"',
    '"list[str]"',
    '"atgateway._report.Report"',
    '"str"',
    '"str"',
    '"tuple[str, str]"',
    '"tuple[int, atgateway._headers.Headers, bytes]"',
    '"dict[str, Any]"',
    '"str"',
]
MISTAKES = ["[arg-type]", "[arg-type]", "[attr-defined]"]


def test_what_a_caller_sees(tmp_path):
    (tmp_path / "caller.py").write_text(CALLER)
    (tmp_path / "atgateway").symlink_to(PACKAGE)
    lines = mypy(tmp_path, "caller.py").stdout.replace("builtins.", "").splitlines()
    revealed = [line.partition("Revealed type is ")[2] for line in lines if "Revealed type" in line]
    assert [kind.replace("Union[str, None]", "str | None") for kind in revealed] == SEEN, lines
    errors = [line for line in lines if ": error: " in line]
    assert len(errors) == 3 and all(line.endswith(kind) for line, kind in zip(errors, MISTAKES, strict=True)), errors
