"""What is shown while a diagnosis runs: a line on a terminal, a strip in a notebook, else nothing."""

import io
import os
import pty
import sys
from types import ModuleType, SimpleNamespace

import pytest
from atgateway import Check, Verdict, _progress, diagnose

VERDICT = Verdict({"status": "fail", "headline": "<b>dns.resolves</b> failed"})


def check(layer, status):
    return Check({"id": f"{layer}.x", "layer": layer, "status": status})


class Terminal(io.StringIO):
    """A stream of a pseudoterminal, so that it has columns."""

    def __init__(self):
        super().__init__()
        self.leader, self.follower = pty.openpty()

    def isatty(self):
        return True

    def fileno(self):
        return self.follower

    def close_pair(self):
        os.close(self.leader)
        os.close(self.follower)


def stderr_is(monkeypatch, stream):
    """For the module only: pytest puts streams of its own into sys between the phases of a test."""
    monkeypatch.setattr(_progress, "sys", SimpleNamespace(stderr=stream, modules=sys.modules))


@pytest.fixture
def terminal(monkeypatch):
    stream = Terminal()
    stderr_is(monkeypatch, stream)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    yield stream
    stream.close_pair()


@pytest.fixture
def notebook(monkeypatch):
    """What IPython gives in a kernel, as far as it is used; `pages` is what a cell showed, newest last."""
    pages = []
    handle = SimpleNamespace(update=pages.append)

    def display(page, display_id):
        assert display_id is True and not pages
        pages.append(page)
        return handle

    shell = SimpleNamespace(kernel=object())
    module, inner = ModuleType("IPython"), ModuleType("IPython.display")
    module.get_ipython = lambda: shell
    inner.HTML, inner.display = str, display
    monkeypatch.setitem(sys.modules, "IPython", module)
    monkeypatch.setitem(sys.modules, "IPython.display", inner)
    return SimpleNamespace(pages=pages, shell=shell)


def test_nothing_where_nobody_looks(monkeypatch):
    stderr_is(monkeypatch, io.StringIO())
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert _progress.choose(None) is None and _progress.choose(False) is None


def test_nothing_without_a_stderr(monkeypatch):
    stderr_is(monkeypatch, None)
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert _progress.choose(None) is None and _progress.choose(True) is None


class WriteOnly:
    """What programs put into sys.stderr to catch what is written."""

    def __init__(self):
        self.written = []

    def write(self, text):
        self.written.append(text)


def test_a_stderr_that_can_only_be_written_to_is_no_terminal(monkeypatch):
    stream = WriteOnly()
    stderr_is(monkeypatch, stream)
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert _progress.choose(None) is None
    display = _progress.choose(True)
    display.show(check("dns", "pass"))
    display.show_verdict(VERDICT)
    display.close()
    assert stream.written == ["atgateway: checks: 1, fail\n"]


def test_a_notebook_that_cannot_display_changes_no_diagnosis(notebook, closed, monkeypatch):
    def display(page, display_id):
        raise RuntimeError("the front end is gone")

    monkeypatch.setattr(sys.modules["IPython.display"], "display", display)
    assert _progress.choose(None) is None
    assert diagnose(closed).verdict.check == "tcp.connects"


def test_ipython_is_not_imported(terminal):
    _progress.choose(None)
    assert "IPython" not in sys.modules


def test_a_line_that_is_erased(terminal):
    display = _progress.choose(None)
    display.show(check("dns", "pass"))
    display.show(check("tcp", "skip"))
    display.show(check("dns", "fail"))
    display.show(check("dns", "pass"))
    states = terminal.getvalue().split("\r\x1b[K")
    assert states == [
        "",
        "atgateway: dns:pass",
        "atgateway: dns:pass tcp:skip",
        "atgateway: dns:fail tcp:skip",
        "atgateway: dns:fail tcp:skip",
    ]
    display.show_verdict(VERDICT)
    display.close()
    assert terminal.getvalue().endswith("\r\x1b[K") and "\n" not in terminal.getvalue()


def test_a_dumb_terminal_gets_no_line(terminal, monkeypatch):
    monkeypatch.setenv("TERM", "dumb")
    assert _progress.choose(None) is None


def test_a_file_gets_one_line_at_the_end(monkeypatch):
    stream = io.StringIO()
    stderr_is(monkeypatch, stream)
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    display = _progress.choose(True)
    display.show(check("dns", "pass"))
    display.show_verdict(VERDICT)
    display.close()
    assert stream.getvalue() == "atgateway: checks: 1, fail\n"


def test_a_strip_that_is_updated_in_place(notebook, monkeypatch):
    monkeypatch.setattr(_progress.Strip, "PAUSE_S", 0)
    display = _progress.choose(None)
    display.show(check("dns", "pass"))
    display.show(check("kubernetes", "warn"))
    display.show_verdict(VERDICT)
    display.close()
    first, second, third, last = notebook.pages
    assert "kubernetes" not in second and "kubernetes" in third and "dns" in first
    assert first.count("…") == 8 and last.count("…") == 7 and last.count("✓") == 1
    assert "fail: &lt;b&gt;dns.resolves&lt;/b&gt; failed" in last and "<b>" not in last


def test_a_strip_is_not_sent_for_every_check(notebook, monkeypatch):
    monkeypatch.setattr(_progress.Strip, "PAUSE_S", 3600)
    display = _progress.choose(None)
    for _ in range(100):
        display.show(check("dns", "pass"))
    display.show_verdict(VERDICT)
    assert len(notebook.pages) == 2 and "✓" in notebook.pages[-1]


def test_a_shell_without_a_kernel_is_a_terminal(notebook, terminal, monkeypatch):
    shell = SimpleNamespace()
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    display = _progress.choose(None)
    display.show(check("dns", "pass"))
    assert "dns:pass" in terminal.getvalue() and notebook.pages == []


def test_switched_off_in_a_notebook(notebook):
    assert _progress.choose(False) is None and notebook.pages == []


def test_trouble_of_the_display_stays_its_own():
    class Broken:
        calls = 0

        def show(self, check):
            Broken.calls += 1
            raise OSError("gone")

    display = _progress.Quiet(Broken())
    display.show(check("dns", "pass"))
    display.show(check("dns", "pass"))
    display.show_verdict(VERDICT)
    display.close()
    assert Broken.calls == 1
