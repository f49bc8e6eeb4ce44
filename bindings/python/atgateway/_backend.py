"""Chooses what answers: the extension module where there is one for this Python, else the bundled executable."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any, Literal

from ._interface import Backend

_INSTALL = ("Install a wheel of atgateway for this Python and machine (or the one tagged py3-none, which fits every "
            "Python 3.10 or later on Linux), or set ATGATEWAY_EXECUTABLE to an atgateway executable.")


_SUBINTERPRETER = ("atgateway cannot be imported in a subinterpreter: import it in the main one, and use threads or "
                   "processes")


def _refuse_subinterpreter() -> None:
    # Neither backend works there: the extension has one state for the process, and subprocess starts nothing.
    # Python's own names for this are no public ones, and modules that cost more to import are built on them.
    try:
        interpreters: Any = import_module("_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters")
        main = interpreters.get_current() == interpreters.get_main()
    except (ImportError, AttributeError):
        return  # a Python without them; the extension asks once more by itself
    if not main:
        raise ImportError(_SUBINTERPRETER)


def _extension() -> Backend:
    try:
        from . import _core
    except ImportError as error:
        if "subinterpreter" in str(error):
            raise ImportError(_SUBINTERPRETER) from error
        raise
    return _core


def _executable() -> Backend:
    from . import _process
    from ._executable import executable_path

    path = executable_path()
    if not os.access(path, os.X_OK):
        raise ImportError(f"there is no executable at {path}. {_INSTALL}")
    return _process


def _choose() -> tuple[Literal["core", "process"], Backend]:
    forced = os.environ.get("ATGATEWAY_BACKEND", "")
    if forced == "core":
        try:
            return "core", _extension()
        except ImportError as error:
            raise ImportError(f"ATGATEWAY_BACKEND is core, and the extension module cannot be used: {error}") from error
    if forced == "process":
        return "process", _executable()
    if forced:
        raise ImportError("ATGATEWAY_BACKEND must be core or process, or not be set")
    try:
        return "core", _extension()
    except ImportError as error:
        if "subinterpreter" in str(error):
            raise
        try:
            return "process", _executable()
        except ImportError as missing:
            raise ImportError(f"the extension module cannot be used ({error}), and {missing}") from None


_refuse_subinterpreter()
name, chosen = _choose()
if name == "core":
    from . import _core

    # The import system keeps an extension module across interpreters, and would not run its init again.
    _core.refuse_subinterpreter()
