from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from accounts.choices import Role
from accounts.models import User
from audit.actions import seal
from audit.models import Entry
from jobs import tasks
from jobs.models import Job
from jobs.registry import JobContext, Result
from tests.accounts.factories import make_user
from tests.jobs.conftest import Register

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 2, 10, 3, 0, tzinfo=UTC)
RUNNING = {"state": "running", "attempt": 1, "claimed_at": NOW, "heartbeat_at": NOW, "progress": 40, "message": "表を作成しています"}
FAILED = {"state": "failed", "attempt": 3, "finished_at": NOW, "error": "Traceback: secret table"}


def make_job(user: User | None, **fields: Any) -> str:
    job = Job.objects.create(**{"name": "tests.work", "max_attempts": 3, "created_at": NOW, "requested_by": user} | fields)
    return reverse("jobs:job-detail", args=[job.pk])


@pytest.mark.parametrize("role", Role)
def test_who_sees_the_job_of_somebody_else(client: Client, role: Role) -> None:
    url = make_job(make_user("owner", Role.CLERK))
    client.force_login(make_user("staff", role))
    assert client.get(url).status_code == (200 if role in (Role.AUDITOR, Role.ADMINISTRATOR) else 403)


def test_owner_sees_it_with_any_role_and_not_without(client: Client) -> None:
    for user, status in ((make_user("owner", Role.MANAGER), 200), (make_user("former"), 403)):
        client.force_login(user)
        assert client.get(make_job(user)).status_code == status


def test_job_of_the_system_belongs_to_nobody(client: Client) -> None:
    client.force_login(make_user("staff", Role.CLERK))
    assert client.get(make_job(None)).status_code == 403


def test_needs_sign_in(client: Client) -> None:
    url = make_job(None)
    assert client.get(url)["Location"] == f"/accounts/sign-in/?next={url}"


def test_unknown_job(client: Client) -> None:
    client.force_login(make_user("staff", Role.AUDITOR))
    assert client.get(reverse("jobs:job-detail", args=[999_999])).status_code == 404


@pytest.mark.parametrize(
    ("fields", "told", "refresh"),
    [
        pytest.param({}, "待機中", "2", id="queued"),
        pytest.param({"attempt": 1, "not_before": NOW}, "1回目の処理が完了しなかった", "2", id="queued again"),
        pytest.param(RUNNING, "処理中：表を作成しています", "2", id="running"),
        pytest.param({"state": "done", "attempt": 1, "finished_at": NOW, "progress": 100}, "完了", None, id="done"),
        pytest.param(FAILED, "処理を完了できませんでした", None, id="failed"),
    ],
)
def test_page(client: Client, fields: dict[str, Any], told: str, refresh: str | None) -> None:
    user = make_user("owner", Role.MANAGER)
    client.force_login(user)
    response = client.get(make_job(user, **fields))
    text = html.fromstring(response.content.decode()).xpath("string(//main)")
    assert told in text
    assert "secret table" not in text
    assert response.headers.get("Refresh") == refresh


def test_json(client: Client) -> None:
    user = make_user("owner", Role.MANAGER)
    client.force_login(user)
    url = make_job(user, **RUNNING)
    assert client.get(url, headers={"accept": "application/json"}).json() == {
        "id": Job.objects.get().pk,
        "name": "tests.work",
        "state": "running",
        "progress": 40,
        "message": "表を作成しています",
        "result": None,
        "is_finished": False,
    }


def test_page_shows_how_far_the_work_is_and_a_reload_keeps_it(client: Client, handles: Register) -> None:
    user = make_user("owner", Role.MANAGER)
    client.force_login(user)
    seen: list[str] = []

    def work(job: JobContext) -> Result:
        for percent, message in ((30, "表を作成しています"), (70, "ファイルを書き込んでいます")):
            job.progress(percent, message)
            seen.extend(shown(client, url) for _look in ("first", "reload"))
        return None

    url = make_job(user, name=handles(work))
    before = shown(client, url)
    tasks.run(Job.objects.get().pk)

    assert before == "待機中 0% 自動更新"
    assert seen == ["処理中：表を作成しています 30% 自動更新"] * 2 + ["処理中：ファイルを書き込んでいます 70% 自動更新"] * 2
    assert shown(client, url).startswith("完了") and shown(client, url).endswith(" 100%")


def test_page_tells_of_work_that_failed_after_it_had_begun(client: Client, handles: Register) -> None:
    user = make_user("owner", Role.MANAGER)
    client.force_login(user)

    def work(job: JobContext) -> Result:
        job.progress(40, "表を作成しています")
        raise RuntimeError("secret table")

    url = make_job(user, name=handles(work, max_attempts=1), max_attempts=1)
    tasks.run(Job.objects.get().pk)

    for _look in ("first", "reload"):
        page = client.get(url)
        assert "処理を完了できませんでした。" in page.text and f"処理番号{Job.objects.get().pk}を連絡してください" in page.text
        assert "secret table" not in page.text
        assert "Refresh" not in page.headers
    assert client.get(url, headers={"accept": "application/json"}).json()["state"] == "failed"


def shown(client: Client, url: str) -> str:
    """Return the line above the bar as the page has it, and whether the page comes again by itself."""
    page = client.get(url)
    bar = html.fromstring(page.content.decode()).xpath("//div[@class='progress']")[0]
    words = [*bar.xpath(".//label/text() | .//span/text()"), *(["自動更新"] if "Refresh" in page.headers else [])]
    assert bar.xpath("string(.//progress/@value)") + "%" in words
    return " ".join(words)


VERIFY = "/jobs/trail/verify/"


@pytest.mark.parametrize("role", Role)
def test_who_has_the_trail_verified(client: Client, role: Role) -> None:
    client.force_login(make_user("staff", role))
    allowed = role in (Role.AUDITOR, Role.ADMINISTRATOR)
    assert client.post(VERIFY).status_code == (302 if allowed else 403)
    assert Job.objects.count() == allowed


def test_an_auditor_has_the_trail_verified(client: Client) -> None:
    auditor = make_user("auditor", Role.AUDITOR)
    client.force_login(auditor)
    seal(now=NOW)
    page = client.post(VERIFY)["Location"]
    job = Job.objects.get()
    assert Entry.objects.get(action="audit.verification.requested").difference == {"job": [None, job.pk]}
    assert client.post(VERIFY)["Location"] == page  # still waiting: asked for once

    tasks.run(job.pk)

    assert "封印した記録1件を検証し、異常はありませんでした。" in html.fromstring(client.get(page).content.decode()).xpath("string(//main)")
    verified = Entry.objects.get(action="audit.chain.verified")
    assert (verified.actor, verified.difference["proved"]) == (auditor, [None, 1])
    assert client.post(VERIFY)["Location"] != page


def test_a_broken_trail_is_told(client: Client) -> None:
    user = make_user("auditor", Role.AUDITOR)
    client.force_login(user)
    url = make_job(user, name="audit.verify", state="done", finished_at=NOW, result={"proved": 3, "head": "0", "broken": 4})
    assert "連番4で連鎖に異常が見つかりました。" in client.get(url).content.decode()


@pytest.mark.parametrize("path", ["add/", "{pk}/change/", "{pk}/delete/"])
def test_admin_shows_and_changes_nothing(client: Client, path: str) -> None:
    client.force_login(make_user("staff", Role.ADMINISTRATOR))
    make_job(None, **FAILED)
    before = Job.objects.values().get()
    assert client.get("/admin/jobs/job/").status_code == 200
    assert client.post("/admin/jobs/job/" + path.format(pk=before["id"]), {"state": "queued", "post": "yes"}).status_code == 403
    assert Job.objects.values().get() == before
