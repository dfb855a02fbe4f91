"""Reading register pages back, and making the rows they show."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client
from lxml import html

from iconm.lib.text import search_key, sort_key
from programs.models import Organization

LIST = "/registers/organizations/"
NOON = datetime(2026, 2, 10, 12, tzinfo=ZoneInfo("Asia/Tokyo"))


def page(client: Client, url: str, status: int = 200) -> Any:
    response = client.get(url)
    assert response.status_code == status, url
    return html.fromstring(response.content.decode())


def words(node: Any) -> str:
    return " ".join(node.text_content().split())


def names(client: Client, query: str = "", url: str = LIST) -> list[str]:
    return [words(head) for head in page(client, f"{url}?{query}").xpath("//main//tbody/tr/th")]


def organization(code: str, name: str, **fields: Any) -> Organization:
    return Organization.objects.create(**{"code": code, "name": name, "kind": "company"} | fields)


def many_organizations(number: int) -> None:
    Organization.objects.bulk_create(
        Organization(code=f"o-{n:05}", name=f"団体{n}", kind="company", search_key=search_key(f"団体{n}"), sort_key=sort_key(f"団体{n}"))
        for n in range(number)
    )


def groups(tree: Any) -> dict[str, list[str]]:
    sections = tree.xpath("//section[@aria-labelledby='references-title']/section")
    return {words(section.xpath("h3")[0]): [words(line) for line in section.xpath("ul/li | .//tbody/tr")] for section in sections}
