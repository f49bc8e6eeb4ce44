"""Wrong types and values out of range are refused by name, before anything happens."""

from __future__ import annotations

import inspect
import ipaddress
import math
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import atgateway
import pytest
from atgateway import _arguments, _backend
from atgateway._secret import Secret

TARGET = "https://127.0.0.1:1"


class Untouched:
    """A backend that must not be asked."""

    def __getattr__(self, name):
        return lambda *_, **__: pytest.fail(f"{name} was called")


@pytest.fixture(autouse=True)
def untouched(monkeypatch):
    monkeypatch.setattr(_backend, "chosen", Untouched())


def handled(**given):
    gateway = atgateway.Gateway.__new__(atgateway.Gateway)
    gateway._handle = Untouched()
    return gateway.handle(**{"method": "GET", "path": "/", **given})


def diagnosed(**given):
    return atgateway.diagnose(**{"target": TARGET, **given})


CALLS = {
    "diagnose": diagnosed,
    "iter_diagnose": lambda **given: atgateway.iter_diagnose(**{"target": TARGET, **given}),
    "resolve": lambda **given: atgateway.resolve(**{"name": "localhost", **given}),
    "connect": lambda **given: atgateway.connect(**{"host": "127.0.0.1", "port": 1, **given}),
    "inspect_tls": lambda **given: atgateway.inspect_tls(**{"host": "127.0.0.1", "port": 1, **given}),
    "classify_http_request": lambda **given: atgateway.classify_http_request(
        **{"status_code": 200, "text": "", **given}
    ),
    "parse_request": atgateway.parse_request,
    "Gateway": atgateway.Gateway,
    "Gateway.handle": handled,
    "Sandbox": atgateway.Sandbox,
    "Report.from_json": atgateway.Report.from_json,
}

TEXT, TEXTS, PATH = "str", "str or a sequence of str", "str or os.PathLike"
DIAGNOSE = {
    "target": (TEXT, [None, 1, b"https://a"]),
    "profile": (TEXT, [1, b"local"]),
    "vantage": (TEXT, [1, ["pod"]]),
    "snapshot": (PATH, [1, b"folder", ["folder"]]),
    "site": (PATH, [1, b"file"]),
    "ca": (PATH, [1, b"file"]),
    "expect_address": (TEXTS, [1, b"10.0.0.1", {"10.0.0.1"}, ipaddress.ip_address("10.0.0.1")]),
    "api_base_url": (TEXT, [1, b"https://a"]),
    "token": (TEXT, [1, b"token", ["token"]]),
    "nameservers": (TEXTS, [1, b"10.0.0.1", iter(())]),
    "samples": ("int", [None, "1", 1.0, True]),
    "deadline": ("float", [None, "1", True, b"1"]),
}
WRONG = {
    "diagnose": {**DIAGNOSE, "progress": ("bool", [1, "no"])},
    "iter_diagnose": DIAGNOSE,
    "resolve": {
        "name": (TEXT, [None, 1, b"a"]),
        "nameserver": (TEXT, [1, b"a"]),
        "type": (TEXT, [None, 1, b"A"]),
        "deadline": ("float", [None, "1", True]),
    },
    "connect": {
        "host": (TEXT, [None, 1, b"a"]),
        "port": ("int", [None, "1", 1.0, True]),
        "deadline": ("float", [None, "1", True]),
    },
    "inspect_tls": {
        "host": (TEXT, [None, 1, b"a"]),
        "port": ("int", [None, "1", 1.0, True]),
        "server_name": (TEXT, [1, b"a"]),
        "deadline": ("float", [None, "1", True]),
    },
    "classify_http_request": {"status_code": ("int", ["200", 200.0, True]), "text": ("bytes or str", [1, ["a"]])},
    "parse_request": {"data": ("bytes", [None, "GET", 1, [71]])},
    "Gateway": {"config": ("a mapping or str", [None, 1, b"{}", ["a"]])},
    "Gateway.handle": {
        "method": (TEXT, [None, 1, b"GET"]),
        "path": (TEXT, [None, 1, b"/"]),
        "headers": ("a mapping or pairs of str", [1, "a: b", b"a: b"]),
        "body": ("bytes or str", [None, 1, {"row": {}}]),
        "deadline": ("float", ["1", True]),
    },
    "Sandbox": {
        **{name: ("float", [None, "0", True]) for name in ("latency", "latency_jitter", "error_rate", "reset_rate")},
        **{name: ("int", [None, "0", 0.5, True]) for name in ("status", "rate_limit", "quota", "seed")},
    },
    "Report.from_json": {"text": (TEXT, [None, 1, b"{}", {}])},
}
CASES = [
    (call, name, wanted, value)
    for call, arguments in WRONG.items()
    for name, (wanted, values) in arguments.items()
    for value in values
]


def test_every_argument_has_its_row():
    for call, arguments in WRONG.items():
        function = atgateway
        for part in call.split("."):
            function = getattr(function, part)
        assert set(arguments) == set(inspect.signature(function).parameters) - {"self"}, call


@pytest.mark.parametrize(
    ("call", "name", "wanted", "value"),
    CASES,
    ids=[f"{call}-{name}-{type(value).__name__}" for call, name, _, value in CASES],
)
def test_a_wrong_type(call, name, wanted, value):
    with pytest.raises(TypeError) as caught:
        CALLS[call](**{name: value})
    assert str(caught.value) == f"{name} must be {wanted}, not {type(value).__name__}"


@pytest.mark.parametrize("name", ["expect_address", "nameservers"])
def test_a_wrong_type_within_a_sequence(name):
    with pytest.raises(TypeError, match=rf"^{name}\[1\] must be str, not int$"):
        diagnosed(**{name: ["10.0.0.1", 2]})


RANGES = [
    ("connect", "port", -1),
    ("connect", "port", 65536),
    ("inspect_tls", "port", 70000),
    ("diagnose", "samples", 0),
    ("diagnose", "samples", 101),
    ("diagnose", "deadline", 0),
    ("diagnose", "deadline", -1.0),
    ("diagnose", "deadline", math.nan),
    ("diagnose", "deadline", math.inf),
    ("diagnose", "deadline", 10**400),
    ("diagnose", "deadline", 86401),
    ("iter_diagnose", "deadline", Decimal("NaN")),
    ("resolve", "deadline", 0.0),
    ("connect", "deadline", 0),
    ("inspect_tls", "deadline", 0),
    ("Gateway.handle", "deadline", 0),
    ("Sandbox", "latency", -1),
    ("Sandbox", "latency_jitter", math.nan),
    ("Sandbox", "error_rate", 1.1),
    ("Sandbox", "reset_rate", -0.1),
    ("Sandbox", "status", 200),
    ("Sandbox", "status", 600),
    ("Sandbox", "rate_limit", -1),
    ("Sandbox", "quota", -1),
    ("Sandbox", "seed", -1),
    ("Sandbox", "seed", 2**63),
    ("diagnose", "target", "https://\ud800"),
    ("resolve", "name", "\udfff"),
    ("diagnose", "token", "\ud800"),
    ("diagnose", "nameservers", ["\ud800"]),
    ("Gateway.handle", "body", "\ud800"),
    ("Gateway", "config", "\ud800"),
    ("Gateway.handle", "path", "/\u0100"),
    ("Gateway.handle", "method", "G\u0416T"),
]


@pytest.mark.parametrize(
    ("call", "name", "value"), RANGES, ids=[f"{call}-{name}-{value!a:.12}" for call, name, value in RANGES]
)
def test_a_value_out_of_range(call, name, value):
    with pytest.raises(ValueError, match=rf"^{name}\b"):
        CALLS[call](**{name: value})


@pytest.mark.parametrize("name", ["profile", "vantage"])
def test_a_word_that_is_none(name):
    with pytest.raises(atgateway.Error) as caught:
        diagnosed(**{name: "moon"})
    assert (caught.value.code, caught.value.layer, caught.value.field) == ("bad-config", "config", f"/{name}")
    assert "moon" not in str(caught.value) and "It is one of: " in caught.value.hint


FIELDS = [
    ([("a",)], TypeError, "headers[0] must be a pair"),
    ([("a", "b"), "cd"], TypeError, "headers[1] must be a pair"),
    ([("a", 1)], TypeError, "headers[0] must have a value of str, not int"),
    ([(b"a", "b")], TypeError, "headers[0] must have a name of str, not bytes"),
    ({"a": None}, TypeError, "headers[0] must have a value of str, not NoneType"),
    ([("", "b")], ValueError, "headers[0] must have a field name"),
    ([("a b", "c")], ValueError, "headers[0]"),
    ([("a", "b\r\nc: d")], ValueError, "headers[0] must have a value without line ends"),
    ([("a", "b"), ("a", "\0")], ValueError, "headers[1]"),
    ({"a": "\u0100"}, ValueError, "headers[0]"),
]


@pytest.mark.parametrize(("headers", "kind", "says"), FIELDS)
def test_header_fields_that_are_none(headers, kind, says):
    with pytest.raises(kind) as caught:
        handled(headers=headers)
    assert str(caught.value).startswith(says)


@pytest.mark.parametrize(
    ("config", "kind", "says"),
    [
        ({"a": {1, 2}}, TypeError, "config cannot be written as JSON: it holds a set"),
        ({"a": math.nan}, ValueError, "config cannot"),
        ({(1, 2): 3}, TypeError, "config cannot"),
    ],
)
def test_a_configuration_that_is_not_json(config, kind, says):
    with pytest.raises(kind) as caught:
        atgateway.Gateway(config)
    assert str(caught.value).startswith(says)


class Index:
    def __index__(self):
        return 7


def test_what_is_taken():
    assert _arguments.texts("n", None) == [] and _arguments.texts("n", "a") == ["a"]
    assert _arguments.texts("n", ("a", "b")) == ["a", "b"]
    assert (
        _arguments.path("p", Path("/a")) == "/a"
        and _arguments.path("p", "b") == "b"
        and _arguments.path("p", None) == ""
    )
    assert _arguments.whole("n", Index(), 1, 7) == 7
    assert _arguments.whole_clamped("n", 10**30) == 2**31 - 1 and _arguments.whole_clamped("n", -(10**30)) == -(2**31)
    assert [_arguments.deadline("d", each) for each in (1, 0.5, Fraction(1, 4), Decimal("2"), Index())] == [
        1,
        0.5,
        0.25,
        2,
        7,
    ]
    assert _arguments.latin1("p", "/\xff") == "/\xff" and _arguments.text("t", "\U0001f600") == "\U0001f600"
    for given in (b"a", bytearray(b"a"), memoryview(b"a")):
        assert _arguments.data("d", Secret(given)).reveal() == b"a"
    assert _arguments.data("d", Secret("\u00e9"), or_text=True).reveal() == b"\xc3\xa9"
    assert _arguments.headers("h", Secret({"a": "b"})).reveal() == [("a", "b")]
    assert _arguments.headers("h", Secret(iter([["a", "b"]]))).reveal() == [("a", "b")]
    assert _arguments.headers("h", Secret(None)).reveal() == [] and _arguments.token(Secret(None)) is None
