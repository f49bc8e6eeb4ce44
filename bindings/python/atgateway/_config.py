"""The configuration's text as a value: JSON in which comments may stand."""

from __future__ import annotations

import json
import re
from typing import Any

from ._error import Error

# A string is matched first, so that what looks like a comment within one is left alone.
_COMMENT = re.compile(r'("(?:[^"\\]|\\.)*")|//[^\n]*|/\*.*?\*/', re.DOTALL)


def _without(match: re.Match[str]) -> str:
    return match.group(1) or re.sub(r"[^\n]", " ", match.group())


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _unreadable("it has a key twice")
    return members


def _unreadable(what: str) -> Error:
    return Error(f"The configuration cannot be read: {what}.", code="bad-config", layer="config",
                 hint="It is a JSON object. Comments may be // or /* */.")


def read_config(text: str) -> dict[str, Any]:
    """The configuration's members; what they mean is judged by the gateway.

    Raises:
        Error: `bad-config` when the text is no JSON object.
    """
    try:
        config = json.loads(_COMMENT.sub(_without, text), object_pairs_hook=_members)
    except json.JSONDecodeError as error:
        raise _unreadable(f"{error.msg}, line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise _unreadable("it is nested too deeply") from None
    if not isinstance(config, dict):
        raise _unreadable("it is no object")
    return config
