"""Every organization that a list of the papers names is registered, under that name or another of its own."""

from collections.abc import Iterator

import pytest

from programs.models import Organization, OrganizationName
from tests.programs.factories import make_organization
from tests.programs.transcripts import printed

LISTS = {"mou_institution", "visiting_school", "school_programme", "joint_research"}
SESSION = "CHANGEシンポジウム セッション"  # the one entry of the school programmes that is no school


def names_of_the_papers() -> Iterator[str]:
    yield from (name for (name,) in printed("2026-3-2-participants", "name"))
    yield from (name for (name,) in printed("2026-3-1-ventures", "name"))
    yield from (name for (name,) in printed("2013-3-proposers", "name"))
    yield from (name for pair in printed("2025-parties", "name", "short_printed") for name in pair if name)
    yield from (name for of, name in printed("2026-4-4-lists", "list", "name") if of in LISTS and name != SESSION)


@pytest.mark.usefixtures("loaded")
class TestPapers:
    def test_every_listed_name_is_known(self) -> None:
        known = {*Organization.objects.values_list("name", flat=True), *OrganizationName.objects.values_list("name", flat=True)}

        assert {name for name in names_of_the_papers() if name not in known} == set()

    def test_successors(self) -> None:
        successors = Organization.objects.exclude(successor=None).values_list("name", "successor__name")

        assert dict(successors) == {
            "アキュルナ(株)": "NANO MRNA(株)",
            "東京工業大学": "東京科学大学",
            "KAST": "地方独立行政法人神奈川県立産業技術総合研究所",
        }

    def test_names_apart_by_kind(self) -> None:
        """One participant of two names, one foundation of three, one body that changed its name."""
        names = {
            code: set(OrganizationName.objects.filter(organization__code=code).values_list("kind", "name"))
            for code in ("dena-brave-thunders", "nano-mrna", "ciem")
        }

        assert names["dena-brave-thunders"] >= {("short", "DeNA"), ("alias", "川崎ブレイブサンダース")}
        assert names["nano-mrna"] == {("former", "ナノキャリア(株)")}
        assert {name for kind, name in names["ciem"] if kind == "former"} == {"公益財団法人実験動物中央研究所", "実験動物中央研究所"}


def test_name_is_found_by_kana(db) -> None:
    make_organization("nano").names.create(name="ナノキャリア", kind="former")

    assert OrganizationName.objects.filter(search_key__contains="なのきゃりあ").exists()
