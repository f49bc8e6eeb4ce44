"""The callers' habits, each against a scripted server: what is sent, what is tried again, when they give up."""
import asyncio
import base64
import gzip
import hashlib
import json
import pathlib
import ssl
import sys

import pytest
from conftest import CERTIFICATES

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from callers import BigQuery, Client, Databricks, Redshift, Snowflake  # noqa: E402
from callers.scripted import HANG_UP, SILENCE, Scripted, reply  # noqa: E402

ROWS = [["Madrid"], ["Oslo"]]
QUICK = {"pause_s": 0.001, "longest_pause_s": 0.002}


def body(value):
    return json.dumps(value).encode()


def databricks_reply(_=None, rows=2):
    return reply(200, body({"protocol": 1, "results": [{"status": "ok", "raw": {"n": n}} for n in range(rows)]}))


def bigquery_reply(rows=2):
    return reply(200, body({"replies": list(range(rows))}))


def snowflake_reply(numbers=(0, 1), **headers):
    return reply(200, body({"data": [[number, "v"] for number in numbers]}), **headers)


def redshift_reply(rows=2, **fields):
    return reply(200, body({"success": True, "num_records": rows, "results": ['{"n":1}'] * rows, **fields}))


GOOD = {Databricks: databricks_reply, BigQuery: bigquery_reply, Snowflake: snowflake_reply, Redshift: redshift_reply}


def ask(kind, *steps, key=None, tls=None, **habits):
    """(outcome, the requests the server saw)"""
    async def go():
        async with Scripted(*steps) as server:
            client = Client("127.0.0.1", server.port)
            try:
                return await kind(client, **{**QUICK, **habits}).ask(ROWS, key), server.requests
            finally:
                client.close()
    return asyncio.run(go())


@pytest.mark.parametrize("kind", GOOD)
def test_a_good_answer_takes_one_try(kind):
    outcome, requests = ask(kind, GOOD[kind]())
    assert (outcome.ended, outcome.attempts, len(outcome.rows), len(requests)) == ("answered", ["200"], 2, 1)
    assert requests[0].method == "POST" and requests[0].path.endswith("/geocode")


RETRIED = {Databricks: {429, 500, 502, 503, 504, 599}, BigQuery: {408, 429, 500, 503, 504},
           Snowflake: {429, 500, 502, 503, 504, 599}, Redshift: set()}


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 408, 409, 413, 422, 429, 499, 500, 502, 503, 504, 599])
def test_statuses_that_are_tried_again(kind, status):
    outcome, requests = ask(kind, reply(status, b"{}"), GOOD[kind](), key="key-1")
    if status in RETRIED[kind]:
        assert outcome.ended == "answered" and outcome.attempts == [str(status), "200"]
        assert requests[0] == requests[1]  # identical bytes, headers and batch id included
    else:
        assert outcome.ended == "failed" and outcome.attempts == [str(status)] and len(requests) == 1


@pytest.mark.parametrize("kind,step,how", [
    (Databricks, HANG_UP, "lost"), (BigQuery, HANG_UP, "lost"), (Snowflake, HANG_UP, "lost"), (Redshift, HANG_UP, "lost"),
    (Databricks, b"HTTP/1.1 200 OK\r\nContent-Le", "timeout"), (Snowflake, SILENCE, "timeout"), (BigQuery, SILENCE, "timeout"),
    (Databricks, b"\x00\x01\x02", "broken"), (Snowflake, b"SSH-2.0-x\r\n\r\n", "broken")])
def test_lost_replies_that_are_tried_again(kind, step, how):
    outcome, requests = ask(kind, step, GOOD[kind](), key="key-1", try_s=0.5)
    assert outcome.ended == "answered" and outcome.attempts == [how, "200"] and requests[0] == requests[1]


@pytest.mark.parametrize("step,how", [(SILENCE, "timeout"), (b"no HTTP\r\n\r\n", "broken")])
def test_redshift_does_not_repeat_what_the_function_may_have_begun(step, how):
    outcome, requests = ask(Redshift, step, redshift_reply(), try_s=0.3)
    assert outcome.ended == "failed" and outcome.attempts == [how] and len(requests) == 1


@pytest.mark.parametrize("kind,tries", [(Databricks, 11), (BigQuery, 20)])
def test_tries_are_counted(kind, tries):
    outcome, requests = ask(kind, reply(503, b"{}"), key="key-1")
    assert outcome.ended == "gave-up" and outcome.attempts == ["503"] * tries and len(requests) == tries
    assert len({request.body for request in requests}) == 1


def test_redshift_tries_until_its_pauses_reach_the_retry_timeout():
    outcome, requests = ask(Redshift, HANG_UP, pause_s=0.01, longest_pause_s=0.02, retry_timeout_s=0.06)
    assert outcome.ended == "gave-up" and len(requests) == 4  # pauses 0.01, 0.02, 0.02; a fourth would pass 0.06
    outcome, requests = ask(Redshift, HANG_UP, retry_timeout_s=0)
    assert outcome.ended == "gave-up" and len(requests) == 1


@pytest.mark.parametrize("kind", [Databricks, Snowflake])
def test_patience_ends(kind):
    outcome, requests = ask(kind, reply(503, b"{}"), patience_s=0.05, pause_s=0.02, longest_pause_s=0.02)
    assert outcome.ended == "gave-up" and 1 <= len(requests) <= 3
    outcome, requests = ask(kind, SILENCE, patience_s=0.1)
    assert outcome.ended == "gave-up" and outcome.attempts == ["timeout"] and len(requests) == 1


def test_nobody_listens():
    async def go():
        async with Scripted(SILENCE) as server:
            port = server.port
        return await Databricks(Client("127.0.0.1", port), **QUICK).ask(ROWS)
    outcome = asyncio.run(go())
    assert outcome.ended == "gave-up" and outcome.attempts == ["refused"] * 11


WRONG = [
    (Databricks, databricks_reply(rows=1)), (Databricks, reply(200, b"no json")),
    (Databricks, reply(200, body({"protocol": 1, "error": {"code": "overloaded", "retryable": True}}))),
    (BigQuery, bigquery_reply(rows=3)), (BigQuery, reply(200, b"{}")), (BigQuery, reply(200, b"[1]")),
    (Snowflake, snowflake_reply((0,))), (Snowflake, snowflake_reply((1, 0))), (Snowflake, snowflake_reply((0, 1, 2))),
    (Snowflake, snowflake_reply(Content_MD5="AAAAAAAAAAAAAAAAAAAAAA==")), (Snowflake, reply(200, b'{"data":1}')),
    (Snowflake, snowflake_reply(Content_Encoding="gzip")),
    (Redshift, redshift_reply(rows=1)), (Redshift, redshift_reply(success=False, error_msg="quota", results=[])),
    (Redshift, redshift_reply(num_records=3)), (Redshift, reply(200, b"x")),
]


@pytest.mark.parametrize("kind,answer", WRONG)
def test_a_wrong_answer_fails_at_once(kind, answer):
    outcome, requests = ask(kind, answer, GOOD[kind]())
    assert outcome.ended == "failed" and outcome.problem and not outcome.rows and len(requests) == 1


def test_what_is_sent():
    request = ask(Databricks, databricks_reply(), key="k")[1][0]
    assert json.loads(request.body) == {"api_access_token": "sandbox-token", "rows": ROWS, "include": ["raw"],
                                        "errors": "status", "request_key": "k"}
    assert request.headers["authorization"] == "Bearer sandbox-token" and request.path == "/v1/rows/geocode"
    assert "request_key" not in json.loads(ask(Databricks, databricks_reply())[1][0].body)
    request = ask(BigQuery, bigquery_reply(), context={"on_error": "value"})[1][0]
    assert json.loads(request.body)["calls"] == [[None, "sandbox-token", "Madrid"], [None, "sandbox-token", "Oslo"]]
    assert json.loads(request.body)["userDefinedContext"] == {"on_error": "value"}
    request = ask(Redshift, redshift_reply())[1][0]
    assert request.path == "/v1/redshift/geocode"
    assert ask(Redshift, redshift_reply(), query="on_error=value")[1][0].path == "/v1/redshift/geocode?on_error=value"
    assert json.loads(request.body)["num_records"] == 2 and json.loads(request.body)["arguments"][1][2] == "Oslo"


@pytest.mark.parametrize("kind,answer", [
    (BigQuery, {"replies": [{"error": {"code": "upstream-timeout", "billed": "unknown"}}, None]}),
    (Snowflake, {"data": [[0, {"error": {"code": "upstream-timeout", "billed": "unknown"}}], [1, None]]}),
    (Redshift, {"results": ['{"error":{"code":"upstream-timeout","billed":"unknown"}}', None]})])
def test_errors_that_come_as_values(kind, answer):
    rows = ask(kind, reply(200, body(answer)))[0].rows
    assert [row.status for row in rows] == ["error", "null"] and (rows[0].code, rows[0].billed) == ("upstream-timeout", "unknown")
    document = {"error": None, "value": [1]}
    assert ask(Redshift, redshift_reply(results=[json.dumps(document)] * 2))[0].rows[0] == ("ok", document, "", "")


def test_snowflake_compresses_and_checks():
    plain = body({"data": [[0, "a"], [1, "b"]]})
    packed = gzip.compress(plain)
    checksum = base64.b64encode(hashlib.md5(packed).digest()).decode()
    outcome, requests = ask(Snowflake, reply(200, packed, Content_Encoding="gzip", Content_MD5=checksum), key="batch",
                            custom={"service": "geocode"})
    assert outcome.ended == "answered" and [row.value for row in outcome.rows] == ["a", "b"]
    headers = requests[0].headers
    assert (headers["content-encoding"], headers["accept-encoding"]) == ("gzip", "gzip")
    assert headers["sf-external-function-query-batch-id"] == "batch" and headers["sf-custom-service"] == "geocode"
    assert json.loads(gzip.decompress(requests[0].body))["data"][1] == [1, None, "sandbox-token", "Oslo"]
    request = ask(Snowflake, snowflake_reply(), compression=False)[1][0]
    assert "content-encoding" not in request.headers and json.loads(request.body)


def test_snowflake_polls():
    outcome, requests = ask(Snowflake, reply(202), reply(202), HANG_UP, snowflake_reply(), key="batch")
    assert outcome.ended == "answered" and outcome.attempts == ["202", "202", "lost", "200"]
    assert [request.method for request in requests] == ["POST", "GET", "GET", "GET"]
    assert {request.headers["sf-external-function-query-batch-id"] for request in requests} == {"batch"}
    assert len({request.path for request in requests}) == 1 and not any(request.body for request in requests[1:])
    outcome, requests = ask(Snowflake, reply(202), patience_s=0.1)
    assert outcome.ended == "gave-up" and len(requests) > 2
    outcome, requests = ask(Snowflake, reply(202), reply(404, b"gone"))
    assert outcome.ended == "failed" and "gone" in outcome.problem


def test_connections_are_kept_and_tls_is_spoken():
    serving = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    serving.load_cert_chain(CERTIFICATES / "server.crt", CERTIFICATES / "server.key")

    async def go():
        async with Scripted(databricks_reply, tls=serving) as server:
            client = Client("127.0.0.1", server.port, tls=ssl.create_default_context(cafile=CERTIFICATES / "ca.crt"),
                            server_name="localhost")
            caller = Databricks(client)
            outcomes = [await caller.ask(ROWS) for _ in range(3)]
            client.close()
            return outcomes, server
    outcomes, server = asyncio.run(go())
    assert [each.ended for each in outcomes] == ["answered"] * 3 and (server.connections, len(server.requests)) == (1, 3)
