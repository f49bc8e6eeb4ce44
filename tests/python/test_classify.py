"""What a result of http_request() means."""

import atgateway
import pytest

pytestmark = pytest.mark.usefixtures("backend")
KEYS = {"answered_by", "code", "meaning", "owner", "next_action"}

MEANINGS = [
    (200, '{"protocol": 1, "rows": 0, "results": []}', "gateway", "caller"),
    (401, '{"code": "token-missing", "request_id": "r"}', "gateway", "caller"),
    (0, "", "platform", "caller"),
    (None, None, "platform", "caller"),
    (418, "\0\xff", "unknown", "caller"),
]


@pytest.mark.parametrize(("status", "text", "answered_by", "owner"), MEANINGS)
def test_who_answered(status, text, answered_by, owner):
    answer = atgateway.classify_http_request(status, text)
    assert type(answer) is dict and set(answer) == KEYS and all(type(value) is str for value in answer.values())
    assert (answer["answered_by"], answer["owner"]) == (answered_by, owner)


def test_the_gateways_own_errors_keep_their_code():
    answer = atgateway.classify_http_request(401, b'{"code": "token-missing", "request_id": "r"}')
    assert answer["code"] == "token-missing" and answer["next_action"]


@pytest.mark.parametrize("status", [-1, 10**30, -(10**30), 2**31, 999])
def test_any_number_is_taken(status):
    assert set(atgateway.classify_http_request(status, "text")) == KEYS


def test_text_and_bytes_are_the_same():
    text = '{"code": "upstream-unauthorized", "detail": "\u00e9"}'
    assert atgateway.classify_http_request(401, text) == atgateway.classify_http_request(401, text.encode())


def test_a_long_text():
    assert set(atgateway.classify_http_request(500, "x" * 1_000_000)) == KEYS
