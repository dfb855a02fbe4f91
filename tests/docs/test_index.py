"""docs/README.md leads to every page, and no link of ours leads nowhere."""

import re
from pathlib import Path

import pytest

from tests.docs.markdown import DOCS

PAGES = sorted(DOCS.rglob("*.md"))
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


@pytest.mark.parametrize("path", [*PAGES, DOCS.parent / "README.md", DOCS.parent / "CHANGELOG.md"], ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    missing = [link for link in LINK.findall(path.read_text(encoding="utf-8")) if not (path.parent / link).exists()]

    assert missing == []


def test_index_leads_to_every_page() -> None:
    linked = {(DOCS / link).resolve() for link in LINK.findall((DOCS / "README.md").read_text(encoding="utf-8"))}

    assert {page for page in PAGES if page.name != "README.md"} - linked == set()
