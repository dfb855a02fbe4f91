"""Work done behind the page. The row is the truth: claim, heartbeat, attempt and result; a Celery message only says "look at job n"."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jobs.choices import FINISHED, UNFINISHED, JobState


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> Self:
        return self.filter(state__in=UNFINISHED)

    def due(self, now: datetime) -> Self:
        """Keep the queued jobs whose time to wait is over."""
        return self.filter(Q(not_before=None) | Q(not_before__lte=now), state=JobState.QUEUED)

    def silent(self, since: datetime) -> Self:
        """Keep the running jobs not heard of since then."""
        return self.filter(state=JobState.RUNNING, heartbeat_at__lt=since)


class Job(models.Model):
    """One piece of work.

    attempt: how often it was claimed; worker: who claimed it last. is_scheduled: put in by the clock, at most one unfinished of a name.
    not_before: when a failed attempt may be repeated. sent_at: when a message was last sent.
    """

    name = models.CharField(_("処理"), max_length=100, db_index=True)
    payload = models.JSONField(_("入力"), default=dict)
    is_scheduled = models.BooleanField(_("定期"), default=False)
    state = models.CharField(_("状態"), max_length=10, choices=JobState, default=JobState.QUEUED)
    attempt = models.PositiveSmallIntegerField(_("試行"), default=0)
    max_attempts = models.PositiveSmallIntegerField(_("試行の上限"))
    progress = models.PositiveSmallIntegerField(_("進捗（%）"), default=0)
    message = models.CharField(_("経過"), max_length=200, blank=True)
    result = models.JSONField(_("結果"), null=True)
    error = models.TextField(_("エラー"), blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("依頼者"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("空欄は、システムです。"),
    )
    worker = models.CharField(_("実行者"), max_length=100, blank=True)
    created_at = models.DateTimeField(_("依頼日時"))
    not_before = models.DateTimeField(_("実行可能日時"), null=True)
    sent_at = models.DateTimeField(_("送信日時"), null=True)
    claimed_at = models.DateTimeField(_("開始日時"), null=True)
    heartbeat_at = models.DateTimeField(_("最終応答日時"), null=True)
    finished_at = models.DateTimeField(_("終了日時"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("処理")
        verbose_name_plural = _("処理")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "heartbeat_at"], name="jobs_job_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="jobs_job_known_state"),
            models.CheckConstraint(condition=Q(progress__lte=100), name="jobs_job_progress"),
            models.CheckConstraint(condition=Q(max_attempts__gte=1, attempt__lte=F("max_attempts")), name="jobs_job_attempts"),
            models.CheckConstraint(
                condition=~Q(state=JobState.RUNNING) | Q(attempt__gte=1, claimed_at__isnull=False, heartbeat_at__isnull=False),
                name="jobs_job_running_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=FINISHED, finished_at__isnull=False) | Q(state__in=UNFINISHED, finished_at=None),
                name="jobs_job_finished",
            ),
            models.UniqueConstraint(fields=["name"], condition=Q(is_scheduled=True, state__in=UNFINISHED), name="jobs_job_one_scheduled"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"

    @property
    def is_finished(self) -> bool:
        return self.state in FINISHED
