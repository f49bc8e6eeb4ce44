"""Properties of the reader and of the classifier that hold for any bytes, on either backend and on both alike."""

from __future__ import annotations

import atgateway
import pytest
from conftest import AVAILABLE

pytest.importorskip("hypothesis", reason="hypothesis is not installed: see tests/python/requirements.txt")

from hypothesis import HealthCheck, example, given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

pytestmark = pytest.mark.usefixtures("backend")
# The fixture that sets the backend does it once for all examples, as it should.
examples = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)

TOKEN = st.text("!#$%&'*+-.^_`|~09azAZ", min_size=1, max_size=12)
VALUE = st.text(
    st.characters(
        min_codepoint=0x21, max_codepoint=0xFF, exclude_characters="\x7f" + "".join(map(chr, range(0x80, 0xA1)))
    ),
    max_size=20,
)
FRAMING = {"host", "content-length", "transfer-encoding", "expect", "connection"}
FIELDS = st.lists(st.tuples(TOKEN.filter(lambda name: name.lower() not in FRAMING), VALUE), max_size=6)
PATH = st.text("/abc019-._~%25?&=", max_size=30).map(lambda path: "/" + path.replace("%", "%25").replace("?", "x"))
PIECES = st.lists(
    st.sampled_from(
        [
            b"GET ",
            b"POST ",
            b"/",
            b" HTTP/1.1",
            b" HTTP/1.0",
            b"\r\n",
            b"\n",
            b"\r",
            b"Host: a",
            b"Content-Length: ",
            b"Transfer-Encoding: chunked",
            b"0",
            b"5",
            b": ",
            b" ",
            b"\t",
            b"\0",
            b"\xff",
            b"Expect: 100-continue",
            b"abcde",
            b"-1",
            b"+1",
            b",",
            b";",
        ]
    ),
    max_size=20,
).map(b"".join)


@st.composite
def messages(draw):
    """A sound request, and what the reader has to make of it."""
    fields = [("Host", "a.example"), *draw(FIELDS)]
    body = draw(st.binary(max_size=64))
    chunked = draw(st.booleans())
    framing = ("Transfer-Encoding", "chunked") if chunked else ("Content-Length", str(len(body)))
    fields.insert(draw(st.integers(0, len(fields))), framing)
    path, version = draw(PATH), "1.1"
    head = f"POST {path} HTTP/{version}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields) + "\r\n"
    sizes = draw(st.lists(st.integers(1, 16), max_size=8)) if chunked else []
    parts, rest = [], body
    for size in sizes:
        parts.append(rest[:size])
        rest = rest[size:]
    parts = [part for part in [*parts, rest] if part]
    sent = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n" if chunked else body
    return head.encode("latin-1") + sent, {
        "method": "POST",
        "target": path,
        "version": version,
        "headers": fields,
        "body": body,
    }


@examples
@given(message=messages(), more=st.binary(max_size=8))
def test_a_sound_request_is_read_as_it_was_written(message, more):
    data, wanted = message
    assert atgateway.parse_request(data + more) == {**wanted, "consumed": len(data)}


@examples
@given(message=messages(), cut=st.floats(0, 1, exclude_max=True))
def test_a_part_of_a_sound_request_is_incomplete(message, cut):
    data, _ = message
    assert atgateway.parse_request(data[: int(len(data) * cut)]) is None


def outcome(data):
    try:
        return atgateway.parse_request(data)
    except atgateway.Error as error:
        return error.code


@examples
@given(data=st.one_of(st.binary(max_size=200), PIECES))
@example(data=b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
def test_any_bytes_are_read_refused_or_incomplete(data):
    found = outcome(data)
    if isinstance(found, dict):
        assert 0 < found["consumed"] <= len(data) and found["method"] and found["version"] in ("1.0", "1.1")
        # What was consumed is the message: more or fewer bytes behind it change nothing.
        assert outcome(data[: found["consumed"]]) == found and outcome(data + b"x") == found
    elif found is not None:
        assert found in {
            "bad-request",
            "uri-too-long",
            "headers-too-large",
            "body-too-large",
            "http-version-unsupported",
            "length-required",
            "expectation-failed",
        }
        assert outcome(data + b"\r\n\r\n") == found, "refused stays refused"


STATUS = st.one_of(st.integers(), st.sampled_from([0, 200, 400, 401, 403, 404, 429, 500, 502, 503, 504]), st.none())
WORDS = st.lists(
    st.sampled_from(
        [
            '{"code": "token-missing", "request_id": "r"}',
            '{"protocol": 1',
            "[",
            "}",
            "UC_",
            "http_request",
            "NETWORK",
            "permission",
            "connection",
            "\0",
            "'",
            "upstream-timeout",
            "<html>",
            "\n",
            "error",
        ]
    ),
    max_size=6,
).map(" ".join)
TEXT = st.one_of(st.text(max_size=200), st.binary(max_size=200), WORDS)


@examples
@given(status=STATUS, text=TEXT)
def test_any_result_has_a_meaning(status, text):
    answer = atgateway.classify_http_request(status, text)
    assert set(answer) == {"answered_by", "code", "meaning", "owner", "next_action"}
    assert answer["answered_by"] in {"platform", "gateway", "upstream", "unknown"}
    assert answer["code"] == answer["code"].lower() != "" and answer["meaning"]
    assert answer["owner"] in {
        "customer-dns",
        "cloud-network",
        "cluster",
        "gateway",
        "upstream",
        "databricks",
        "caller",
    }


@examples
@given(status=st.sampled_from([200, 401, 500]), secret=st.text("0123456789", min_size=24, max_size=40))
def test_no_part_of_the_text_comes_back(status, secret):
    assert secret not in str(atgateway.classify_http_request(status, f'{{"error": "{secret}", "token": "{secret}"}}'))


both = pytest.mark.skipif(len(AVAILABLE) < 2, reason="this package has one backend")


@both
@examples
@given(data=st.one_of(st.binary(max_size=200), PIECES, messages().map(lambda message: message[0])))
def test_both_backends_read_alike(data, monkeypatch):
    found = []
    for name in AVAILABLE.values():
        monkeypatch.setattr(atgateway._backend, "chosen", name)
        found.append(outcome(data))
    assert found[0] == found[1]


@both
@examples
@given(status=STATUS, text=TEXT)
def test_both_backends_classify_alike(status, text, monkeypatch):
    found = []
    for name in AVAILABLE.values():
        monkeypatch.setattr(atgateway._backend, "chosen", name)
        found.append(atgateway.classify_http_request(status, text))
    assert found[0] == found[1]
