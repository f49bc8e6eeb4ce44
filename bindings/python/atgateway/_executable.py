"""Where the bundled executable is, and which version it has to be."""

from __future__ import annotations

import os

# Not pathlib, which would be an eighth of the whole import.
PACKAGE = os.path.dirname(os.path.abspath(__file__))

_BEGIN, _END = "atgateway-", ".dist-info"


def executable_path() -> str:
    """The executable behind the process backend: the environment's ATGATEWAY_EXECUTABLE, or the package's own."""
    return os.environ.get("ATGATEWAY_EXECUTABLE") or os.path.join(PACKAGE, "bin", "atgateway")


def package_version() -> str | None:
    """The version that this package was installed as; None when it was not installed, as in a build tree."""
    # The name of the metadata's folder says it. importlib.metadata would be as long to import as this whole package,
    # and would also find another installation elsewhere on the path.
    try:
        beside = os.listdir(os.path.dirname(PACKAGE))
    except OSError:
        return None
    versions = [name[len(_BEGIN):-len(_END)] for name in beside if name.startswith(_BEGIN) and name.endswith(_END)]
    return versions[0] if len(versions) == 1 else None
