"""Exit codes, help, and what somebody gets who mistyped."""
import json

import pytest
from conftest import run

GEOCODE = ("call", "geocode", "--upstream", "sandbox:", "--row")


def test_versions():
    assert run("version").stdout.startswith("atgateway ")
    assert {"atgateway", "libcurl", "openssl", "zlib", "rapidjson"} <= set(json.loads(run("version", "--json").stdout))


@pytest.mark.parametrize("arguments", [(), ("serve",), ("sandbox",), ("call",), ("config",), ("config", "check"), ("version",)])
def test_help_teaches(arguments):
    done = run(*arguments, "--help")
    assert done.returncode == 0 and "Usage: atgateway" in done.stdout.replace("Usage:  ", "Usage: ")
    if arguments not in [("config", "check")]:
        assert "Examples:" in done.stdout


@pytest.mark.parametrize("typed, meant", [
    (("serv",), "'serve'"), (("sandbx",), "'sandbox'"), (("config", "chek"), "'check'"),
    (("serve", "--lisen", "x"), "'--listen'"), (("call", "--rwo", "[]"), "'--row'")])
def test_a_mistyped_name_suggests_the_nearest(typed, meant):
    done = run(*typed)
    assert done.returncode == 64 and f"Did you mean {meant}?" in done.stderr and done.stdout == ""


@pytest.mark.parametrize("arguments", [(), ("call",), ("sandbox", "--latency-ms", "x"), ("sandbox", "--error-rate", "2")])
def test_misuse_is_64(arguments):
    done = run(*arguments)
    assert done.returncode == 64 and "--help" in done.stderr


@pytest.mark.parametrize("arguments, words", [
    (("serve", "--tls-mode", "off"), ["--upstream", "ATGATEWAY_UPSTREAM"]),
    (("serve", "--upstream", "sandbox:"), ["--tls-certificate", "--tls-key", "--tls-mode off"]),
    (("serve", "--upstream", "http://carto.example.com", "--tls-mode", "off"), ["/upstreams/0/base_url"]),
    (("serve", "--config", "/no/such/file"), ["cannot be read"]),
    (("serve", "--upstream", "sandbox:", "--tls-mode", "off", "--listen", "localhost:1"), ["/listen", "127.0.0.1"]),
    (("config", "check", "--upstream", "sandbox:"), ["--tls-certificate"])])
def test_bad_configuration_is_78_and_says_what_to_do(arguments, words):
    done = run(*arguments)
    assert done.returncode == 78
    for word in words:
        assert word in done.stderr


def test_an_address_that_is_taken_is_78(gateway):
    taken = gateway().url.removeprefix("http://")
    done = run("serve", "--upstream", "sandbox:", "--tls-mode", "off", "--listen", taken, "--admin", "127.0.0.1:0")
    assert done.returncode == 78 and taken in done.stderr


def test_unknown_variables_are_refused_with_a_suggestion():
    done = run("config", "check", "--upstream", "sandbox:", "--tls-mode", "off", env={"ATGATEWAY_LIMITS_ROW": "5"})
    assert done.returncode == 78 and "ATGATEWAY_LIMITS_ROWS" in done.stderr


def test_explain_says_where_values_come_from():
    done = run("config", "explain", "--upstream", "sandbox:", "--tls-mode", "off", env={"ATGATEWAY_LIMITS_ROWS": "5"})
    assert done.returncode == 0 and '"rows": 5, // environment ATGATEWAY_LIMITS_ROWS' in done.stdout


def test_the_schema_is_a_schema_and_takes_the_effective_configuration(tmp_path):
    import jsonschema
    import re
    schema = json.loads(run("config", "schema").stdout)
    jsonschema.validators.validator_for(schema).check_schema(schema)
    text = run("config", "explain", "--upstream", "sandbox:", "--tls-mode", "off").stdout
    jsonschema.validate(json.loads(re.sub(r"(?m) //.*$", "", text)), schema)
    file = tmp_path / "gateway.json"
    file.write_text(text)
    assert run("config", "check", "--config", file).returncode == 0
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"upstreams": [{"base_url": 3}]}, schema)


def test_call_answers_and_tells_failure_by_its_exit_code():
    done = run(*GEOCODE, '["Madrid, Spain"]', "--include", "geom", "--geometry", "wkt")
    entry = json.loads(done.stdout)["results"][0]
    assert done.returncode == 0 and entry["status"] == "ok" and entry["geom"].startswith("POINT")
    assert run(*GEOCODE, "[3]").returncode == 1
    refused = run(*GEOCODE, "[", "--dry-run")
    assert refused.returncode == 1 and json.loads(refused.stdout)["code"] == "bad-json"


def test_call_takes_the_token_from_variable_file_or_input(tmp_path):
    def code(*arguments, **options):
        reply = json.loads(run("call", "quota", "--upstream", "sandbox:", "--row", "{}", *arguments, **options).stdout)
        return reply["results"][0].get("error", {}).get("code", "ok")

    file = tmp_path / "token"
    file.write_text("sandbox-no-lds\n")
    assert code() == "ok"
    assert code(env={"ATGATEWAY_TOKEN": "sandbox-expired"}) == "upstream-unauthorized"
    assert code("--token-file", file) == "upstream-forbidden"
    assert code("--token-file", "-", stdin="sandbox-no-quota\n") == "upstream-quota-exceeded"
