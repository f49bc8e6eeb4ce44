"""The examples of the docstrings run, and everything public has a docstring."""

import doctest
import importlib
import inspect
import pkgutil

import atgateway
import pytest

MODULES = [
    "atgateway",
    *(f"atgateway.{found.name}" for found in pkgutil.iter_modules(atgateway.__path__) if found.name != "_core"),
]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name, backend):
    module = importlib.import_module(name)
    outcome = doctest.testmod(module, optionflags=doctest.REPORT_NDIFF)
    assert outcome.failed == 0


WITH_EXAMPLE = {
    "diagnose",
    "iter_diagnose",
    "resolve",
    "connect",
    "inspect_tls",
    "classify_http_request",
    "parse_request",
    "Gateway",
    "Sandbox",
    "Report",
    "Headers",
    "Error",
    "Check",
    "Verdict",
}


@pytest.mark.parametrize("name", sorted(WITH_EXAMPLE))
def test_what_one_begins_with_has_an_example(name):
    assert ">>>" in inspect.getdoc(getattr(atgateway, name))


def test_every_public_member_is_described():
    for name in atgateway.__all__:
        kind = getattr(atgateway, name)
        if not inspect.isclass(kind):
            continue
        for member, value in vars(kind).items():
            if not member.startswith("_") and (callable(value) or isinstance(value, (property, classmethod))):
                assert inspect.getdoc(getattr(kind, member)), f"{name}.{member}"


WITH_UNITS = {"deadline": "Seconds", "latency": "Seconds", "port": "65535", "samples": "1 to 100"}


@pytest.mark.parametrize("name", sorted(WITH_EXAMPLE))
def test_units_are_said(name):
    function = getattr(atgateway, name)
    described = inspect.getdoc(function)
    for parameter, unit in WITH_UNITS.items():
        if parameter in inspect.signature(function).parameters and name != "iter_diagnose":
            line = next(line for line in described.splitlines() if line.strip().startswith(f"{parameter}:"))
            assert unit in line, line
