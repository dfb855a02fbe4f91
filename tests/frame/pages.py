"""What the tests of pages share: a template rendered to a tree, and the words in it."""

from copy import deepcopy
from typing import Any

from django.template.loader import render_to_string
from lxml import html

HIDDEN = "visually-hidden"


def tree(template: str, **context: Any) -> Any:
    return html.fragment_fromstring(render_to_string(template, context), create_parent="div")


def parsed(response: Any) -> Any:
    """Return the page of a test client's response as a tree. The stock admin states its encoding in a header, which lxml does not see."""
    return html.fromstring(response.content.decode())


def words(node: Any) -> str:
    """Return the text in the node, hidden words included, blanks folded."""
    return " ".join(node.text_content().split())


def shown(node: Any) -> str:
    """Return the text a reader sees: without the words that are only spoken."""
    copy = deepcopy(node)
    for hidden in copy.find_class(HIDDEN):
        hidden.drop_tree()
    return words(copy)
