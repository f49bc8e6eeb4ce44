"""What goes into the extension module and what comes out, as _core.pyi says."""
from __future__ import annotations

import ast
import copy
import inspect
import json
import pickle
from pathlib import Path
from typing import Any

import atgateway
import pytest

core = pytest.importorskip("atgateway._core")
TOKEN = "not-for-anybodys-eyes"
NOTHING: dict[str, Any] = {
    "target": "", "profile": None, "vantage": None, "snapshot": "", "site": "", "expect_address": [],
    "api_base_url": "", "token": None, "nameservers": [], "ca": "", "samples": 1, "deadline": 5.0}
FAIR: dict[str, Any] = {"latency": 0.0, "latency_jitter": 0.0, "error_rate": 0.0, "status": 500, "reset_rate": 0.0,
                        "rate_limit": 0, "quota": 0, "seed": 1}


@pytest.fixture(scope="module")
def gateway() -> Any:
    gateway = core.Gateway('{"upstreams": [{"base_url": "sandbox:"}]}')
    yield gateway
    gateway.close()


def signatures(body: list[ast.stmt], prefix: str = "") -> dict[str, str]:
    """The functions of a stub, as their docstrings begin."""
    found = {}
    for node in body:
        if isinstance(node, ast.ClassDef):
            found.update(signatures(node.body, node.name + "."))
        elif isinstance(node, ast.FunctionDef) and not node.decorator_list:
            arguments = node.args
            if prefix and arguments.posonlyargs:
                arguments.posonlyargs.pop(0)
            elif prefix:
                arguments.args.pop(0)
            name = prefix[:-1] if node.name == "__init__" else node.name
            given = ast.unparse(arguments).replace("/, *", "*")
            returned = "" if node.name == "__init__" else f" -> {ast.unparse(node.returns)}" if node.returns else ""
            found[prefix + node.name] = f"{name}({given.rstrip()}){returned}"
    return found


def squeezed(text: str) -> str:
    return "".join(text.split()).replace("(/)", "()")


STUB = signatures(ast.parse((Path(atgateway.__file__).parent / "_core.pyi").read_text(encoding="utf-8")).body)


def test_the_stub_names_what_there_is() -> None:
    public = {name for name in vars(core) if not name.startswith("_")}
    assert public == {name.partition(".")[0] for name in STUB}
    for name in ("Diagnosis", "Gateway", "Sandbox"):
        members = {member for member in vars(getattr(core, name)) if not member.startswith("_")} - {"url"}
        assert members == {each.partition(".")[2] for each in STUB if each.startswith(name + ".")} - {"__init__"}


@pytest.mark.parametrize("name", STUB)
def test_a_docstring_begins_with_the_signature(name: str) -> None:
    owner = name.removesuffix(".__init__").split(".")
    thing: Any = core
    for part in owner:
        thing = getattr(thing, part)
    documented = inspect.getdoc(thing)
    assert documented is not None and squeezed(documented).startswith(squeezed(STUB[name])), documented


@pytest.mark.parametrize("name, value, wanted", [
    ("target", 3, "str"), ("target", None, "str"), ("target", b"x", "str"), ("profile", 1, "str"),
    ("snapshot", 1, "str"), ("expect_address", "10.0.0.0/8", "list"), ("nameservers", [1], "str"),
    ("token", b"x", "str"), ("token", [], "str"),
    ("samples", "1", "int"), ("samples", 1.5, "int"), ("deadline", "5", "float"), ("deadline", None, "float"),
])
def test_a_wrong_type_is_named(name: str, value: object, wanted: str) -> None:
    given = value[0] if isinstance(value, list) and value else value
    with pytest.raises(TypeError, match=rf"^{name} must be {wanted}, not {type(given).__name__}$"):
        core.Diagnosis(**{**NOTHING, "token": TOKEN, name: value})


@pytest.mark.parametrize("call", [
    lambda _: core.Diagnosis(TOKEN),
    lambda _: core.Diagnosis(token=TOKEN),
    lambda _: core.Diagnosis(**NOTHING | {"token": TOKEN, TOKEN: 1}),
    lambda _: core.Diagnosis(**NOTHING | {"token": [TOKEN]}),
    lambda _: core.Diagnosis(**NOTHING | {"token": TOKEN + "\udc00"}),
    lambda _: core.parse_request(TOKEN),
    lambda _: core.classify_http_request(TOKEN, TOKEN),
    lambda _: core.classify_http_request(200, TOKEN),
    lambda gateway: gateway.handle("GET", "/", [("authorization", TOKEN)]),
    lambda gateway: gateway.handle("GET", "/", [("authorization", TOKEN, "")], b"", None),
    lambda gateway: gateway.handle("GET", "/", [["authorization", TOKEN]], b"", None),
    lambda gateway: gateway.handle("GET", "/", {"authorization": TOKEN}, b"", None),
    lambda gateway: gateway.handle("GET", "/", [("authorization", TOKEN + "\u20ac")], b"", None),
    lambda gateway: gateway.handle("GET", "/", [], TOKEN, None),
    lambda gateway: gateway.handle("GET", "/", [], b"", TOKEN),
    lambda gateway: gateway.handle("GET", "/", [("authorization", TOKEN)], b"", None, body=b""),
], ids=str)
def test_what_was_given_wrongly_is_not_shown(gateway: Any, call: Any) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        call(gateway)
    error: BaseException | None = caught.value
    while error is not None:
        assert TOKEN not in repr(error) and TOKEN not in str(vars(error)) and TOKEN not in str(error.args)
        error = error.__context__


def test_a_token_that_cannot_be_one_is_misuse_and_not_shown() -> None:
    for token in (TOKEN + " ", TOKEN + "\u20ac", TOKEN + "\n"):
        with pytest.raises(atgateway.Error) as caught:
            core.Diagnosis(**NOTHING | {"target": "https://127.0.0.1:1", "token": token}).report()
        assert TOKEN not in repr(caught.value)


@pytest.mark.parametrize("make", [lambda: core.Diagnosis(**NOTHING | {"token": TOKEN}), lambda: core.Sandbox(**FAIR),
                                  lambda: core.Gateway('{"upstreams": [{"base_url": "sandbox:"}]}')], ids=str)
def test_objects_tell_nothing_and_are_not_copied(make: Any) -> None:
    thing = make()
    assert TOKEN not in repr(thing)
    assert not hasattr(thing, "__dict__")
    for copied in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            copied(thing)


@pytest.mark.parametrize("seconds", [1e-9, 1, 1e9, 1e308, float("inf"), 10**400])
def test_any_deadline_is_taken(gateway: Any, seconds: float) -> None:
    if isinstance(seconds, int) and seconds > 1:
        with pytest.raises(ValueError, match="deadline is out of range"):
            gateway.handle("GET", "/healthz", [], b"", seconds)
    elif seconds >= 1:
        assert gateway.handle("GET", "/healthz", [], b"", seconds)[0] == 200


@pytest.mark.parametrize("seconds", [0.0, -1.0, -1e308, float("-inf"), float("nan")])
def test_a_deadline_in_the_past_cuts_everything(seconds: float) -> None:
    report = json.loads(core.Diagnosis(**NOTHING | {"target": "https://127.0.0.1:1", "deadline": seconds}).report())
    assert report["verdict"]["status"] == "incomplete"


def test_bytes_of_a_request_come_as_latin_1() -> None:
    data = b"POST /caf%C3%A9 HTTP/1.1\r\nHost: a\r\nx-name: \xff\xe9\r\nContent-Length: 2\r\n\r\n\x00\xffrest"
    parsed = core.parse_request(data)
    assert parsed == {"method": "POST", "target": "/caf%C3%A9", "version": "1.1", "body": b"\x00\xff",
                      "headers": [("Host", "a"), ("x-name", "\xff\xe9"), ("Content-Length", "2")],
                      "consumed": len(data) - 4}
    assert core.parse_request(data[:-6]) is None


def test_latin_1_goes_in_as_bytes(gateway: Any) -> None:
    status, headers, body = gateway.handle("GET", "/v1/\xe9", [("x-request-id", "\xe9")], b"", None)
    assert status == 404 and all(isinstance(part, str) for pair in headers for part in pair)
    assert json.loads(body)
    with pytest.raises(ValueError, match="Latin-1"):
        gateway.handle("GET", "/\u20ac", [], b"", None)


@pytest.mark.parametrize("number", [0, 10**30, -10**30, 2**31, -2**31 - 1])
def test_any_status_code_is_classified(number: int) -> None:
    if abs(number) > 2**63:
        with pytest.raises(ValueError, match="status_code is out of range"):
            core.classify_http_request(number, b"")
    else:
        assert set(core.classify_http_request(number, b"\xff")) == {"answered_by", "code", "meaning", "owner",
                                                                   "next_action"}


def test_listeners_of_a_configuration_are_not_started() -> None:
    upstreams = [{"base_url": "sandbox:"}]
    for listening in ({}, {"listen": "0.0.0.0:443"},
                      {"listeners": [{"address": "0.0.0.0:443", "tls": {"mode": "off"}}]}):
        gateway = core.Gateway(json.dumps({"upstreams": upstreams, **listening}))
        assert gateway.handle("GET", "/healthz", [], b"", None)[0] == 200
        gateway.close()
