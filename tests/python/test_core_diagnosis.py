"""A diagnosis of the extension module: from its first check to its end, or to its cancelling."""
from __future__ import annotations

import json
import os
import threading
from typing import Any

import atgateway
import pytest
from silence import FAR_S, Silent, until

core = pytest.importorskip("atgateway._core")


def begin(target: str, **options: Any) -> Any:
    return core.Diagnosis(**{"target": target, "profile": None, "vantage": None, "snapshot": "", "site": "",
                             "expect_address": [], "api_base_url": "", "token": None, "nameservers": [], "ca": "",
                             "samples": 1, "deadline": FAR_S, **options})


def thread_names() -> list[str]:
    found = []
    for task in os.listdir("/proc/self/task"):
        try:
            with open(f"/proc/self/task/{task}/comm", encoding="ascii") as comm:
                found.append(comm.read().strip())
        except OSError:
            pass  # it has just ended
    return found


def all_checks(run: Any) -> list[dict[str, Any]]:
    return [json.loads(text) for text in iter(run.next_check, None)]


def test_every_check_comes_once_and_stands_in_the_report(closed: str) -> None:
    run = begin(closed)
    checks = all_checks(run)
    report = json.loads(run.report())
    assert sorted(checks, key=lambda each: each["id"]) == sorted(report["checks"], key=lambda each: each["id"])
    assert run.next_check() is None
    assert json.loads(run.report()) == report


def test_the_report_can_come_first(closed: str) -> None:
    run = begin(closed)
    assert len(json.loads(run.report())["checks"]) == len(all_checks(run))


def test_the_report_is_what_the_renderer_writes(closed: str) -> None:
    text = begin(closed).report()
    assert core.render(text, "json") == text


def test_misuse_is_raised_by_whatever_is_asked_first() -> None:
    for ask in ("next_check", "report"):
        run = begin("ftp://127.0.0.1")
        for _ in range(2):
            with pytest.raises(atgateway.Error) as caught:
                getattr(run, ask)()
            assert caught.value.code == "bad-target"


def test_a_word_that_is_none_is_misuse() -> None:
    for name in ("profile", "vantage"):
        with pytest.raises(atgateway.Error) as caught:
            begin("https://127.0.0.1:1", **{name: "nowhere"})
        assert (caught.value.code, caught.value.field) == ("bad-config", name)


@pytest.mark.parametrize("samples", [0, 101, -1, 2**40])
def test_samples_out_of_range_are_misuse(closed: str, samples: int) -> None:
    with pytest.raises(atgateway.Error) as caught:
        begin(closed, samples=samples).report()
    assert caught.value.code == "bad-config"


def test_cancelling_ends_the_waits_of_others() -> None:
    peer = Silent()
    run = begin(f"https://127.0.0.1:{peer.port}")
    ended: list[str] = []

    def wait_for_report() -> None:
        with pytest.raises(atgateway.Error) as caught:
            run.report()
        ended.append(caught.value.code)

    def wait_for_checks() -> None:
        all_checks(run)
        ended.append("checks")

    threads = [threading.Thread(target=wait_for_report), threading.Thread(target=wait_for_checks)]
    for thread in threads:
        thread.start()
    peer.wait_for_somebody()
    run.cancel()
    for thread in threads:
        thread.join(FAR_S)
    assert sorted(ended) == ["cancelled", "checks"]
    peer.see_them_go()
    peer.close()


def test_cancelling_what_is_over_changes_nothing(closed: str) -> None:
    run = begin(closed)
    report = run.report()
    run.cancel()
    assert run.report() == report
    assert len(all_checks(run)) == len(json.loads(report)["checks"])


def test_its_threads_end(closed: str) -> None:
    runs = [begin(closed) for _ in range(8)]
    del runs
    until(lambda: "atg-python" not in thread_names(), "the threads end")
