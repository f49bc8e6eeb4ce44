"""Scenarios run side by side on a small pool, as most of them wait for silence; timed ones run alone, after the others."""
import concurrent.futures
import os
import pathlib
import sys
import tempfile

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "support"))
import doctor_certificates  # noqa: E402
import doctor_network  # noqa: E402
from doctor_scenario import read_scenario, run_scenario  # noqa: E402

SIDE_BY_SIDE = 6
tally = {"right": 0, "wrong": 0, "confidently wrong": 0}


class Bench:
    """Where scenarios are run; those that were asked for begin at once."""

    def __init__(self, folder, files):
        self.folder = pathlib.Path(folder)
        self.certificates = self.folder / "certificates"
        self.certificates.mkdir()
        doctor_certificates.make_certificates(self.certificates)
        self.binary = pathlib.Path(os.environ["ATGATEWAY"]).resolve()
        self.pool = concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE)
        # The last ones, of silent upstreams, take longest, and so begin first.
        self.results = {file: self.pool.submit(self.run, file) for file in reversed(files) if not is_alone(file)}

    def run(self, file):
        folder = self.folder / file.stem
        folder.mkdir()
        return run_scenario(read_scenario(file), folder, self.certificates, self.binary)

    def outcome(self, file):
        if file in self.results:
            return self.results[file].result()
        concurrent.futures.wait(self.results.values())
        return self.pool.submit(self.run, file).result()


def is_alone(file):
    return "within_ms" in read_scenario(file)


def files_of(items):
    return [item.callspec.params["file"] for item in items if "file" in getattr(getattr(item, "callspec", None), "params", {})]


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: any(is_alone(file) for file in files_of([item])))


@pytest.fixture(scope="session")
def bench(request):
    cause = doctor_network.why_not()
    if cause:
        pytest.skip(cause)
    with tempfile.TemporaryDirectory(prefix="atgateway-doctor-") as folder:
        os.chmod(folder, 0o755)
        bench = Bench(folder, files_of(request.session.items))
        yield bench
        bench.pool.shutdown(cancel_futures=True)


def pytest_terminal_summary(terminalreporter):
    if sum(tally.values()):
        terminalreporter.write_line("doctor: " + ", ".join(f"{count} {name}" for name, count in tally.items()))
