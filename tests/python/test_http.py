"""The strict reader of HTTP requests."""

import atgateway
import pytest
from atgateway import Error, Headers

pytestmark = pytest.mark.usefixtures("backend")
WHOLE = (
    b"POST /v1/rows/geocode?dry_run=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nX-A: 1\r\nx-a: \xe9\r\n\r\n"
    b"\x00\xff{next"
)


def test_a_whole_request():
    request = atgateway.parse_request(WHOLE)
    assert request == {
        "method": "POST",
        "target": "/v1/rows/geocode?dry_run=1",
        "version": "1.1",
        "headers": [("Host", "a"), ("Content-Length", "3"), ("X-A", "1"), ("x-a", "\xe9")],
        "body": b"\x00\xff{",
        "consumed": len(WHOLE) - len(b"next"),
    }
    assert isinstance(request["headers"], Headers) and request["headers"].get_all("x-A") == ["1", "\xe9"]


@pytest.mark.parametrize("size", range(len(WHOLE) - len(b"next")))
def test_none_while_it_is_incomplete(size):
    assert atgateway.parse_request(WHOLE[:size]) is None


def test_bytes_like_objects():
    assert atgateway.parse_request(bytearray(WHOLE)) == atgateway.parse_request(memoryview(WHOLE))


def test_chunks_and_old_http():
    chunked = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    assert atgateway.parse_request(chunked)["body"] == b"abc"
    assert atgateway.parse_request(b"GET / HTTP/1.0\r\n\r\n")["version"] == "1.0"


REFUSED = [
    (b"GET / HTTP/1.1\r\n\r\n", "bad-request"),
    (b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "bad-request"),
    (b"GET / HTTP/1.1\nHost: a\n\n", "bad-request"),
    (b"GET / HTTP/3.0\r\nHost: a\r\n\r\n", "http-version-unsupported"),
    (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n", "uri-too-long"),
    (b"GET / HTTP/1.1\r\nHost: a\r\nA: " + b"a" * 40_000 + b"\r\n\r\n", "headers-too-large"),
    (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n", "body-too-large"),
    (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "bad-request"),
    (b"GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n", "expectation-failed"),
]


@pytest.mark.parametrize(("data", "code"), REFUSED, ids=[f"{index}-{code}" for index, (_, code) in enumerate(REFUSED)])
def test_what_is_refused(data, code):
    with pytest.raises(Error) as caught:
        atgateway.parse_request(data)
    assert caught.value.code == code and caught.value.layer == "http" and caught.value.hint
