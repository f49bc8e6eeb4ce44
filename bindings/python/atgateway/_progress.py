"""Shows a diagnosis while it runs: in a notebook as a strip of layers, on a terminal as one line."""

from __future__ import annotations

import html
import os
import sys
import time
from importlib import import_module
from typing import Any, Protocol, TextIO

from ._check import Check, Verdict

LAYERS = ("config", "dns", "tcp", "tls", "http", "gateway", "upstream", "token",
          "kubernetes", "privatelink", "ncc", "workspace")
# Worst first: what a layer shows when its checks differ.
_WORST = ("crash", "fail", "warn", "pass", "skip")


class Display(Protocol):
    """What is told of the checks as they come."""

    def show(self, check: Check) -> None:
        """One more check."""

    def show_verdict(self, verdict: Verdict) -> None:
        """All came."""

    def close(self) -> None:
        """It is over, also after an interrupt."""


def choose(progress: bool | None) -> Display | None:
    """The display that fits where this program runs; None when nothing is to be shown."""
    if progress is False:
        return None
    publish = _notebook()
    if publish is not None:
        try:
            return Quiet(Strip(publish))
        except Exception:  # a strip shows itself at once
            return None
    stream = getattr(sys, "stderr", None)
    if stream is None or not (progress or _is_terminal(stream)):
        return None
    return Quiet(StatusLine(stream))


class Quiet:
    """A display whose own trouble never touches the diagnosis; after the first it shows nothing more."""

    def __init__(self, display: Display) -> None:
        self._display: Display | None = display

    def show(self, check: Check) -> None:
        try:
            if self._display is not None:
                self._display.show(check)
        except Exception:
            self._display = None

    def show_verdict(self, verdict: Verdict) -> None:
        try:
            if self._display is not None:
                self._display.show_verdict(verdict)
        except Exception:
            self._display = None

    def close(self) -> None:
        try:
            if self._display is not None:
                self._display.close()
        except Exception:
            self._display = None


class Layers:
    """The worst status that each layer has so far."""

    def __init__(self) -> None:
        self.status: dict[str, str] = {}
        self.checks = 0

    def add(self, check: Check) -> None:
        """Takes a check into account."""
        self.checks += 1
        before = self.status.get(check.layer, "skip")
        self.status[check.layer] = min(before, check.status, key=_WORST.index)

    def in_order(self) -> list[tuple[str, str]]:
        """Layer and status; the layers of a snapshot only when one was read. Not judged yet is an empty status."""
        return [(layer, self.status.get(layer, "")) for index, layer in enumerate(LAYERS)
                if index < LAYERS.index("kubernetes") or layer in self.status]


def _is_terminal(stream: TextIO) -> bool:
    try:
        return bool(stream.isatty()) and os.environ.get("TERM") != "dumb"
    except Exception:  # closed, or an object that somebody put there, which can only write()
        return False


class StatusLine:
    """One line that is written over and over, and erased at the end. ASCII, for any terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._layers = Layers()
        self._terminal = _is_terminal(stream)

    def show(self, check: Check) -> None:
        self._layers.add(check)
        line = " ".join(f"{layer}:{status}" for layer, status in self._layers.in_order() if status)
        self._write(f"atgateway: {line}")

    def _write(self, line: str) -> None:
        if not self._terminal:
            return  # a file would keep every state of the line
        columns = os.get_terminal_size(self._stream.fileno()).columns or 80
        self._stream.write("\r\x1b[K" + line[:columns - 1])
        self._stream.flush()

    def show_verdict(self, verdict: Verdict) -> None:
        if not self._terminal:
            self._stream.write(f"atgateway: checks: {self._layers.checks}, {verdict.status}\n")
            self._stream.flush()

    def close(self) -> None:
        self._write("")


# Readable on light and on dark pages: colours of middling lightness, the page's own colour for text.
_COLOURS = {"pass": "#2e9e5b", "warn": "#c98500", "fail": "#d64545", "crash": "#a04bc9", "skip": "#8a8f98",
            "": "#8a8f98"}
_MARKS = {"pass": "✓", "warn": "!", "fail": "✗", "crash": "✗", "skip": "-", "": "…"}


class Strip:
    """The layers side by side, in a notebook's cell; each is coloured as its checks come."""

    PAUSE_S = 0.05

    def __init__(self, publish: Any) -> None:
        self._layers = Layers()
        self._show = publish
        self._next = 0.0
        self._publish("")

    def show(self, check: Check) -> None:
        self._layers.add(check)
        # Many checks come at once: a page that is sent each would lag behind.
        if time.monotonic() >= self._next:
            self._publish("")

    def show_verdict(self, verdict: Verdict) -> None:
        self._publish(str(verdict))

    def close(self) -> None:
        pass  # what came until then stays, also after an interrupt

    def _publish(self, verdict: str) -> None:
        self._show(strip_html(self._layers, verdict))
        self._next = time.monotonic() + self.PAUSE_S


def strip_html(layers: Layers, verdict: str) -> str:
    """The strip as HTML, in a style of its own."""
    cells = "".join(
        f'<span style="display:inline-block;margin:0 4px 4px 0;padding:1px 8px;border-radius:9px;'
        f'border:1px solid {_COLOURS[status]};opacity:{1 if status else .45}">'
        f'<span style="color:{_COLOURS[status]}">{_MARKS[status]}</span> {layer}</span>'
        for layer, status in layers.in_order())
    said = f'<div style="margin-top:2px">{html.escape(verdict)}</div>' if verdict else ""
    return f'<div role="status" style="font:13px/1.5 system-ui,sans-serif">{cells}{said}</div>'


def _notebook() -> Any:
    """A function that shows HTML in the running notebook's cell, in place of what it showed before; None elsewhere."""
    ipython = sys.modules.get("IPython")  # not imported: where it is absent, there is no notebook
    if ipython is None:
        return None
    try:
        shell = ipython.get_ipython()
        if shell is None or getattr(shell, "kernel", None) is None:
            return None
        # By name, because a program without a notebook need not have it for its types either.
        pages = import_module("IPython.display")
    except Exception:
        return None
    handle = None

    def publish(page: str) -> None:
        nonlocal handle
        if handle is None:
            handle = pages.display(pages.HTML(page), display_id=True)
        else:
            handle.update(pages.HTML(page))

    return publish
