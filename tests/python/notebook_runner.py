"""Runs a notebook as a reader would: in a kernel of this interpreter, which writes nothing outside of a folder of its own."""
from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from traitlets.config import Config

FOLDER = Path(__file__).parents[2] / "bindings/python/notebooks"


class ThisInterpreter(AsyncKernelManager):
    """A kernel whose specification is in no file."""

    @property
    def kernel_spec(self) -> KernelSpec:
        return KernelSpec(argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
                          display_name="this interpreter", language="python")


def read(name: str) -> nbformat.NotebookNode:
    return nbformat.read(FOLDER / name, as_version=4)


def execute(name: str, parameters: dict[str, str], home: Path, first: str = "") -> Executed:
    """Runs the notebook with these environment variables and nothing else of ATGATEWAY_ but what chooses the backend.

    `first` is the source of a cell that runs before all others: what Databricks would have put there.
    """
    notebook = read(name)
    if first:
        notebook.cells.insert(0, nbformat.v4.new_code_cell(first, id="before-all"))
    keep = ("ATGATEWAY_BACKEND", "ATGATEWAY_EXECUTABLE")
    clean = {key: value for key, value in os.environ.items() if not key.startswith("ATGATEWAY_") or key in keep}
    folders = {"HOME": "", "IPYTHONDIR": "ipython", "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data",
               "JUPYTER_RUNTIME_DIR": "runtime", "XDG_CACHE_HOME": "cache"}
    own = {key: str(home / folder) for key, folder in folders.items()}
    settings = Config()
    settings.ThisInterpreter.transport = "ipc"  # sockets in the folder: no port, and nobody else's kernel
    settings.ThisInterpreter.ip = str(home / "kernel")
    settings.ThisInterpreter.connection_file = str(home / "kernel.json")
    client = NotebookClient(notebook, config=settings, kernel_manager_class=ThisInterpreter, timeout=120,
                            resources={"metadata": {"path": str(home)}})
    client.execute(env={**clean, **own, **parameters})
    return Executed(notebook)


class Executed:
    """The notebook after it ran."""

    def __init__(self, notebook: nbformat.NotebookNode):
        self.notebook = notebook

    def cell(self, cell_id: str) -> Any:
        return next(cell for cell in self.notebook.cells if cell.id == cell_id)

    def text(self, cell_id: str) -> str:
        """What the cell printed, and the plain form of what it shows."""
        outputs = self.cell(cell_id).outputs
        return "".join(output.get("text", "") or output.get("data", {}).get("text/plain", "") for output in outputs)

    def html(self, cell_id: str) -> str:
        """The last HTML that the cell shows."""
        shown = [output.data["text/html"] for output in self.cell(cell_id).outputs if "text/html" in output.get("data", {})]
        return shown[-1] if shown else ""
