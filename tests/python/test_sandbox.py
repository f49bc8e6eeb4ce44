"""The sandbox: it starts, counts, misbehaves as told, and stops."""

import socket
import urllib.error
import urllib.request

import pytest
from atgateway import Sandbox

pytestmark = pytest.mark.usefixtures("backend")


def geocode(sandbox, token="sandbox-token", address="Madrid"):
    request = urllib.request.Request(
        f"{sandbox.url}/v3/lds/geocoding/geocode?address={address}", headers={"Authorization": f"Bearer {token}"}
    )
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=20) as reply:
            return reply.status
    except urllib.error.HTTPError as error:
        return error.code


def test_calls_and_metered_rows_are_counted():
    with Sandbox() as sandbox:
        assert geocode(sandbox) == 200 and geocode(sandbox, "sandbox-expired") == 401
        ledger = sandbox.ledger()
        assert len(ledger["calls"]) == 2 and ledger["metered_rows"] == 1 and "sandbox-token" not in str(ledger)
        sandbox.clear_ledger()
        assert sandbox.ledger()["calls"] == [] and sandbox.ledger()["metered_rows"] == 0


def test_faults():
    with Sandbox(error_rate=1, status=503) as sandbox:
        assert geocode(sandbox) == 503
    with Sandbox(quota=1) as sandbox:
        assert [geocode(sandbox), geocode(sandbox, address="Oslo")] == [200, 429]
    with Sandbox(reset_rate=1.0) as sandbox, pytest.raises(OSError):
        geocode(sandbox)


def test_faults_can_be_repeated():
    def run(seed):
        with Sandbox(error_rate=0.5, seed=seed) as sandbox:
            return [geocode(sandbox) for _ in range(24)]

    assert run(7) == run(7) and {200, 500} == set(run(7))


def test_closing_stops_it():
    sandbox = Sandbox()
    host, port = sandbox.url.removeprefix("http://").split(":")
    sandbox.close()
    sandbox.close()
    with pytest.raises(ConnectionRefusedError), socket.create_connection((host, int(port)), timeout=20):
        pass


def test_several_at_once():
    with Sandbox() as one, Sandbox() as other:
        assert one.url != other.url
        geocode(one)
        assert len(one.ledger()["calls"]) == 1 and other.ledger()["calls"] == []
