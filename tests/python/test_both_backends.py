"""Both backends give the same for the same question."""

from __future__ import annotations

import json

import atgateway
import pytest
from atgateway import Error, Gateway
from conftest import AVAILABLE

pytestmark = pytest.mark.skipif(len(AVAILABLE) < 2, reason="this package has one backend")


def by_each(monkeypatch, call):
    found = []
    for module in AVAILABLE.values():
        monkeypatch.setattr(atgateway._backend, "chosen", module)
        found.append(call())
    return found


def timeless(value):
    """Without what two runs cannot have in common: times, and what is measured in them."""
    if isinstance(value, dict):
        return {
            key: timeless(each)
            for key, each in value.items()
            if not key.endswith(("_us", "_at"))
            and key not in ("time", "times", "phases", "observed", "headline", "request_id")
        }
    return [timeless(each) for each in value] if isinstance(value, list) else value


def test_reports_of_a_closed_port(monkeypatch, closed):
    one, other = by_each(monkeypatch, lambda: atgateway.diagnose(closed).to_dict())
    assert timeless(one) == timeless(other) and one["checks"]


def test_reports_of_a_healthy_gateway(monkeypatch, served):
    one, other = by_each(
        monkeypatch,
        lambda: atgateway.diagnose(
            served.url, ca=served.ca, token="sandbox-token", profile="local", vantage="host"
        ).to_dict(),
    )
    assert one["verdict"]["status"] == other["verdict"]["status"] == "pass"
    assert [(check["id"], check["status"], check["title"], check["expected"]) for check in one["checks"]] == [
        (check["id"], check["status"], check["title"], check["expected"]) for check in other["checks"]
    ]
    assert [sorted(check["evidence"]) for check in one["checks"]] == [
        sorted(check["evidence"]) for check in other["checks"]
    ]


FORMS = ("text", "markdown", "html", "html-fragment", "junit", "prometheus", "json", "json-lines")


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_one_report(monkeypatch, closed, form):
    report = atgateway.diagnose(closed)
    one, other = by_each(monkeypatch, lambda: atgateway._backend.chosen.render(report.to_json(), form))
    assert one == other != ""


def test_looks(monkeypatch, closed):
    port = int(closed.rpartition(":")[2])
    for call in (
        lambda: atgateway.connect("127.0.0.1", port),
        lambda: atgateway.inspect_tls("127.0.0.1", port),
        lambda: atgateway.resolve("localhost"),
    ):
        one, other = by_each(monkeypatch, call)
        assert timeless(one) == timeless(other) and one


MISTAKES = {
    "target": lambda: atgateway.diagnose("nonsense"),
    "no target": lambda: atgateway.diagnose(""),
    "address": lambda: atgateway.diagnose("https://127.0.0.1:1", expect_address=["10.0.0.0/8", "x"]),
    "nameserver": lambda: atgateway.diagnose("https://127.0.0.1:1", nameservers="x"),
    "ca": lambda: atgateway.diagnose("https://127.0.0.1:1", ca="/no/such/file"),
    "base url": lambda: atgateway.diagnose("https://127.0.0.1:1", api_base_url="nonsense"),
    "token": lambda: atgateway.diagnose("https://127.0.0.1:1", token="a b"),
    "name": lambda: atgateway.resolve(""),
    "type": lambda: atgateway.resolve("a", type="NONSENSE"),
    "host": lambda: atgateway.connect("", 1),
    "port": lambda: atgateway.connect("127.0.0.1", 0),
    "server name": lambda: atgateway.inspect_tls("127.0.0.1", 1, "a b"),
    "request": lambda: atgateway.parse_request(b"GET\r\n\r\n"),
    "upstreams": lambda: Gateway({}),
    "a member": lambda: Gateway({"upstream": []}),
    "a value": lambda: Gateway({"upstreams": [{"base_url": "https://a.example"}], "workers": -1}),
    "report": lambda: atgateway.Report.from_json("{}"),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_mistakes(monkeypatch, mistake):
    def say():
        with pytest.raises(Error) as caught:
            mistake()
        error = caught.value
        # Where in a text something stands differs: the executable gets it on a line of its own.
        message = error.message.partition(" (file, line")[0]
        return error.code, error.layer, error.hint, message, error.field

    one, other = by_each(monkeypatch, say)
    assert one == other


CALLS = [
    ("GET", "/v1/services", {}, b""),
    ("GET", "/v1/whoami", {"User-Agent": "a", "X-B": "c"}, b""),
    ("GET", "/nowhere", {}, b""),
    (
        "POST",
        "/v1/rows/geocode",
        {"Content-Type": "application/json", "Authorization": "Bearer sandbox-token"},
        b'{"rows": [{"address": "Madrid"}, {"address": "nowhere at all"}, null, {"adress": 1}],'
        b' "include": ["raw", "geom"]}',
    ),
    ("POST", "/v1/rows/geocode", {"Content-Type": "application/json"}, b'{"rows": []}'),
    ("POST", "/v1/rows/geocode", {"Content-Type": "text/plain"}, b"\xff"),
    ("BREW", "/", {}, b""),
]


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call[0]} {call[1]}")
def test_replies(monkeypatch, call):
    def reply():
        with Gateway({"upstreams": [{"base_url": "sandbox:"}]}) as gateway:
            status, headers, body = gateway.handle(*call)
            names = sorted(name.lower() for name, _ in headers)
            return status, names, timeless(json.loads(body)) if body else body

    one, other = by_each(monkeypatch, reply)
    assert one == other
