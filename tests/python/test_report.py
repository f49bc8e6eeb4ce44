"""A report: its values, its forms, and that they are the executable's own."""

from __future__ import annotations

import builtins
import copy
import inspect
import json
import pickle
import re
import subprocess
import xml.etree.ElementTree as ElementTree

import atgateway
import pytest
from atgateway import Check, Error, Report, Vantage, Verdict

pytestmark = pytest.mark.usefixtures("backend")


@pytest.fixture
def report(closed):
    return atgateway.diagnose(closed)


def changed(report, **statuses):
    """The report with checks of another status; what follows from them is derived anew."""
    document = report.to_dict()
    for check in document["checks"]:
        status = statuses.get(check["id"].replace(".", "_").replace("-", "_"))
        if status:
            check.pop("blocked_by", None)
            check.pop("reason", None)
            check.update(status)
    return Report.from_json(json.dumps(document))


def all_passed(report):
    document = report.to_dict()
    for check in document["checks"]:
        if "blocked_by" in check:
            del check["blocked_by"]
            check["status"] = "pass"
        elif check["status"] == "fail":
            check["status"] = "pass"
    return Report.from_json(json.dumps(document))


def test_its_values(report, closed):
    assert report.ok is False and report.target == closed and report.profile == "local"
    assert isinstance(report.verdict, Verdict) and report.verdict == report.to_dict()["verdict"]
    assert (report.verdict.status, report.verdict.layer, report.verdict.check) == ("fail", "tcp", "tcp.connects")
    assert isinstance(report.vantage, Vantage) and report.vantage == report.to_dict()["vantage"]
    assert all(isinstance(check, Check) for check in report.checks) and report.checks == report.to_dict()["checks"]
    assert [check.id for check in report.failed] == ["tcp.connects"] and report["tcp.connects"] == report.failed[0]
    assert report.duration == report.to_dict()["duration_us"] / 1e6 > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", report.started_at)
    with pytest.raises(KeyError, match="no.such"):
        report["no.such"]


def test_what_was_handed_out_changes_nothing(report):
    before = report.to_json()
    report.to_dict()["checks"].clear()
    report.checks.clear()
    check = report["tcp.connects"]
    check["evidence"]["x"] = 1
    check.evidence["x"] = 1
    check["remediation"]["commands"].append("x")
    check.remediation["commands"].append("x")
    for each in report.checks:
        for member in [*each.values(), *report.vantage.values()]:
            if isinstance(member, (dict, list)):
                member.clear()
    report.vantage["resolvers"].append("x")
    assert report == Report.from_json(before) and report.checks == json.loads(before)["checks"]
    assert report.checks and report.to_json() == before and json.loads(before) == report.to_dict()


def test_its_json_is_what_the_executable_writes(report, executable, tmp_path):
    """The same checks, judged again: only what a run of its own stamps differs."""
    (tmp_path / "report.json").write_text(report.to_json())
    done = subprocess.run(
        [executable, "doctor", "--replay", tmp_path / "report.json", "--format", "json"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout) == report.to_dict()
    assert done.stdout.strip() == report.to_json().strip()


def test_a_report_that_was_read_again(report):
    twin = Report.from_json(report.to_json())
    assert twin == report and twin.to_json() == report.to_json() and hash(twin) == hash(report)
    assert changed(report, tcp_connects={"observed": "another"}) != report and report != report.to_dict()


@pytest.mark.parametrize(
    "again", [lambda r: pickle.loads(pickle.dumps(r)), copy.copy, copy.deepcopy], ids=["pickle", "copy", "deepcopy"]
)
def test_a_copy(report, again):
    twin = again(report)
    assert type(twin) is Report and twin == report and twin.to_json() == report.to_json()


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"schema_version": 2}', "\0", "[" * 100_000])
def test_a_text_that_is_no_report(text):
    with pytest.raises(Error) as caught:
        Report.from_json(text)
    assert (caught.value.code, caught.value.layer) == ("bad-report", "config")


def test_a_working_path(report):
    passed = all_passed(report)
    assert (
        passed.ok and passed.verdict.status == "pass" and passed.failed == [] and passed.raise_for_failures() is passed
    )
    assert repr(passed) == f"<Report {report.target}: pass>"


def test_failures_are_raised_when_asked(report):
    with pytest.raises(Error) as caught:
        report.raise_for_failures()
    error, verdict = caught.value, report.verdict
    assert (error.code, error.layer, error.hint, error.message) == (
        "tcp.connects",
        "tcp",
        verdict.next_action,
        verdict.headline,
    )


@pytest.mark.parametrize(
    ("status", "raises"),
    [
        ({"status": "warn"}, False),
        ({"status": "crash"}, True),
        ({"status": "skip", "blocked_by": "deadline"}, True),
        ({"status": "skip", "reason": "not-visible-from-here"}, False),
    ],
    ids=["warn", "crash", "incomplete", "unknown"],
)
def test_which_verdicts_are_raised(report, status, raises):
    judged = changed(all_passed(report), tls_version=status)
    if not raises:
        assert judged.raise_for_failures() is judged
        return
    with pytest.raises(Error) as caught:
        judged.raise_for_failures()
    assert (caught.value.code, caught.value.layer) == ("tls.version", "tls") and caught.value.hint


def test_the_forms(report):
    assert "tcp.connects" in str(report) and "\x1b" not in str(report)
    assert report.to_markdown().startswith("#") and "tcp.connects" in report.to_markdown()
    assert "<html" in report.to_html() and "tcp.connects" in report.to_html()
    assert repr(report) == f"<Report {report.target}: fail in tcp, for gateway>" and "\n" not in repr(report)


def test_the_form_of_a_notebook(report):
    fragment = report._repr_html_()
    assert "<html" not in fragment and "<script" not in fragment and "tcp.connects" in fragment
    assert not re.search(r"(src|href)=\"https?:", fragment), "nothing from elsewhere"


def test_what_was_observed_cannot_become_markup(report):
    hostile = changed(report, tcp_connects={"observed": "<img src=x onerror=alert(1)>"})
    assert "<img" not in hostile._repr_html_() and "<img" not in hostile.to_html()
    ElementTree.fromstring(atgateway._backend.chosen.render(hostile.to_json(), "junit"))


def test_a_table(report):
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    table = report.to_pandas()
    assert isinstance(table, pandas.DataFrame)
    assert list(table.columns) == ["id", "layer", "status", "owner", "observed", "expected", "duration_ms", "fix"]
    assert list(table["id"]) == [check.id for check in report.checks]
    row = table.set_index("id").loc["tcp.connects"]
    assert row["fix"] == str(report["tcp.connects"].remediation) == "Start the gateway, or correct the port.\nss -ltn"
    assert row["duration_ms"] == report["tcp.connects"].duration_us / 1000


def test_a_table_without_pandas_says_what_to_install(report, monkeypatch):
    true_import = builtins.__import__

    def without_pandas(name, *arguments, **options):
        if name == "pandas":
            raise ModuleNotFoundError("No module named 'pandas'")
        return true_import(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without_pandas)
    with pytest.raises(ImportError, match="pip install pandas"):
        report.to_pandas()


def test_it_has_no_place_for_more():
    assert not hasattr(Report.__new__(Report), "__dict__") and inspect.getdoc(Report)
