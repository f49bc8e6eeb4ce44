"""Header fields: a list that is asked by name without case."""

import pickle

import pytest
from atgateway import Headers

FIELDS = [("Content-Type", "text/plain"), ("Set-Cookie", "a"), ("set-cookie", "b")]


@pytest.fixture
def headers():
    return Headers(FIELDS)


def test_it_is_a_list_of_pairs(headers):
    assert headers == FIELDS and list(headers) == FIELDS and len(headers) == 3
    assert headers[0] == FIELDS[0] and headers[-1] == FIELDS[2]
    assert dict(headers)["Content-Type"] == "text/plain"


def test_by_name_without_case(headers):
    assert headers["CONTENT-type"] == "text/plain" and headers["set-cookie"] == "a"
    assert headers.get("set-COOKIE") == "a" and headers.get("x") is None and headers.get("x", "d") == "d"
    assert headers.get_all("SET-cookie") == ["a", "b"] and headers.get_all("x") == []
    assert "Set-cookie" in headers and "x" not in headers and FIELDS[1] in headers and ("a", "b") not in headers
    with pytest.raises(KeyError, match="x-none"):
        headers["x-none"]


def test_a_slice_still_knows_names(headers):
    assert headers[1:]["set-cookie"] == "a" and "content-type" not in headers[1:]


def test_it_can_be_pickled(headers):
    twin = pickle.loads(pickle.dumps(headers))
    assert type(twin) is Headers and twin == headers


def test_its_repr_shows_no_value():
    assert repr(Headers([("Authorization", "Bearer token-text")])) == "Headers(['Authorization'])"
