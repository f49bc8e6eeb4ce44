"""The server as an operator sees it: routes, logs, admin pages, signals."""
import json
import os
import socket
import ssl
import subprocess

import pytest
from conftest import CERTIFICATES, http

ROW = {"api_access_token": "sandbox-token", "row": ["Madrid, Spain"]}


def test_a_call_over_tls_as_a_warehouse_makes_it(start):
    process = start("serve", "--upstream", "sandbox:", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0",
                    "--tls-certificate", CERTIFICATES / "server.crt", "--tls-key", CERTIFICATES / "server.key")
    port = process.event("listening", listener="main")["address"].rsplit(":", 1)[1]
    done = subprocess.run(["curl", "-sS", "--cacert", CERTIFICATES / "ca.crt", f"https://localhost:{port}/v1/rows/geocode",
                           "-H", "Content-Type: application/json", "-d", json.dumps(ROW)], capture_output=True, text=True)
    reply = json.loads(done.stdout)
    assert reply["result"]["status"] == "ok" and reply["billed"] == 1 and reply["sandbox"] is True
    assert reply["result"]["raw"]["value"][0]["latitude"] == pytest.approx(40.4, abs=0.1)
    # Nothing older than TLS 1.2, nothing in clear.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("127.0.0.1", int(port))) as plain, pytest.raises((ssl.SSLError, ConnectionError)):
        context.wrap_socket(plain)


def test_routes_that_need_no_upstream(gateway):
    url = gateway().url
    for path in ("/", "/healthz", "/livez", "/readyz"):
        status, headers, body = http(url + path)
        assert (status, body, headers["Server"]) == (200, "", "atgateway") and headers["x-request-id"]
    services = json.loads(http(url + "/v1/services")[2])["services"]
    assert {"geocode", "quota"} <= {s["name"] for s in services}
    me = json.loads(http(url + "/v1/whoami", headers={"x-request-id": "mine-1", "Authorization": "Bearer sandbox-token"})[2])
    assert me["gateway"] == "atgateway" and me["protocols"] == ["1"] and me["request_id"] == "mine-1"
    assert me["arrived_by"] == "unknown" and me["peer"].startswith("127.0.0.1:") and me["tls"] is None
    assert "authorization" in [n.lower() for n in me["header_names"]] and "sandbox-token" not in json.dumps(me)
    status, headers, body = http(url + "/v1/nothing")
    assert status == 404 and json.loads(body)["code"] == "not-found"
    status, headers, body = http(url + "/v1/rows/geocode")
    assert status == 405 and headers["Allow"] == "POST" and headers["Content-Type"] == "application/problem+json"


def test_ledger_and_status_on_the_admin_listener(gateway):
    process = gateway()
    assert http(process.url + "/v1/rows/geocode", ROW)[0] == 200
    ledger = json.loads(http(process.admin + "/_sandbox/ledger")[2])
    assert ledger["metered_rows"] == 1 and ledger["calls"][0]["path"] == "/v3/lds/geocoding/geocode"
    assert http(process.admin + "/_sandbox/ledger", method="DELETE")[0] == 204
    assert json.loads(http(process.admin + "/_sandbox/ledger")[2])["metered_rows"] == 0
    status = json.loads(http(process.admin + "/status")[2])
    assert status["state"] == "ready" and status["sandbox"] is True
    assert http(process.admin + "/readyz")[0] == 200 and http(process.admin + "/nothing")[0] == 404
    assert http(process.admin + "/drain")[0] == 405
    assert "Content-Security-Policy" in http(process.admin + "/")[1]
    assert http(process.url + "/_sandbox/ledger")[0] == 404  # not on the data listener


def test_log_lines_tell_everything_but_what_the_caller_sent(gateway):
    process = gateway()
    body = {**ROW, "row": ["Calle Secreta 7, Madrid"], "context": {"user": "ann\n\u2028x", "job": "j-1"}}
    assert http(process.url + "/v1/rows/geocode?dry_run=0", body, headers={"x-request-id": "abc"})[0] == 200
    line = process.wait_for(lambda l: l.get("request_id") == "abc" and l["listener"] == "main", "request abc")
    assert line["event"] == "request" and line["route"] == "/v1/rows/{service}" and line["status"] == 200
    assert line["rows"] == 1 and line["billed"] == 1 and line["service"] == "geocode" and line["job"] == "j-1"
    assert line["total_us"] > 0 and line["upstream_us"] > 0 and line["user"] == "ann\n\u2028x"
    assert http(process.url + "/v1/rows/geocode", {**ROW, "api_access_token": "bad token"})[0] == 400
    line = process.wait_for(lambda l: l.get("code") == "token-malformed", "the refusal")
    everything = json.dumps(process.log)
    for secret in ("sandbox-token", "bad token", "Secreta", "dry_run"):
        assert secret not in everything


def test_sigterm_answers_what_runs_and_is_not_ready_meanwhile(start, gateway, tmp_path):
    slow = start("sandbox", "--listen", "127.0.0.1:0", "--latency-ms", "1500")
    url = slow.process.stdout.readline().decode().split()[-1]
    config = tmp_path / "gateway.json"
    config.write_text(json.dumps({"timeouts_ms": {"drain_notice": 700, "drain": 20000}, "upstreams": [{"base_url": url}],
                                  "listen": "127.0.0.1:0", "admin": "127.0.0.1:0", "tls": {"mode": "off"}}))
    process = start("serve", "--config", config)
    address = process.event("listening", listener="main")["address"]
    host, port = address.split(":")
    with socket.create_connection((host, int(port))) as running:
        body = json.dumps(ROW).encode()
        running.sendall(b"POST /v1/rows/geocode HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                        + str(len(body)).encode() + b"\r\n\r\n" + body)
        while json.loads(http(url + "/_sandbox/ledger")[2])["calls"] == []:
            pass  # until the call is on its way: bounded by the test's own timeout
        process.process.send_signal(15)
        process.event("draining")
        status, headers, _ = http(f"http://{address}/readyz")  # still accepted while load balancers notice
        assert status == 503 and headers["Connection"] == "close"
        reply = b""
        while chunk := running.recv(65536):
            reply += chunk
    assert reply.startswith(b"HTTP/1.1 200") and b'"status":"ok"' in reply and b"Connection: close" in reply
    assert process.process.wait(20) == 0


def test_a_second_sigterm_ends_now(gateway):
    process = gateway()
    process.process.send_signal(15)
    process.event("draining")
    assert process.stop() == 0


def test_drain_by_admin_request(gateway):
    process = gateway(env={"ATGATEWAY_TIMEOUTS_MS_DRAIN_NOTICE": "50"})
    assert http(process.admin + "/drain", b"")[0] == 403
    assert http(process.admin + "/drain", b"", headers={"atgateway-drain": "1"})[0] == 202
    assert process.process.wait(20) == 0


def test_reload_takes_a_good_file_and_keeps_the_old_over_a_bad_one(start, tmp_path):
    config = tmp_path / "gateway.json"
    base = {"upstreams": [{"base_url": "sandbox:"}], "listen": "127.0.0.1:0", "admin": "127.0.0.1:0", "tls": {"mode": "off"}}
    config.write_text(json.dumps(base))
    process = start("serve", "--config", config)
    url = "http://" + process.event("listening", listener="main")["address"]
    two = {"api_access_token": "sandbox-token", "rows": [["Madrid"], ["Oslo"]]}
    assert http(url + "/v1/rows/geocode", two)[0] == 200
    config.write_text(json.dumps({**base, "limits": {"rows": 1}, "workers": 7}))
    process.process.send_signal(1)
    assert process.event("needs-restart")["field"] == "/workers"
    process.event("reloaded")
    assert json.loads(http(url + "/v1/rows/geocode", two)[2])["code"] == "too-many-rows"
    config.write_text("{")
    process.process.send_signal(1)
    process.event("reload-refused")
    assert json.loads(http(url + "/v1/rows/geocode", two)[2])["code"] == "too-many-rows"


def test_a_probe_listener_serves_probes_alone_in_clear(start):
    process = start("serve", "--upstream", "sandbox:", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0",
                    "--tls-certificate", CERTIFICATES / "server.crt", "--tls-key", CERTIFICATES / "server.key",
                    env={"ATGATEWAY_PROBE_LISTEN": "127.0.0.1:0"})
    process.event("listening", listener="main")
    probe = process.event("listening", listener="probe")
    url = "http://" + probe["address"]
    assert http(url + "/readyz")[0] == 200 and http(url + "/v1/whoami")[0] == 404
    assert http(url + "/v1/rows/geocode", ROW)[0] == 404


def test_no_core_dumps_unless_allowed(gateway):
    def limit(process):
        with open(f"/proc/{process.process.pid}/limits") as limits:
            return next(l for l in limits if l.startswith("Max core")).split()[4]

    assert limit(gateway()) == "0"
    inherited = subprocess.run(["sh", "-c", "ulimit -c"], capture_output=True, text=True).stdout.strip()
    if inherited != "0":
        assert limit(gateway("--allow-core")) != "0"


def test_port_variable_as_cloud_run_sets_it(start):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = start("serve", "--upstream", "sandbox:", "--tls-mode", "off", "--admin", "127.0.0.1:0", env={"PORT": str(port)})
    assert process.event("listening", listener="main")["address"] == f"0.0.0.0:{port}"


def test_the_demo_runs_and_leaves_nothing(tmp_path):
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    done = subprocess.run([root + "/tests/demo/demo.sh", os.environ["ATGATEWAY"]], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Madrid" in done.stdout and "upstream-not-allowed" in done.stdout and "Done." in done.stdout


def test_client_certificates_are_demanded_at_routing_but_not_of_probes(start):
    process = start("serve", "--upstream", "sandbox:", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0",
                    "--tls-certificate", CERTIFICATES / "server.crt", "--tls-key", CERTIFICATES / "server.key",
                    env={"ATGATEWAY_TLS_CLIENT_CA": str(CERTIFICATES / "ca.crt")})
    port = process.event("listening", listener="main")["address"].rsplit(":", 1)[1]

    def curl(path, *more):
        done = subprocess.run(["curl", "-sS", "-w", " %{http_code}", "--cacert", CERTIFICATES / "ca.crt",
                               f"https://localhost:{port}{path}", *more], capture_output=True, text=True)
        body, _, status = done.stdout.rpartition(" ")
        return int(status), body

    assert curl("/readyz") == (200, "")
    status, body = curl("/v1/whoami")
    assert status == 401 and json.loads(body)["code"] == "client-certificate-required"
    mine = ("--cert", str(CERTIFICATES / "client.crt"), "--key", str(CERTIFICATES / "client.key"))
    assert curl("/v1/whoami", *mine)[0] == 200
