"""The machinery of the chaos and overload proofs: short runs of both, judged by their counts; and a judge that notices."""
import asyncio
import json
import os
import pathlib
import sys

import pytest

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "support"), str(TESTS / "prove")]
import chaos  # noqa: E402
import doctor  # noqa: E402
import doctor_network  # noqa: E402
import overload  # noqa: E402
from callers import Outcome, Reply, Row  # noqa: E402
from chaos_judge import Judge, Wire  # noqa: E402

BINARY = pathlib.Path(os.environ["ATGATEWAY"]).resolve()


class Options:
    rate, seconds, faulty, seed, callers = 50, 3, 0.2, 5, list(chaos.CALLERS)


def test_three_seconds_of_chaos(tmp_path, monkeypatch):
    for kind, habits in chaos.PATIENCE.items():
        monkeypatch.setitem(chaos.PATIENCE, kind, {**habits, "try_s": 2.5})
    done = asyncio.run(chaos.Round(BINARY, tmp_path / "one", "one gateway", Options).run())
    done.print()
    # Not judged here: times, and that so few exchanges meet every kind of fault.
    timed = ("statements a second", "longest time", "statements answered", "faulty exchanges")
    wrong = [each for each in done.bounds if not each[3] and not each[0].startswith(timed)]
    assert not wrong and not done.judge.violations
    assert done.judge.figures["statements"] == 300 and done.wire.total > 300
    assert sum(done.outer[kind] for kind in chaos.FAULTS) > 20 and sum(done.inner[kind] for kind in chaos.FAULTS) > 20
    assert set(done.judge.by_caller) == set(Options.callers)
    assert all(each["rows"] > 0 for each in done.judge.by_caller.values())


def test_a_short_burst_is_refused_and_over_when_it_is_over(tmp_path):
    sandbox, gateway = overload.start(BINARY, tmp_path)
    try:
        async def burst():
            load = overload.Load(gateway.port)
            flood = (await load.run(4000, 0.25))[0]
            after = (await load.run(50, 0.5))[0]
            load.client.close()
            return flood, after
        flood, after = asyncio.run(burst())
    finally:
        gateway.stop()
        sandbox.stop()
    kinds = {answer.kind for answer in flood}
    assert len(flood) == 1000 and kinds <= {"served", "refused 429 overloaded", "200 with queue-timeout"}
    assert sum(answer.kind == "refused 429 overloaded" for answer in flood) > 100
    assert sum(answer.kind == "served" for answer in flood) >= overload.IN_FLIGHT
    assert [answer.kind for answer in after] == ["served"] * 25


def outcome(*attempts, ended="answered", rows=None, body=b"{}"):
    rows = [Row("ok", {"value": [{"city": "Oslo"}]})] if rows is None else rows
    return Outcome(ended, rows, list(attempts), "", Reply(200, {}, body))


def judged(*ends, wire=1, keys_hold=True, keyed=False):
    sent = Wire()
    sent.rows["1, Oslo"] = wire
    judge = Judge(sent, chaos.city_of, keys_hold)
    for end in ends:
        judge.ended("somebody", keyed, ["1, Oslo"], end)
    judge.count_repeats()
    return judge


@pytest.mark.parametrize("arguments,expected", [
    (dict(wire=1), {}), (dict(wire=0), {}),
    (dict(wire=2, keyed=True), "a row with a key put on the wire again"),
    (dict(wire=2), "a row repeated without a lost reply"),
    (dict(wire=2, keyed=True, keys_hold=False), "a row repeated without a lost reply")])
def test_the_judge_notices_repeats(arguments, expected):
    assert set(judged(outcome("200"), **arguments).violations) == ({expected} if expected else set())


def test_the_judge_allows_a_repeat_for_each_lost_reply():
    assert not judged(outcome("timeout", "200"), wire=2).violations
    assert judged(outcome("timeout", "200"), wire=2).figures["unkeyed rows repeated"] == 1
    assert judged(outcome("timeout", "200"), wire=3).violations
    assert judged(outcome("timeout", "200"), wire=2, keyed=True).violations
    assert not judged(outcome("timeout", "200"), wire=2, keyed=True, keys_hold=False).violations


@pytest.mark.parametrize("end,expected", [
    (outcome("200", rows=[]), "another number of rows"),
    (outcome("200", rows=[Row("ok", {"value": [{"city": "Lima"}]})]), "another row's answer, or none"),
    (outcome("200", rows=[Row("null")]), "another row's answer, or none"),
    (outcome("200", rows=[Row("error", None, "upstream-timeout", "no")]), "a row on the wire that is said not to be billed"),
    (outcome("200", body=json.dumps({"billed": 0}).encode()), "billed is too low")])
def test_the_judge_notices_wrong_answers(end, expected):
    assert list(judged(end).violations) == [expected]


def test_the_judge_notices_a_retried_status_for_rows_on_the_wire():
    sent = Wire()
    judge = Judge(sent, chaos.city_of)
    judge.retrying(["a"], outcome("503"))
    sent(b"GET /api/v3/lds/geocoding/geocode?address=a HTTP/1.1\r\n\r\n", 0)
    judge.retrying(["a"], outcome("lost"))
    judge.retrying(["a"], outcome("lost", "503"))
    assert not judge.violations
    judge.retrying(["a"], outcome("503"))
    assert list(judge.violations) == ["a retried status for rows on the wire"]


def test_what_counts_as_put_on_the_wire():
    wire = Wire()
    head = b"POST /api/v3/lds/geocoding/batch HTTP/1.1\r\nContent-Length: 25\r\n\r\n"
    wire(head + b'{"addresses":["a b","a b"]}', len(head))
    wire(b"GET /v3/lds/geocoding/geocode?address=a%20b&country=NO HTTP/1.1\r\n\r\n", 0)
    wire(b"GET /v3/lds/stats HTTP/1.1\r\n\r\n", 0)
    assert wire.rows == {"a b": 3} and wire.total == 3


def test_a_diagnosis_beside_its_slowest_probe(tmp_path):
    ratio, whole = doctor.measure_ratio(BINARY, tmp_path, runs=2)
    assert ratio >= 1 and whole > 0


@pytest.mark.skipif(bool(doctor_network.why_not()), reason=doctor_network.why_not() or "-")
def test_a_diagnosis_that_is_cut_off(tmp_path):
    beyond, status = doctor.measure_overrun(BINARY, tmp_path / "one", doctor.SILENT["silent DNS"], 0.5)
    assert status == "incomplete" and beyond > -400
