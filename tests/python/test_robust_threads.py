"""Sixty-four threads at once."""
from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import atgateway

THREADS = 64


def test_they_share_a_gateway(backend: str) -> None:
    with atgateway.Gateway({"upstreams": [{"base_url": "sandbox:"}]}) as gateway:

        def call(number: int) -> tuple[int, str]:
            body = json.dumps({"row": {"address": f"{number} Main Street, Madrid"}})
            status, _, reply = gateway.handle("POST", "/v1/rows/geocode", {"Authorization": f"Bearer token-{number}",
                                                                          "Content-Type": "application/json"}, body)
            return status, json.loads(reply)["rows"]

        with ThreadPoolExecutor(THREADS) as pool:
            assert list(pool.map(call, range(5 * THREADS))) == [(200, 1)] * (5 * THREADS)


def test_they_diagnose(backend: str, closed: str) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        reports = list(pool.map(lambda _: atgateway.diagnose(closed, deadline=60), range(THREADS)))
    assert {(report.verdict.layer, report.target) for report in reports} == {("tcp", closed)}
