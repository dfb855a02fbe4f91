"""Users and the roles they hold for a time. Ask about roles through `accounts.access` only."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import Organization, Role
from accounts.signals import role_written

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


Held = tuple[tuple[Role, str], ...]
"""Roles with the dataset of each; an empty one covers every dataset."""


class UserManager(DjangoUserManager["User"]):
    use_in_migrations = False

    def create_user(self, username: str, email: str | None = None, password: str | None = None, **fields: Any) -> "User":
        user = self.model(username=self.model.normalize_username(username), email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, email: str | None = None, password: str | None = None, **fields: Any) -> "User":
        """Create a system administrator: `manage.py createsuperuser` makes the first one, who then makes the others."""
        with transaction.atomic(using=self._db):
            user = self.create_user(username, email, password, **{"name": username, **fields})
            assignment = user.role_assignments.create(role=Role.ADMINISTRATOR, valid_from=timezone.localdate())
            role_written.send(sender=RoleAssignment, assignment=assignment, before=None, by=None)
        return user


class User(AbstractUser):
    """Someone who signs in. What they may do comes from their role assignments alone."""

    first_name = None  # type: ignore[assignment]  # one display name: Japanese names are not first and last
    last_name = None  # type: ignore[assignment]
    is_staff = False  # no column: who enters the admin follows from roles
    is_superuser = False  # no column: nobody passes by the roles
    name = models.CharField(_("表示名"), max_length=100)
    organization = models.CharField(_("所属"), max_length=20, choices=Organization, default=Organization.CITY)

    held_on: tuple[date, Held] | None = None  # where accounts.access keeps the roles of a day

    objects: ClassVar[UserManager] = UserManager()
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    if TYPE_CHECKING:
        role_assignments: RelatedManager["RoleAssignment"]

    class Meta:
        verbose_name = _("利用者")
        verbose_name_plural = _("利用者")
        ordering = ["username"]
        constraints = [models.CheckConstraint(condition=Q(organization__in=Organization.values), name="accounts_user_organization")]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    def in_force(self, on: date) -> Self:
        return self.filter(Q(valid_until=None) | Q(valid_until__gt=on), valid_from__lte=on)


class RoleAssignment(models.Model):
    """A role of a user from a day until (exclusive) another, for one dataset of the ledger or for all."""

    user = models.ForeignKey(User, verbose_name=_("利用者"), on_delete=models.PROTECT, related_name="role_assignments")
    role = models.CharField(_("役割"), max_length=20, choices=Role)
    dataset = models.SlugField(_("対象データ"), max_length=80, blank=True, db_index=False, help_text=_("空欄は、全ての対象データです。"))
    valid_from = models.DateField(_("有効開始日"))
    valid_until = models.DateField(_("有効終了日（この日を含まない）"), null=True, blank=True)

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("役割の付与")
        verbose_name_plural = _("役割の付与")
        ordering = ["user", "valid_from", "id"]
        indexes = [models.Index(fields=["user", "valid_from", "valid_until"], name="accounts_role_in_force")]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="accounts_roleassignment_role"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="accounts_roleassignment_validity",
                violation_error_message=_("有効終了日は、有効開始日より後の日付にしてください。"),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "dataset", "valid_from"],
                name="accounts_roleassignment_once",
                violation_error_message=_("同じ役割が同じ日から既に付与されています。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}（{self.dataset or _('全ての対象データ')}）"
