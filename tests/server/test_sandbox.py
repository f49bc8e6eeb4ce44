"""The sandbox as its own process."""
import json

from conftest import http, run

TOKEN = {"Authorization": "Bearer sandbox-token"}


def begin(start, *arguments):
    process = start("sandbox", "--listen", "127.0.0.1:0", *arguments)
    return process.process.stdout.readline().decode().split()[-1]


def test_answers_and_keeps_a_ledger(start):
    url = begin(start)
    status, headers, body = http(url + "/v3/lds/geocoding/geocode?address=Madrid", headers=TOKEN)
    assert status == 200 and headers["atgateway-sandbox"] == "1" and "Madrid" in body and '"sandbox":true' in body
    batch = json.loads(http(url + "/api/v3/lds/geocoding/batch", {"addresses": ["Oslo", "nowhere at all"]}, headers=TOKEN)[2])
    assert len(batch) == 2 and batch[0]["value"][0]["city"] == "Oslo" and batch[1]["value"] == []
    ledger = json.loads(http(url + "/_sandbox/ledger")[2])
    assert [c["rows"] for c in ledger["calls"]] == [1, 2] and ledger["metered_rows"] == 3
    assert "sandbox-token" not in json.dumps(ledger)


def test_tokens(start):
    url = begin(start)
    for token, expected in (("sandbox-expired", 401), ("sandbox-no-lds", 403), ("sandbox-no-quota", 429), ("x", 401)):
        assert http(url + "/v3/lds/stats", headers={"Authorization": "Bearer " + token})[0] == expected
    assert http(url + "/v3/lds/stats")[0] == 401


def test_quota_and_errors_by_option(start):
    url = begin(start, "--quota", "1")
    query = url + "/v3/lds/geocoding/geocode?address=Madrid"
    assert [http(query, headers=TOKEN)[0] for _ in range(2)] == [200, 429]
    url = begin(start, "--error-rate", "1", "--status", "503")
    assert http(url + "/v3/lds/geocoding/geocode?address=Madrid", headers=TOKEN)[0] == 503


def test_stays_on_this_machine_unless_told():
    done = run("sandbox", "--listen", "0.0.0.0:0")
    assert done.returncode == 78 and "--sandbox-on-network" in done.stderr
