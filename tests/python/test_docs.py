"""docs/python.md: its programs run, its table of names is whole, its links lead somewhere."""
from __future__ import annotations

import re
from pathlib import Path

import atgateway
import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/python.md").read_text()
PROGRAMS = re.findall(r"^```python\n(.*?)^```", PAGE, re.M | re.S)
TARGET = "https://carto-atg.example.com"


def test_every_public_name_has_its_place():
    rows = re.findall(r"^\| (.*?) \|", PAGE, re.M)
    named = {name for row in rows for name in re.findall(r"`(\w+)", row)}
    assert set(atgateway.__all__) - named == {"CheckStream"} and "`CheckStream`" in PAGE  # named beside iter_diagnose
    for name in re.findall(r"^\| `([a-zA-Z_]+)(?:\(|`)", PAGE[PAGE.index("## Every public name"):PAGE.index("| `Report` | |")], re.M):
        assert hasattr(atgateway, name), name


def test_every_member_of_a_report_is_there():
    table = PAGE[PAGE.index("| `Report` | |"):PAGE.index("## Errors")]
    members = set(re.findall(r"`(?:Report)?\.(\w+)", table))
    for name in members - {"status", "headline", "layer", "owner", "next_action", "check"}:
        assert hasattr(atgateway.Report, name), name
    public = {name for name in vars(atgateway.Report) if not name.startswith("_")}
    assert public <= members


def test_the_first_programs_run():
    """At a port where nobody listens: what they show is true of any report."""
    names: dict = {}
    ran = 0
    for program in PROGRAMS:
        if "Sandbox" in program or "iter_diagnose" in program:
            continue
        program = program.replace(TARGET, "https://localhost:1")
        if "raise_for_failures" in program:
            with pytest.raises(atgateway.Error, match="tcp.connects|Nobody|refuses"):
                exec(program, names)
        else:
            exec(program, names)
        ran += 1
    assert ran == 3
    assert names["report"].profile == "databricks-ncc"


def test_checks_as_they_come(capsys: pytest.CaptureFixture[str]):
    program = next(program for program in PROGRAMS if "iter_diagnose" in program)
    exec(program.replace(TARGET, "https://localhost:1"), {"atgateway": atgateway})
    assert "fail tcp.connects" in capsys.readouterr().out


def test_gateway_and_sandbox(capsys: pytest.CaptureFixture[str]):
    exec(next(program for program in PROGRAMS if "Sandbox" in program), {})
    assert capsys.readouterr().out == '200 {"type":"Point","coordinates":[-3.70256,40.4165]} 1\n'


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", PAGE))))
def test_a_link_leads_to_a_file(link: str):
    assert (ROOT / "docs" / link).exists()
