"""plotly.js for the browser, served out of the installed Python package: nothing written by others is copied into the repository."""

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

NAME = "plotly.min.js"


class PlotlyFinder(BaseFinder):
    """Finds `vendor/plotly.min.js`."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:  # noqa: ARG002  # Django passes it
        found = [str(_folder() / NAME)] if path == f"vendor/{NAME}" else []
        return found if find_all or not found else found[0]

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:  # noqa: ARG002  # Django passes it
        storage = FileSystemStorage(location=_folder())
        storage.prefix = "vendor"  # type: ignore[attr-defined]  # the folder collectstatic puts it into
        yield NAME, storage


def _folder() -> Path:
    spec = find_spec("plotly")  # found by its path: importing it would take a third of a second
    if spec is None or spec.origin is None:
        raise LookupError("plotly is not installed: `make setup` installs requirements/base.txt")
    return Path(spec.origin).parent / "package_data"
