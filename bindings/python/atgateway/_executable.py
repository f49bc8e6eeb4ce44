"""Where the bundled executable is, and which version it has to be."""

from __future__ import annotations

import os

# Not pathlib, which would be an eighth of the whole import.
PACKAGE = os.path.dirname(os.path.abspath(__file__))


def executable_path() -> str:
    """The executable behind the process backend: the environment's ATGATEWAY_EXECUTABLE, or the package's own."""
    return os.environ.get("ATGATEWAY_EXECUTABLE") or os.path.join(PACKAGE, "bin", "atgateway")


def package_version() -> str | None:
    """The version that this package was installed as; None when it was not installed, as in a build tree."""
    from importlib.metadata import Distribution  # costs a fifth of the whole import

    # Only what stands beside the package: another installation on the path may be another version.
    for found in Distribution.discover(name="atgateway", path=[os.path.dirname(PACKAGE)]):
        return found.version
    return None
