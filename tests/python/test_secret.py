"""The wrapper that keeps a token out of everything that prints, saves or lists objects."""

import copy
import json
import pickle
import pprint

import pytest
from atgateway._secret import Secret

TOKEN = "token-text-0123456789"


def test_what_is_in_it_comes_out_only_when_asked():
    assert Secret(TOKEN).reveal() == TOKEN


@pytest.mark.parametrize(
    "show",
    [
        repr,
        str,
        "{}".format,
        "{!r:>40}".format,
        pprint.pformat,
        lambda s: f"{s}",
        lambda s: repr([s]),
        lambda s: str(dir(s)),
        lambda s: repr(s._reveal),
        lambda s: repr(s._reveal.__closure__),
    ],
)
def test_no_text_of_it_shows_it(show):
    assert TOKEN not in show(Secret(TOKEN))


def test_it_has_no_attributes_to_list():
    with pytest.raises(TypeError):
        vars(Secret(TOKEN))


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_is_not_pickled(protocol):
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(Secret(TOKEN), protocol)


@pytest.mark.parametrize("write", [json.dumps, copy.copy, copy.deepcopy])
def test_it_is_not_copied_or_written(write):
    with pytest.raises(TypeError):
        write(Secret(TOKEN))
