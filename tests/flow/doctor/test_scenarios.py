"""Networks with one truth each, and the real `atgateway doctor` in them: it names the truth, or says that it cannot tell.

The scenarios are the JSON files beside this one; tests/support/doctor_scenario.py says what their keys mean.
"""
import pathlib

import pytest
from conftest import tally
from doctor_scenario import read_scenario

FILES = sorted(pathlib.Path(__file__).resolve().parent.glob("*.json"))


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_scenario(bench, file):
    outcome = bench.outcome(file)
    tally["confidently wrong" if outcome.confident else "wrong" if outcome.problems else "right"] += 1
    assert not outcome.problems, "\n".join([read_scenario(file)["truth"], *outcome.problems])
