"""Days typed without a year: one that is just over is refused and not taken for one a year off, and what was read is said."""

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import RoleAssignment, User
from ledger.actions.yearbook import close_year
from ledger.models import Inquiry, LockException, Sheet
from tests.accounts.factories import make_user
from tests.conftest import World
from tests.ledger import factories
from tests.ledger.factories import DATASET, NOON
from tests.ledger.inquiries.acts import inquiry_in, make_asked_sheet

pytestmark = pytest.mark.django_db
REPORT = {"dataset": "city-support", "fiscal_year": "R7", "basis": "settled", "as_of": ""}
ANY_REFUSAL = (400, 409, 422)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):  # 10 February 2026
        yield


def post(user: User, name: str, /, *args: int, **fields: object) -> tuple[int, str]:
    """Return the status and what the page says was done."""
    client = Client()
    client.force_login(user)
    answer = client.post(reverse(name, args=args), fields)
    return answer.status_code, " ".join(str(message) for message in get_messages(answer.wsgi_request))


def test_due_date(world: World) -> None:
    sheet = factories.make_sheet()

    over = post(world.clerk, "entry:due", sheet.pk, due_on="2/9")
    done = post(world.clerk, "entry:due", sheet.pk, due_on="4/1")

    assert (over[0], done) == (422, (302, "提出期限を令和8年4月1日に変更しました。"))
    assert Sheet.objects.get().due_on == date(2026, 4, 1)
    assert post(world.clerk, "entry:due", sheet.pk, due_on="") == (302, "提出期限なしに変更しました。")


def test_due_date_of_a_new_report(world: World) -> None:
    factories.make_item(dataset="city-support")

    over = post(world.clerk, "entry:sheet-new", **REPORT, due_on="2/9")
    done = post(world.clerk, "entry:sheet-new", **REPORT, due_on="2/28")

    assert (over[0], done[0]) == (422, 302)
    assert done[1].endswith("を作成しました。提出期限は令和8年2月28日です。")


def test_due_dates_of_a_new_year(world: World) -> None:
    for basis in ("settled", "forecast"):
        factories.make_sheet(2024, basis=basis)
    picks = {f"pick-{DATASET}-{basis}-20260331": "on" for basis in ("settled", "forecast")}

    def opened(settled: str, forecast: str) -> tuple[int, str]:
        days = {f"due-{DATASET}-settled-20260331": settled, f"due-{DATASET}-forecast-20260331": forecast}
        return post(world.clerk, "entry:year-open", 2025, **picks, **days)

    assert opened("5/31", "2/9")[0] == 422
    assert opened("5/31", "R8.2.9")[0] == 422
    assert not Sheet.objects.filter(fiscal_year=2025).exists()
    assert opened("5/31", "2/20") == (
        302,
        "令和7年度の年度報告を2件作成しました。提出期限は令和8年2月20日、令和8年5月31日です。値は引き継いでいません。",
    )


def test_due_date_that_is_over_is_not_offered_to_a_new_year(client: Client, world: World) -> None:
    Sheet.objects.filter(pk=factories.make_sheet(2024).pk).update(due_on=date(2025, 2, 9))
    client.force_login(world.clerk)

    form = client.get(reverse("entry:year-open", args=[2025])).context["form"]

    assert [offer.due.value() for offer in form.offers] == [""]


def test_day_of_a_request(world: World) -> None:
    sheet = make_asked_sheet(1)
    asked = {"title": "件名", "message": "", "choose": ["a-1:amount:2025::settled:2025-12-31"]}

    over = post(world.clerk, "entry:inquiry-new", sheet.pk, **asked, due_on="2/9")
    done = post(world.clerk, "entry:inquiry-new", sheet.pk, **asked, due_on="3/1")

    assert over[0] in ANY_REFUSAL and done[0] == 302 and "回答期限は令和8年3月1日です。" in done[1]
    assert Inquiry.objects.get().due_on == date(2026, 3, 1)


def test_more_time_for_a_request(world: World) -> None:
    inquiry = inquiry_in("open", world)

    over = post(world.clerk, "entry:inquiry-extend", inquiry.pk, seen=inquiry.lock_version, due_on="2/9")
    done = post(world.clerk, "entry:inquiry-extend", inquiry.pk, seen=inquiry.lock_version, due_on="3/31")

    assert over[0] in ANY_REFUSAL
    assert done == (302, "回答期限を令和8年3月31日まで延長しました。")


def test_last_day_of_a_correction(world: World) -> None:
    line = factories.line(factories.make_item().code)
    factories.enter_and_approve(factories.make_sheet(2024), line, clerk=world.clerk, approver=world.approver)
    close_year(fiscal_year=2024, by=world.approver, at=NOON)
    asked = {"dataset": DATASET, "reason": "転記誤り"}

    over = post(world.approver, "entry:year-exception", 2024, **asked, last_on="2/9")
    done = post(world.approver, "entry:year-exception", 2024, **asked, last_on="2/28")

    assert over[0] == 422
    assert (done[0], done[1].startswith("令和6年度の訂正を令和8年2月28日まで認めました。")) == (302, True)
    assert LockException.objects.get().valid_until == date(2026, 3, 1)


def test_day_of_a_handover_may_just_be_over(world: World) -> None:
    successor = make_user("successor")

    done = post(world.administrator, "entry:handover", predecessor=world.clerk.pk, successor=successor.pk, valid_from="2/2")

    assert (done[0], "引継ぎの日は令和8年2月2日です。" in done[1]) == (302, True)
    assert RoleAssignment.objects.get(user=successor).valid_from == date(2026, 2, 2)
