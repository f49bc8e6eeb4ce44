"""A configuration's text as a value, before a child is asked."""

import pytest
from atgateway import Error
from atgateway._config import read_config

GOOD = {
    '{"a": 1}': {"a": 1},
    '{"a": "x // no comment", /* b */ "c": "/* \\" */"}': {"a": "x // no comment", "c": '/* " */'},
    '{ // "x": \n "a": [1, // 2\n 3]}': {"a": [1, 3]},
    "/**/{}/* \n */": {},
    '{"a": "\\\\"} // "': {"a": "\\"},
}


@pytest.mark.parametrize(("text", "config"), GOOD.items())
def test_comments_are_left_out(text, config):
    assert read_config(text) == config


BAD = {
    "": "line 1, column 1",
    "{": "line 1, column 2",
    '{"a": 1}}': "column 9",
    '{\n"a" 1}': "line 2, column 5",
    "[]": "no object",
    '"a"': "no object",
    '{"a": {"b": 1, "b": 2}}': "a key twice",
    "[" * 100_000: "too deeply",
    '{/* "a": 1}': "column 2",
    '{"a": "\n"}': "line 1",
}


@pytest.mark.parametrize(("text", "says"), BAD.items(), ids=[f"{text!r:.12}" for text in BAD])
def test_what_cannot_be_read(text, says):
    with pytest.raises(Error, match=says) as caught:
        read_config(text)
    assert (caught.value.code, caught.value.layer) == ("bad-config", "config")
