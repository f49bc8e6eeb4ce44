"""Where the executable is looked for, and which version it has to be of."""

import importlib.metadata
import os

import atgateway
import pytest
from atgateway import _executable


def test_the_packages_own(monkeypatch):
    monkeypatch.delenv("ATGATEWAY_EXECUTABLE", raising=False)
    assert _executable.executable_path() == os.path.join(
        os.path.dirname(os.path.abspath(atgateway.__file__)), "bin/atgateway"
    )


def test_another_one(monkeypatch):
    monkeypatch.setenv("ATGATEWAY_EXECUTABLE", "/another/atgateway")
    assert _executable.executable_path() == "/another/atgateway"


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """A package of its own folder; puts a distribution's metadata beside it."""
    monkeypatch.setattr(_executable, "PACKAGE", str(tmp_path / "atgateway"))

    return lambda folder: (tmp_path / folder).mkdir()


def test_the_version_that_was_installed(beside):
    beside("atgateway-1.2.3.dist-info")
    assert _executable.package_version() == "1.2.3"


def test_none_in_a_build_tree(beside):
    beside("another-1.0.dist-info")
    assert _executable.package_version() is None


def test_none_when_a_folder_is_left_over(beside):
    """Half an uninstallation; nobody can say which one is meant."""
    beside("atgateway-1.2.3.dist-info")
    beside("atgateway-1.2.4.dist-info")
    assert _executable.package_version() is None


def test_the_installation_is_the_one_that_is_used():
    installed = _executable.package_version()
    assert installed is None or installed == importlib.metadata.version("atgateway") == atgateway.__version__
