"""The exception: its text, its attributes, its way through pickle."""

import copy
import pickle

import atgateway
import pytest
from atgateway import Error


def made(**changes):
    return Error(
        "The target cannot be read.",
        **{"code": "bad-target", "layer": "config", "hint": "Write https://HOST.", "field": "target", **changes},
    )


def test_its_text_is_the_message_and_the_hint():
    assert str(made()) == "The target cannot be read. Write https://HOST."
    assert str(made(hint="")) == "The target cannot be read."
    assert str(Error("no host", code="bad-target", layer="config", hint="Name one.")) == "no host. Name one."


def test_its_text_names_the_field_that_the_message_does_not():
    assert str(made(field="/params/verdict", hint="")) == "/params/verdict: The target cannot be read."
    assert str(made(field="/params/target", hint="")) == "The target cannot be read."


def test_its_attributes():
    error = made()
    assert (error.message, error.code, error.layer, error.hint, error.field) == (
        "The target cannot be read.",
        "bad-target",
        "config",
        "Write https://HOST.",
        "target",
    )
    assert Error("m", code="c", layer="l", hint="h").field == ""


def test_code_layer_and_hint_have_to_be_said():
    with pytest.raises(TypeError):
        Error("message")


@pytest.mark.parametrize(
    "again", [lambda e: pickle.loads(pickle.dumps(e)), copy.copy, copy.deepcopy], ids=["pickle", "copy", "deepcopy"]
)
def test_a_copy_says_the_same(again):
    twin = again(made())
    assert type(twin) is Error and vars(twin) == vars(made()) and str(twin) == str(made())


def test_tracebacks_name_it_as_callers_do():
    assert f"{Error.__module__}.{Error.__qualname__}" == "atgateway.Error" and atgateway.Error is Error
