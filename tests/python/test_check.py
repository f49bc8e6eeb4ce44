"""Checks, verdicts and vantages: the JSON's members, as a mapping and as attributes."""

import copy
import json
import pickle

import pytest
from atgateway import Check, Remediation, Vantage, Verdict

CHECK = {
    "id": "tcp.connects",
    "ref": "K28",
    "title": "A TCP connection can be made",
    "layer": "tcp",
    "status": "fail",
    "severity": "error",
    "owner": "gateway",
    "observed": "refused",
    "expected": "a connection",
    "evidence": {"tcp": {"duration_us": 22}},
    "duration_us": 22,
    "remediation": {"text": "Start the gateway.", "commands": ["ss -ltn", "true"]},
    "link": "docs/diagnostics.md#tcp.connects",
}
SKIP = {**{key: value for key, value in CHECK.items() if key != "ref"}, "status": "skip", "blocked_by": "dns.resolves"}
VERDICT = {
    "status": "fail",
    "layer": "tcp",
    "owner": "gateway",
    "headline": "Nobody listens",
    "next_action": "ss -ltn",
    "check": "tcp.connects",
}
VANTAGE = {"host": "vm", "resolvers": ["10.0.0.10:53"], "environment": "pod", "sentence": "It sees the cluster."}


@pytest.mark.parametrize(("kind", "members"), [(Check, CHECK), (Check, SKIP), (Verdict, VERDICT), (Vantage, VANTAGE)])
def test_a_mapping_with_attributes(kind, members):
    record = kind(members)
    assert record == members and dict(record) == members and list(record) == list(members)
    for name, value in members.items():
        assert record[name] == value and getattr(record, name) == value, name
        assert name in dir(record)
    for twin in (pickle.loads(pickle.dumps(record)), copy.copy(record), copy.deepcopy(record)):
        assert type(twin) is kind and twin == record
    assert json.loads(json.dumps(dict(record))) == members


def test_members_that_are_missing():
    check = Check(SKIP)
    assert check.ref is None and check.reason is None and check.explains == [] and check.blocked_by == "dns.resolves"
    assert Check({**SKIP, "explains": ["dns.resolves"], "reason": "no-data"}).explains == ["dns.resolves"]
    with pytest.raises(KeyError):
        check["ref"]
    with pytest.raises(AttributeError, match="Check has no member colour"):
        check.colour  # noqa: B018


def test_members_of_a_later_version():
    assert Check({**CHECK, "colour": "red"}).colour == "red"


def test_what_was_handed_out_changes_nothing():
    check, before = Check(copy.deepcopy(CHECK)), copy.deepcopy(CHECK)
    check.evidence.clear()
    check.evidence["address"] = "another"
    check.remediation.commands.clear()
    check["remediation"]["commands"].append("another")
    dict(check)["remediation"]["text"] = "another"
    assert check == before and check.evidence == before["evidence"]
    with pytest.raises(TypeError):
        check["status"] = "pass"
    with pytest.raises(AttributeError):
        check.status = "pass"


def test_remediation_as_text():
    assert str(Check(CHECK).remediation) == "Start the gateway.\nss -ltn\ntrue"
    assert str(Remediation({"text": "", "commands": []})) == ""
    assert Check(CHECK).remediation.text == "Start the gateway."


@pytest.mark.parametrize(
    ("status", "ok"),
    [("pass", True), ("warn", True), ("fail", False), ("crash", False), ("incomplete", False), ("unknown", False)],
)
def test_a_verdict_is_ok_when_all_was_seen_and_nothing_failed(status, ok):
    assert Verdict({**VERDICT, "status": status}).ok is ok


def test_a_verdict_of_a_working_path_names_nobody():
    verdict = Verdict({**VERDICT, "status": "pass", "layer": None, "owner": None, "next_action": None, "check": None})
    assert (verdict.layer, verdict.owner, verdict.next_action, verdict.check) == (None,) * 4


def test_short_forms():
    assert repr(Check(CHECK)) == "<Check tcp.connects: fail>"
    assert (
        repr(Verdict(VERDICT)) == "<Verdict fail: Nobody listens>" and str(Verdict(VERDICT)) == "fail: Nobody listens"
    )
    assert repr(Vantage(VANTAGE)) == "<Vantage pod>" and str(Vantage(VANTAGE)) == "It sees the cluster."
