"""Reading tables out of the pages under docs/."""

from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def rows(page: str, heading: str) -> list[tuple[str, ...]]:
    """Return the body rows of the first table under a heading, code marks taken off. Raises LookupError when there is none."""
    lines = iter((DOCS / page).read_text(encoding="utf-8").splitlines())
    for line in lines:
        if line.lstrip("#").strip() == heading and line.startswith("#"):
            break
    else:
        raise LookupError(f"{page} has no heading {heading!r}")
    table = []
    for line in lines:
        if line.startswith("|"):
            table.append(tuple(cell.strip().strip("`") for cell in line.strip("|").split("|")))
        elif table:
            break
    return table[2:]
