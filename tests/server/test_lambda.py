"""The function as Lambda sees it: a small runtime API hands out events and keeps what comes back."""
import base64
import http.server
import json
import queue
import signal
import threading
import time

import pytest
from conftest import run

API = "/2018-06-01/runtime"
REDSHIFT = {"request_id": "11111111-2222-3333-4444-555555555555", "cluster": "arn:aws:redshift:eu-west-1:1:cluster:c",
            "user": "u", "database": "d", "external_function": "public.carto_geocode", "query_id": 7}


class RuntimeApi(http.server.ThreadingHTTPServer):
    """next, response, error and init/error of Lambda's runtime API, on a port that the system chooses."""
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.events, self.outcomes = queue.Queue(), queue.Queue()
        self.connections, self.invocations, self.status_of_posts, self.closing = set(), 0, 202, False
        self.address = "127.0.0.1:%d" % self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def invoke(self, event, remaining_ms=30000):
        """(what was posted: 'response' or 'error' …, headers, body)"""
        self.events.put((event if isinstance(event, bytes) else json.dumps(event).encode(), remaining_ms))
        return self.outcomes.get(timeout=30)

    def answer(self, event, **options):
        kind, _, body = self.invoke(event, **options)
        assert kind.endswith("/response"), (kind, body)
        return json.loads(body)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_GET(self):
        assert self.path == API + "/invocation/next"
        self.server.connections.add(self.client_address)
        event, remaining_ms = self.server.events.get()
        self.server.invocations += 1
        self.send_response(200)
        self.send_header("Lambda-Runtime-Aws-Request-Id", f"invocation-{self.server.invocations}")
        self.send_header("Lambda-Runtime-Deadline-Ms", str(int(time.time() * 1000) + remaining_ms))
        self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:1:function:f")
        if self.server.closing:
            self.send_header("Connection", "close")
        self.send_header("Content-Length", str(len(event)))
        self.end_headers()
        self.wfile.write(event)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.server.status_of_posts)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.server.outcomes.put((self.path.removeprefix(API), self.headers, body))


@pytest.fixture
def api():
    server = RuntimeApi()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def function(start, api):
    return start("lambda", "--upstream", "sandbox:", env={"AWS_LAMBDA_RUNTIME_API": api.address})


def v2(method="POST", path="/v1/rows/geocode", body=None, **more):
    event = {"version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "",
             "headers": {"content-type": "application/json", "authorization": "Bearer sandbox-token"},
             "requestContext": {"stage": "$default", "http": {"method": method, "path": path, "sourceIp": "198.51.100.7"}},
             "isBase64Encoded": False, **more}
    return event if body is None else {**event, "body": json.dumps(body)}


def v1(body, **more):
    return {"resource": "/{proxy+}", "path": "/v1/rows/geocode", "httpMethod": "POST",
            "headers": {"Content-Type": "application/json"}, "multiValueHeaders": {
                "Content-Type": ["application/json"], "Authorization": ["Bearer sandbox-token"]},
            "queryStringParameters": None, "requestContext": {"stage": "prod"}, "body": body, "isBase64Encoded": False,
            **more}


def test_redshift_gets_a_json_string_that_holds_its_document(function, api):
    rows = [[None, "sandbox-token", "Madrid, Spain"], None, [None, "sandbox-token", "Toledo, Spain"]]
    answer = api.answer({**REDSHIFT, "num_records": 3, "arguments": rows})
    assert isinstance(answer, str)
    document = json.loads(answer)
    assert document["success"] is True and document["num_records"] == 3 and len(document["results"]) == 3
    assert document["results"][1] is None
    assert all(isinstance(json.loads(document["results"][i]), (dict, list)) for i in (0, 2))


def test_redshift_is_told_why_a_batch_failed(function, api):
    answer = api.answer({**REDSHIFT, "num_records": 1, "arguments": [[None, None, "Madrid"]]})
    document = json.loads(answer)
    assert document["success"] is False and "token" in document["error_msg"].lower()


def test_an_http_api_event(function, api):
    answer = api.answer(v2(body={"rows": [["Madrid, Spain"], ["Toledo, Spain"]]}))
    assert answer["statusCode"] == 200 and answer["isBase64Encoded"] is False
    assert answer["headers"]["server"] == "atgateway" and answer["headers"]["atgateway-sandbox"] == "1"
    reply = json.loads(answer["body"])
    assert [each["status"] for each in reply["results"]] == ["ok", "ok"]
    assert answer["headers"]["x-request-id"] == reply["request_id"] == "invocation-1"


def test_a_rest_proxy_event_also_with_a_body_in_base64(function, api):
    body = json.dumps({"row": ["Madrid, Spain"]})
    plain = api.answer(v1(body))
    packed = api.answer(v1(base64.b64encode(body.encode()).decode(), isBase64Encoded=True))
    for answer in plain, packed:
        assert answer["statusCode"] == 200 and json.loads(answer["body"])["result"]["status"] == "ok"
    dry = api.answer(v1(body, queryStringParameters={"dry_run": "1"}, multiValueQueryStringParameters={"dry_run": ["1"]}))
    assert json.loads(dry["body"])["dry_run"] is True


def test_refusals_are_replies_not_failures_of_the_function(function, api):
    answer = api.answer(v2(method="GET", path="/nowhere"))
    assert answer["statusCode"] == 404 and json.loads(answer["body"])["code"] == "not-found"
    answer = api.answer(v2(body={"row": ["Madrid"], "rwo": 1}))
    assert answer["statusCode"] == 400 and json.loads(answer["body"])["code"] == "unknown-field"
    assert api.answer(v2(method="GET", path="/healthz"))["statusCode"] == 200


@pytest.mark.parametrize("event", [b"{", b"[]", b'{"Records": []}', b'{"version": "2.0", "requestContext": {}}'])
def test_an_event_that_cannot_be_read_is_reported_and_the_loop_goes_on(function, api, event):
    kind, headers, body = api.invoke(event)
    error = json.loads(body)
    assert kind == "/invocation/invocation-1/error" and error["stackTrace"] == [] and error["errorMessage"]
    assert headers["Lambda-Runtime-Function-Error-Type"] == error["errorType"]
    assert error["errorType"] in ("Function.bad-json", "Function.bad-request")
    assert api.answer(v2(method="GET", path="/healthz"))["statusCode"] == 200


def test_one_connection_serves_all_and_a_closed_one_is_replaced(function, api):
    for _ in range(3):
        api.answer(v2(method="GET", path="/healthz"))
    assert len(api.connections) == 1
    api.closing = True
    for _ in range(3):
        assert api.answer(v2(method="GET", path="/healthz"))["statusCode"] == 200
    assert len(api.connections) > 1


def test_the_deadline_ends_the_call_in_time(function, api):
    answer = api.answer(v2(body={"row": ["Madrid, Spain"]}), remaining_ms=0)
    assert json.loads(answer["body"])["result"]["error"]["code"] == "deadline-exceeded"


def test_no_token_is_logged(function, api):
    rows = [[None, "sandbox-no-lds", "Madrid, Spain"]]
    api.answer({**REDSHIFT, "num_records": 1, "arguments": rows})
    api.answer(v2(body={"row": ["Madrid, Spain"]}))
    function.wait_for(lambda line: line.get("request_id") == "invocation-2", "second access record")
    function.stop()
    log = json.dumps(function.log)
    assert "sandbox-no-lds" not in log and "sandbox-token" not in log and "Madrid" not in log
    assert "answers are emulated" in log  # it never passes for the real thing


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_while_it_waits(function, api, number):
    api.answer(v2(method="GET", path="/healthz"))
    assert function.stop(number) == 0


def test_when_lambda_says_that_all_is_lost_it_ends(function, api):
    api.status_of_posts = 500
    api.invoke(v2(method="GET", path="/healthz"))
    assert function.process.wait(timeout=20) == 70


def test_a_function_that_cannot_start_says_so_to_lambda(start, api):
    process = start("lambda", env={"AWS_LAMBDA_RUNTIME_API": api.address})
    kind, headers, body = api.outcomes.get(timeout=20)
    assert kind == "/init/error" and "upstream" in json.loads(body)["errorMessage"]
    assert headers["Lambda-Runtime-Function-Error-Type"] == "Runtime.bad-config"
    assert process.process.wait(timeout=20) == 78


def test_outside_of_lambda_it_says_what_is_missing():
    done = run("lambda", "--upstream", "sandbox:", env={"AWS_LAMBDA_RUNTIME_API": ""})
    assert done.returncode == 78 and "AWS_LAMBDA_RUNTIME_API" in done.stderr and "atgateway serve" in done.stderr
    done = run("lambda", "--upstream", "sandbox:", env={"AWS_LAMBDA_RUNTIME_API": "http://127.0.0.1:1/"})
    assert done.returncode == 78 and "HOST:PORT" in done.stderr


def test_help_teaches():
    done = run("lambda", "--help")
    assert done.returncode == 0 and "Examples" in done.stdout and "Redshift" in done.stdout
