"""The notebooks run from end to end, against a real sandbox and a real gateway over TLS, and say what is true."""
from __future__ import annotations

import html
import json
import os
import re
import shutil
import socket
import subprocess
import threading
import urllib.request
from pathlib import Path

import pytest

for module in ("nbformat", "nbclient", "nbconvert", "ipykernel"):
    pytest.importorskip(module, reason=f"{module} is not installed: see tests/python/requirements-notebooks.txt")

import atgateway  # noqa: E402
import nbformat  # noqa: E402
import notebook_runner  # noqa: E402
from nbclient.exceptions import CellExecutionError  # noqa: E402

TOKEN = "sandbox-token"
PATH_WORKING = "is_my_private_path_working.ipynb"
WHY = "why_does_http_request_fail.ipynb"
BEFORE = "before_a_big_geocoding_job.ipynb"
ALL = (PATH_WORKING, WHY, BEFORE)

# What the notebooks use of Databricks, as far as its documentation says how it behaves. One thing is left out on purpose:
# Databricks blacks out a secret's text in outputs, and here a leak is to be seen.
DATABRICKS = '''
import json, os, re, ssl, urllib.error, urllib.request


class Widgets:
    """dbutils.widgets: text() defines, a value that somebody filled in wins over the default, get() of the rest fails."""

    def __init__(self, filled):
        self._filled, self._defined = filled, {}

    def text(self, name, defaultValue, label=None):
        self._defined[name] = self._filled.get(name, defaultValue)

    def get(self, name):
        if name not in self._defined:
            raise ValueError(f"InputWidgetNotDefined: {name}")
        return self._defined[name]


class Secrets:
    """dbutils.secrets: get() by scope and key."""

    def get(self, scope, key):
        if (scope, key) != ("carto", "api_access_token"):
            raise ValueError(f"Secret does not exist with scope: {scope} and key: {key}")
        return os.environ["STAND_IN_SECRET"]


class Utilities:
    widgets = Widgets(json.loads(os.environ["STAND_IN_WIDGETS"]))
    secrets = Secrets()


class Frame:
    """A DataFrame whose rows are already here."""

    def __init__(self, rows):
        self._rows = rows

    def first(self):
        return self._rows[0] if self._rows else None

    def limit(self, number):
        return Frame(self._rows[:number])

    def collect(self):
        return self._rows

    def toLocalIterator(self):
        return iter(self._rows)


class Session:
    """spark.sql(): http_request() really makes the call; other statements give the rows of the test."""

    def sql(self, statement):
        asked = re.search(r"conn => '(?P<conn>[^']*)', method => 'GET', path => '(?P<path>[^']*)'", statement)
        if not asked:
            return Frame(json.loads(os.environ["STAND_IN_ROWS"]))
        if asked["conn"] != "carto_at":
            raise RuntimeError(f"[CONNECTION_NOT_FOUND] Connection '{asked['conn']}' does not exist")
        trust = ssl.create_default_context(cafile=os.environ["STAND_IN_CA"])
        with urllib.request.urlopen(os.environ["STAND_IN_GATEWAY"] + asked["path"], context=trust, timeout=30) as answer:
            return Frame([{"reply": {"status_code": answer.status, "text": answer.read().decode()}}])


dbutils = Utilities()
spark = Session()
'''


class Running:
    """A subcommand of the executable, until the tests are over."""

    def __init__(self, executable: str, *arguments: str):
        clean = {key: value for key, value in os.environ.items() if not key.startswith("ATGATEWAY_")}
        clean["ATGATEWAY_TIMEOUTS_MS_DRAIN_NOTICE"] = "0"  # no load balancer has to notice its end
        self.process = subprocess.Popen([executable, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                        env=clean)
        self._drain: threading.Thread | None = None

    def says(self, pattern: str) -> str:
        """The group of the first line that has it. What comes later is read and forgotten."""
        assert self.process.stdout
        seen = []
        for line in self.process.stdout:
            seen.append(line)
            found = re.search(pattern, line)
            if found:
                self._drain = threading.Thread(target=self.process.stdout.read, daemon=True)
                self._drain.start()
                return found[1]
        raise AssertionError(f"it ended before it said {pattern}: {''.join(seen)}")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)
        if self._drain:
            self._drain.join(timeout=20)


@pytest.fixture(scope="module")
def executable() -> str:
    bundled = Path(atgateway.__file__).parent / "bin/atgateway"
    for candidate in (os.environ.get("ATGATEWAY"), os.environ.get("ATGATEWAY_EXECUTABLE"), str(bundled)):
        if candidate and os.access(candidate, os.X_OK):
            return candidate
    pytest.skip("there is no executable: set ATGATEWAY, or install a package that has one")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificates, and is not installed")
    folder = tmp_path_factory.mktemp("certificates")
    script = Path(__file__).parents[1] / "support/make_certificates.sh"
    subprocess.run([str(script), str(folder)], check=True, capture_output=True)
    return folder


class Lab:
    """A sandbox and a gateway in front of it."""

    def __init__(self, sandbox: str, gateway: str, ca: Path):
        self.sandbox, self.gateway, self.ca = sandbox, gateway, str(ca)
        self.address = {"ATGATEWAY_TARGET": gateway, "ATGATEWAY_CA": self.ca}

    def ledger(self) -> dict:
        with urllib.request.urlopen(self.sandbox + "/_sandbox/ledger", timeout=20) as answer:
            return json.load(answer)

    def databricks(self, rows: list | None = None, **widgets: str) -> dict[str, str]:
        """What the stand-in is told."""
        return {"STAND_IN_WIDGETS": json.dumps({"target": self.gateway, "ca": self.ca, **widgets}), "STAND_IN_SECRET": TOKEN,
                "STAND_IN_GATEWAY": self.gateway, "STAND_IN_CA": self.ca, "STAND_IN_ROWS": json.dumps(rows or [])}


@pytest.fixture
def lab(executable: str, certificates: Path):
    """Of each test's own, so that key, ledger and the limit on diagnoses begin anew."""
    started = []
    try:
        started.append(Running(executable, "sandbox", "--listen", "127.0.0.1:0"))
        sandbox = started[0].says(r"answers at (http://\S+)")
        started.append(Running(executable, "serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--upstream", sandbox,
                               "--tls-certificate", str(certificates / "server.crt"), "--tls-key", str(certificates / "server.key")))
        port = started[1].says(r'"event":"listening".*"address":"127\.0\.0\.1:(\d+)".*"listener":"main"')
        yield Lab(sandbox, f"https://localhost:{port}", certificates / "ca.crt")
    finally:
        for each in started:
            each.stop()


@pytest.fixture
def run(tmp_path: Path):
    """Runs a notebook; whatever it is given, the token is nowhere in what comes out."""

    def execute(name: str, parameters: dict[str, str], first: str = "") -> notebook_runner.Executed:
        done = notebook_runner.execute(name, parameters, tmp_path, first)
        assert TOKEN not in nbformat.writes(done.notebook)
        return done

    return execute


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def table(shown: str) -> list[list[str]]:
    """The cells of an HTML table, row by row."""
    rows = re.findall(r"<tr>(.*?)</tr>", shown, re.S)
    return [[html.unescape(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)] for row in rows]


@pytest.mark.parametrize("name", ALL)
def test_is_fit_to_be_committed(name: str):
    notebook = notebook_runner.read(name)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in code)
    assert code[0].id == "parameters"
    assert TOKEN not in nbformat.writes(notebook)
    # Every code cell stands under a sentence of its own, but for a reading that belongs to the table above it.
    assert sum(cell.cell_type == "markdown" for cell in notebook.cells) >= len(code) - 3


@pytest.mark.parametrize("name", ALL)
def test_needs_nothing_but_the_package(name: str):
    source = "\n".join(cell.source for cell in notebook_runner.read(name).cells if cell.cell_type == "code")
    imported = set(re.findall(r"^\s*(?:import|from) (\w+)", source, re.M))
    assert imported <= {"atgateway", "getpass", "hashlib", "html", "json", "os", "ssl", "urllib"}


def test_a_path_that_works(lab: Lab, run):
    done = run(PATH_WORKING, {**lab.address, "ATGATEWAY_CONNECTION": "carto_at", "ATGATEWAY_TOKEN": TOKEN})
    assert "<svg" in done.html("diagnose") or "<table" in done.html("diagnose")
    assert "token.accepted" in done.html("diagnose")
    said = done.text("statements")
    assert "SELECT http_request(conn => 'carto_at', method => 'GET', path => '/v1/whoami');" in said
    assert """path => '/v1/rows/quota', json => '{"row": {}, "errors": "body"}');""" in said
    assert "Asked by this notebook, answered by: gateway (gateway-report)" in done.text("ask")
    layers = {row[0]: row[1:] for row in table(done.html("comparison"))[1:]}
    assert layers["tls"] == ["pass", "skip"]  # the upstream of this gateway is spoken to without TLS
    assert layers["token"][0] == "pass"
    assert "The gateway answers here and is well." in done.text("reading")
    assert "| " in done.text("markdown") and "token.accepted" in done.text("markdown")
    assert lab.ledger()["metered_rows"] == 0


def test_a_path_that_cannot_be_judged_from_here(lab: Lab, run):
    done = run(PATH_WORKING, {**lab.address, "ATGATEWAY_PROFILE": "databricks-ncc", "ATGATEWAY_VANTAGE": "classic-cluster"})
    said = done.text("statements")
    assert "This is a classic Databricks cluster" in said and "not the private endpoint of serverless compute" in said
    assert re.search(r"\d+ checks cannot be decided from here: .*dns\.resolves.*tcp\.connects.*tls\.handshake", said)
    assert "only the statements above can tell" in done.text("reading")


def test_a_path_that_is_broken(lab: Lab, run):
    nobody = {"ATGATEWAY_TARGET": f"https://localhost:{free_port()}", "ATGATEWAY_CA": lab.ca}
    done = run(PATH_WORKING, nobody)
    assert "tcp.connects" in done.html("diagnose")
    assert "could not be asked from here" in done.text("reading")
    assert {row[2] for row in table(done.html("comparison"))[1:]} == {"not known"}
    with pytest.raises(CellExecutionError, match="tcp.connects|TCP"):
        run(PATH_WORKING, {**nobody, "ATGATEWAY_FAIL_WHEN_BROKEN": "yes"})


def test_the_path_in_databricks(lab: Lab, run):
    told = lab.databricks(connection="carto_at", secret_scope="carto", ask_warehouse="yes")
    # Databricks' notebooks take no parameter from the environment.
    done = run(PATH_WORKING, {**told, "ATGATEWAY_TARGET": "https://wrong.example.com"}, DATABRICKS)
    assert "token.accepted" in done.html("diagnose")
    assert "Asked by http_request(), answered by: gateway (gateway-report)" in done.text("ask")
    assert "The connection gets through, and the gateway reaches CARTO." in done.text("reading")


def test_a_statement_that_fails_in_databricks(lab: Lab, run):
    done = run(PATH_WORKING, lab.databricks(connection="no_such", ask_warehouse="yes"), DATABRICKS)
    assert "Asked by http_request(), answered by: platform (platform-connection-not-found)" in done.text("ask")
    assert "the words above say who answered instead" in done.text("reading")


def test_why_one_result_and_many(lab: Lab, run):
    done = run(WHY, lab.address)
    one = dict(table(done.html("classify"))[1:])
    assert (one["answered_by"], one["code"], one["owner"]) == ("platform", "platform-use-connection-missing", "databricks")
    many = {row[2]: row for row in table(done.html("overview"))[1:]}
    assert {code: (row[0], row[1], row[3]) for code, row in many.items()} == {
        "platform-gave-up-503": ("2", "platform", "databricks"), "gateway-ok": ("1", "gateway", "caller"),
        "upstream-unauthorized": ("1", "upstream", "caller"), "unknown-field": ("1", "gateway", "caller"),
        "platform-use-connection-missing": ("1", "platform", "databricks"), "proxy-nginx": ("1", "unknown", "cluster"),
        "platform-dns": ("1", "platform", "databricks")}
    first = done.text("first").splitlines()
    assert first[0].startswith("1. databricks: ") and len(first) == 6  # gateway-ok asks for nothing
    looks = [row[1] for row in table(done.html("look"))[1:]]
    port = lab.gateway.rpartition(":")[2]
    assert looks[:2] == ["127.0.0.1", f"127.0.0.1:{port}: connected"] and looks[2].startswith("TLSv1.3")
    assert looks[3:] == ["localhost, 127.0.0.1, ::1", "CN=atgateway test authority", "2049-12-31T23:59:59Z"]


def test_why_a_result_of_ones_own(lab: Lab, run):
    done = run(WHY, {**lab.address, "ATGATEWAY_STATUS_CODE": "", "ATGATEWAY_TEXT": "PKIX path building failed"})
    assert dict(table(done.html("classify"))[1:])["code"] == "platform-certificate"


def test_why_in_databricks(lab: Lab, run):
    rows = [{"status_code": 302, "text": ""}, {"status_code": None, "text": None}] * 3
    done = run(WHY, lab.databricks(rows, query="SELECT reply.* FROM replies"), DATABRICKS)
    assert done.text("rows") == "6 results of the query\n"
    assert [row[0] for row in table(done.html("overview"))[1:]] == ["3", "3"]


def test_a_job_costs_what_the_dry_run_said_and_nothing_twice(lab: Lab, run):
    done = run(BEFORE, {**lab.address, "ATGATEWAY_TOKEN": TOKEN, "ATGATEWAY_SEND_ROWS": "10"})
    assert [int(line.split()[0]) for line in done.text("counts").splitlines()] == [10, 2, 2, 1, 5]
    plan = done.text("plan")
    assert "6 rows would be metered" in plan and "2 would be answered from an equal row" in plan
    assert [row[:2] for row in table(done.html("plan"))[1:]] == [["4", "missing-argument"], ["7", "missing-argument"]]
    assert "this job needs 6: it fits" in done.text("quota-left")
    assert "10 rows, 2 failed, 6 billed, 2 answered from an equal row\nanswered now" in done.text("send")
    answers = table(done.html("answers"))[1:]
    assert [row[2] for row in answers] == ["ok", "ok", "ok", "error", "ok", "ok", "error", "no-match", "ok", "ok"]
    assert json.loads(answers[0][3]) == {"type": "Point", "coordinates": [-3.70256, 40.4165]}
    again = done.text("repeat")
    assert "kept answer: True | same results: True" in again
    assert "quota used before the batch 0, after sending it twice 6" in again
    assert "the same key with other rows: request-key-reused" in again
    assert lab.ledger()["metered_rows"] == 6  # the dry run, the repetition and the reused key cost nothing


def test_a_job_in_several_requests(lab: Lab, run):
    done = run(BEFORE, {**lab.address, "ATGATEWAY_TOKEN": TOKEN, "ATGATEWAY_ROWS_IN_REQUEST": "4", "ATGATEWAY_SEND_ROWS": "0"})
    assert "3 requests to the gateway" in done.text("plan")
    assert "7 rows would be metered" in done.text("plan")  # Kyoto stands in two requests
    assert lab.ledger()["metered_rows"] == 0


def test_a_job_whose_token_has_expired(lab: Lab, run):
    with pytest.raises(CellExecutionError, match="upstream-unauthorized"):
        run(BEFORE, {**lab.address, "ATGATEWAY_TOKEN": "sandbox-expired"})
    assert lab.ledger()["metered_rows"] == 0


def test_a_job_in_databricks(lab: Lab, run):
    rows = [{"id": 1, "address": "Madrid, Spain"}, {"id": 2, "address": "Kyoto, Japan"}, {"id": 3, "address": "Madrid, Spain"}]
    told = lab.databricks(rows, query="SELECT id, address FROM places", send_rows="2", secret_scope="carto")
    done = run(BEFORE, told, DATABRICKS)
    assert done.text("read") == "3 rows of the query\n"
    assert "2 rows, 0 failed, 2 billed" in done.text("send")
    assert lab.ledger()["metered_rows"] == 2
