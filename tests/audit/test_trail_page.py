"""The auditor's page: filters, words for codes, how the chain stands, the file."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client, RequestFactory
from lxml import html
from pytest_django import DjangoAssertNumQueries

from accounts.address import answering
from accounts.choices import Role
from accounts.models import User
from audit import targets
from audit.actions import record, seal, verify_trail
from audit.files import BATCH, CHANGES, PROOF, change_lines, proof_lines
from audit.guards import GUARDS
from audit.models import Entry
from audit.sign_in import PASSWORD_CHANGED, SIGNED_IN
from iconm.lib import guards
from programs.models import Organization
from tests.accounts.factories import make_user

pytestmark = pytest.mark.django_db

LIST = "/admin/audit/entry/"
EXPORT = f"{LIST}export/"
EXPORT_PROOF = f"{EXPORT}proof/"
NOON = datetime(2026, 2, 10, 3, 0, tzinfo=UTC)


@pytest.fixture
def auditor(client: Client) -> User:
    user = make_user("auditor", Role.AUDITOR)
    client.force_login(user)
    return user


def page(client: Client, url: str = LIST, **query: Any) -> Any:
    response = client.get(url, query)
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def words(node: Any) -> str:
    return " ".join(node.text_content().split())


def column(tree: Any, name: str) -> list[str]:
    return [words(cell) for cell in tree.xpath(f"//*[contains(@class, 'field-{name}')]")]


def file(client: Client, url: str = EXPORT_PROOF, **query: Any) -> list[dict[str, str]]:
    response = client.get(url, query)
    assert response.status_code == 200
    content = b"".join(response)  # type: ignore[arg-type]
    assert content.startswith(b"\xef\xbb\xbf")
    head, *lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    columns = PROOF if url == EXPORT_PROOF else CHANGES
    assert head == [str(word) for word in columns.values()]
    return [dict(zip(columns, line, strict=True)) for line in lines]


def at(moment: datetime, **fields: Any) -> Entry:
    with time_machine.travel(moment, tick=False):
        return record(**{"action": PASSWORD_CHANGED, "by": None} | fields)


@pytest.fixture
def few(auditor: User) -> dict[str, Entry]:
    """Four entries that each differ in one thing that can be asked for."""
    clerk, organization = make_user("clerk"), Organization.objects.create(code="nano", name="NANO MRNA(株)", kind="company")
    with answering(RequestFactory().get("/", REMOTE_ADDR="10.0.0.7")):
        from_elsewhere = at(NOON, reason="転記誤りのため")
    return {
        "elsewhere": from_elsewhere,
        "clerk": at(NOON, by=clerk, target=f"accounts.user:{clerk.pk}"),
        "organization": at(
            NOON, action="programs.organization.added", target=f"programs.organization:{organization.pk}", after={"note": "改組後の名称"}
        ),
        "march": at(datetime(2026, 3, 31, 14, 59, tzinfo=UTC)),  # 23:59 in Japan
        "april": at(datetime(2026, 3, 31, 15, 0, tzinfo=UTC), action=SIGNED_IN),  # midnight in Japan
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param({"since": "2026-03-01", "until": "2026-03-31"}, {"march"}, id="days of Japan, both included"),
        pytest.param({"since": "令和8年4月1日", "until": "2026-04-01"}, {"april"}, id="from midnight, as people write it"),
        pytest.param({"until": "R8.2.10"}, {"elsewhere", "clerk", "organization"}, id="until a day"),
        pytest.param({"actor": "system", "until": "2026-02-10"}, {"elsewhere", "organization"}, id="by the system"),
        pytest.param({"actor": "clerk"}, {"clerk"}, id="by a person"),
        pytest.param({"action": SIGNED_IN, "since": "2026-03-01", "until": "2026-05-01"}, {"april"}, id="one action"),
        pytest.param({"action": "added", "until": "2026-02-10"}, {"organization"}, id="rows of any kind that were added"),
        pytest.param({"action": "deleted"}, set(), id="rows that were deleted"),
        pytest.param({"kind": "programs.organization"}, {"organization"}, id="kind of target"),
        pytest.param({"kind": "accounts.user", "until": "2026-02-10"}, {"clerk"}, id="another kind"),
        pytest.param({"text": "転記"}, {"elsewhere"}, id="in the reason"),
        pytest.param({"text": "programs.org"}, {"organization"}, id="in the target"),
        pytest.param({"text": "ｎａｎｏ　ｍｒｎａ"}, {"organization"}, id="in the name of the target"),
        pytest.param({"text": "利用者 clerk", "until": "2026-02-10"}, {"clerk"}, id="in the name of a person"),
        pytest.param({"text": "改組後"}, {"organization"}, id="in what changed"),
        pytest.param({"address": "10.0.0.7"}, {"elsewhere"}, id="address"),
        pytest.param({"address": "10.0.0.7", "kind": "accounts.user"}, set(), id="all of them together"),
    ],
)
def test_filters_choose_the_same_in_the_list_and_in_the_file(
    client: Client, few: dict[str, Entry], query: dict[str, str], expected: set[str]
) -> None:
    if query.get("actor") == "clerk":
        query = query | {"actor": str(few["clerk"].actor_id)}
    tree = page(client, **query)
    links = {link.rpartition("/change/")[0].rpartition("/")[2] for link in tree.xpath("//th[@class='field-when']/a/@href")}
    assert links == {str(few[name].pk) for name in expected}
    addresses = tree.xpath("//ul[@class='object-tools']//a/@href")
    assert len(addresses) == 2
    for address in addresses:
        lines = list(csv.DictReader(io.StringIO(b"".join(client.get(address)).decode("utf-8-sig"))))  # type: ignore[arg-type]
        assert {line["番号"] for line in lines} == links


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param({"action": "programs.organization.added"}, {"organization"}, id="a kind and a verb in one code"),
        pytest.param({"action": "programs.organization.added", "kind": ""}, {"organization"}, id="beside an empty kind"),
        pytest.param({"action": "programs.organization.added", "kind": "programs.organization"}, {"organization"}, id="its own kind"),
        pytest.param({"action": "programs.theme.added"}, set(), id="another kind"),
    ],
)
def test_address_saved_before_actions_were_told_by_kind_still_works(
    client: Client, few: dict[str, Entry], query: dict[str, str], expected: set[str]
) -> None:
    tree = page(client, **query)

    assert tree.xpath("//*[@role='alert']") == []
    assert {link.split("/")[-3] for link in tree.xpath("//th[@class='field-when']/a/@href")} == {str(few[name].pk) for name in expected}
    assert tree.xpath("//select[@name='action']//option[@selected]/@value") == ["added"]
    assert tree.xpath("//select[@name='kind']//option[@selected]/@value") == [query["action"].removesuffix(".added")]


def test_saved_action_of_another_kind_is_an_error(client: Client, few: dict[str, Entry]) -> None:
    tree = page(client, action="programs.organization.added", kind="accounts.user")

    assert "操作" in words(tree.xpath("//*[@role='alert']")[0]) and column(tree, "when") == []


def test_actions_to_choose_from_are_grouped_by_area(client: Client, auditor: User) -> None:
    (select,) = page(client).xpath("//select[@name='action']")
    groups = {group.get("label"): [words(option) for option in group] for group in select.iter("optgroup")}

    assert list(groups)[:8] == ["入力", "確認・承認", "照会と回答", "年度・引継ぎ", "台帳", "出力", "利用者・サインイン", "操作記録"]
    assert groups["確認・承認"] == ["確認を依頼しました", "確認の依頼を取り下げました", "差し戻しました", "承認しました"]
    assert groups["台帳"][:3] == ["登録しました", "変更しました", "削除しました"]  # of which register, another filter says
    assert "操作記録を出力しました" in groups["出力"] and "役割の付与：変更しました" in groups["利用者・サインイン"]
    assert max(map(len, groups.values())) < 20


@pytest.mark.parametrize(
    ("query", "told"),
    [
        pytest.param({"since": "2026-02-30"}, "暦にない日付", id="impossible day"),
        pytest.param({"since": "2026-04-01", "until": "2026-03-31"}, "終了日は、開始日以後", id="days the wrong way round"),
        pytest.param({"address": "here"}, "接続元", id="no address"),
        pytest.param({"actor": "999999"}, "利用者", id="no such person"),
    ],
)
def test_wrong_filter_is_explained_and_shows_nothing(client: Client, few: dict[str, Entry], query: dict[str, str], told: str) -> None:
    tree = page(client, **query)
    assert told in words(tree.xpath("//*[@role='alert']")[0])
    assert column(tree, "when") == []
    assert client.get(EXPORT, query)["Location"].startswith(f"{LIST}?")
    assert not Entry.objects.filter(action="audit.trail.exported").exists()


def test_line_is_readable_without_codes(client: Client, few: dict[str, Entry]) -> None:
    tree = page(client, until="2026-02-10")
    clerk = few["clerk"].actor
    assert clerk
    assert column(tree, "when") == ["R8.2.10 12:00:00"] * 3
    assert column(tree, "who") == ["システム", "利用者 clerk", "システム"]
    assert column(tree, "about") == ["団体 NANO MRNA(株)", "利用者 利用者 clerk（clerk）", "—"]
    assert column(tree, "why") == ["-", "-", "転記誤りのため"]
    assert tree.xpath("//td[@class='field-about']/a/@href") == [
        few["organization"].target.replace("programs.organization:", "/admin/programs/organization/") + "/change/",
        f"/admin/accounts/user/{clerk.pk}/change/",
    ]


def test_targets_that_are_gone_or_of_an_older_version(client: Client, auditor: User) -> None:
    for target in ("programs.organization:999999", "gone.model:3", "programs.organization", "audit.entry"):
        record(action=PASSWORD_CHANGED, by=None, target=target)
    assert column(page(client, action=PASSWORD_CHANGED), "about") == ["操作記録", "団体", "gone.model:3", "団体 999999（削除済み）"]


def test_entry_shows_labels_and_words(client: Client, auditor: User) -> None:
    staff = make_user("staff", Role.CLERK)
    role = staff.role_assignments.get()
    entry = record(
        action="accounts.roleassignment.changed",
        by=auditor,
        target=f"accounts.roleassignment:{role.pk}",
        before={"user": staff.pk, "role": "clerk", "valid_until": None, "dataset": ""},
        after={"user": auditor.pk, "role": "approver", "valid_until": "2026-04-01", "dataset": "kpi"},
    )
    rows = [[words(cell) for cell in row] for row in page(client, f"{LIST}{entry.pk}/change/").xpath("//table[@class='changes']/tbody/tr")]
    assert rows == [
        ["対象データ", "—", "kpi"],
        ["役割", "入力担当", "承認者"],
        ["利用者", "利用者 staff（staff）", "利用者 auditor（auditor）"],
        ["有効終了日（この日を含まない）", "—", "令和8(2026)年4月1日"],
    ]


def test_entry_of_a_user_names_the_rows_below_and_hides_names(client: Client, auditor: User) -> None:
    after = {"name": "＊＊", "is_active": False, "roleassignment:5.role": "auditor", "vanished_field": ["a", "b"]}
    entry = record(action="accounts.user.changed", by=auditor, target=f"accounts.user:{auditor.pk}", before={"name": "＊"}, after=after)
    rows = [[words(cell) for cell in row] for row in page(client, f"{LIST}{entry.pk}/change/").xpath("//table[@class='changes']/tbody/tr")]
    assert rows == [
        ["有効", "—", "いいえ"],
        ["表示名", "（記録しません）", "（変更後。記録しません）"],
        ["役割の付与 5・役割", "—", "監査"],
        ["vanished_field", "—", "a、b"],
    ]


def test_page_of_a_hundred_takes_eleven_queries_and_a_search_two_more(
    client: Client, auditor: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    organizations = [Organization.objects.create(code=f"o-{n}", name=f"団体{n}", kind="company") for n in range(50)]
    for organization in organizations:
        record(action=PASSWORD_CHANGED, by=make_user(organization.code), target=f"programs.organization:{organization.pk}")
    for n, model in enumerate([*targets.kinds()] * 2):
        record(action=PASSWORD_CHANGED, by=None, target=f"{model._meta.label_lower}:{n}")
    assert Entry.objects.count() >= 100
    page(client)  # writes the session: a sign-in by the test client has no page yet
    searched = {"since": "2020-01-01", "kind": "programs.organization", "text": "programs"}
    for most, query in ((11, {}), (11, {"p": "2"}), (13, searched)):
        with django_assert_max_num_queries(most):
            assert len(column(page(client, **query), "sentence")) == 50


@pytest.mark.parametrize("url", [EXPORT, EXPORT_PROOF])
@pytest.mark.parametrize("role", Role)
def test_who_takes_the_trail_away(client: Client, role: Role, url: str) -> None:
    user = make_user(role.value, role)
    client.force_login(user)
    may = role in (Role.AUDITOR, Role.ADMINISTRATOR)
    assert client.get(url, follow=True).status_code == (200 if may else 403)
    assert Entry.objects.filter(action="audit.trail.exported", actor=user, address="127.0.0.1").exists() == may


def test_file_of_changes_has_a_line_for_each(client: Client, auditor: User) -> None:
    role = make_user("staff", Role.CLERK).role_assignments.get()
    with answering(RequestFactory().get("/", REMOTE_ADDR="10.0.0.7")):
        entry = at(
            NOON,
            action="accounts.roleassignment.changed",
            target=f"accounts.roleassignment:{role.pk}",
            before={"role": "clerk", "vanished": -3},
            after={"role": "approver", "vanished": "=HYPERLINK(1)"},
            reason="異動のため",
        )
        empty = at(NOON, by=auditor)

    lines = file(client, EXPORT, address="10.0.0.7")

    about = "役割の付与 利用者 staff：入力担当（全てのデータ区分）"
    usual = {"at": "2026-02-10 12:00:00", "beside": "", "begun": "", "address": "10.0.0.7"}
    changed = {"id": str(entry.pk), "actor": "システム", "sentence": "変更しました", "target": about, "reason": "異動のため", **usual}
    alone = {
        "id": str(empty.pk),
        "actor": "利用者 auditor",
        "sentence": "自分のパスワードを変更しました",
        "target": "",
        "reason": "",
        **usual,
    }
    assert lines == [
        alone | {"field": "", "old": "", "new": ""},
        changed | {"field": "役割", "old": "入力担当", "new": "承認者"},
        changed | {"field": "vanished", "old": "-3", "new": "'=HYPERLINK(1)"},
    ]


def test_file_of_proof_has_everything_an_entry_says(client: Client, auditor: User) -> None:
    with answering(RequestFactory().get("/", REMOTE_ADDR="10.0.0.7")):
        entry = at(NOON, by=auditor, target=f"accounts.user:{auditor.pk}", before={"a": 1}, after={"a": 2}, reason="=HYPERLINK(1)\n2行目")
    seal(now=NOON)
    link = Entry.objects.get(pk=entry.pk).link  # type: ignore[attr-defined]
    (line,) = file(client, address="10.0.0.7")
    assert line == {
        "id": str(entry.pk),
        "at": "2026-02-10T12:00:00.000000+09:00",
        "actor_id": str(auditor.pk),
        "actor": "利用者 auditor",
        "action": PASSWORD_CHANGED,
        "sentence": "自分のパスワードを変更しました",
        "target": f"accounts.user:{auditor.pk}",
        "target_name": "利用者 利用者 auditor（auditor）",
        "difference": '{"a": [1, 2]}',
        "reason": "'=HYPERLINK(1)\n2行目",
        "address": "10.0.0.7",
        "sequence": str(link.sequence),
        "digest": link.digest,
    }


def test_export_is_recorded_and_not_in_its_own_file(client: Client, few: dict[str, Entry]) -> None:
    lines = file(client, text="転記", since="2026-02-10")
    assert len(lines) == 1
    entry = Entry.objects.get(action="audit.trail.exported")
    assert entry.difference == {
        "filter": [None, {"since": "2026-02-10", "text": "＊"}],  # what somebody searched for may be a name
        "format": [None, "csv"],
        "layout": [None, "proof"],
        "rows": [None, 1],
    }
    assert str(entry.pk) not in {line["id"] for line in file(client, action=PASSWORD_CHANGED)}


@pytest.mark.parametrize("lines", [change_lines, proof_lines])
def test_file_is_made_while_it_is_sent(lines: Any, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    Entry.objects.bulk_create(Entry(action=SIGNED_IN, target=f"accounts.user:{n}") for n in range(3 * BATCH))
    pieces = lines(Entry.objects.all())
    with django_assert_num_queries(0):
        next(pieces)
    with django_assert_num_queries(2):  # the entries, and the names of the first batch
        assert next(pieces).count(b"\r\n") == BATCH
    with django_assert_num_queries(2):  # the names of the other two
        assert sum(piece.count(b"\r\n") for piece in pieces) == 2 * BATCH


def state(client: Client) -> str:
    return words(page(client).xpath("//section[@class='trail']")[0])


def test_state_before_the_first_verification(client: Client, auditor: User) -> None:
    assert "まだ検証していません。" in state(client) and "書換えと欠落がないことを確かめます" in state(client)
    (form,) = page(client).xpath("//section[@class='trail']//form")
    assert (form.get("method"), form.get("action"), words(form.xpath(".//button")[0])) == ("post", "/jobs/trail/verify/", "検証する")
    assert "未封印の記録が1件あります" in state(client)  # the sign-in


def test_state_after_a_verification(client: Client, auditor: User) -> None:
    seal(now=NOON)
    assert verify_trail(by=None).broken is None
    assert "連鎖に異常はありません。" in state(client)
    assert "未封印の記録が1件あります" in state(client)  # the verification
    seal(now=NOON)
    assert "全ての記録を封印しています。" in state(client)


def test_state_when_nobody_verifies_any_more(client: Client, auditor: User) -> None:
    with time_machine.travel(datetime.now(UTC) - timedelta(hours=49), tick=False):
        verify_trail(by=None)
    assert "検証が2日以上行われていません。" in state(client)


def test_state_of_a_broken_chain(client: Client, auditor: User) -> None:
    entry = record(action=SIGNED_IN, by=None)
    seal(now=NOON)
    connection.check_constraints()
    guards.remove(connection, GUARDS)
    Entry.objects.filter(pk=entry.pk).update(reason="forged")
    proof = verify_trail(by=None)
    assert proof.broken and proof.broken.entry_id == entry.pk
    assert "連鎖に異常があります。" in state(client)
    told = Entry.objects.get(action="audit.chain.broken")
    assert told.difference["fault"] == [None, "altered"]
    assert told.difference["entry"] == [None, entry.pk]
