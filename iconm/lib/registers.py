"""What every register shares: a slug code, names, validity dates, a search key. Abstract; knows no app."""

from collections.abc import Callable, Collection
from datetime import date
from typing import Any, Self

from django.db import connections, models
from django.db.models import F, Q
from django.db.models.functions import Collate
from django.utils.translation import gettext_lazy as _

from iconm.lib.text import hiragana, search_key, sort_key


class RegisterQuerySet(models.QuerySet[Any]):
    def in_force(self, on: date) -> Self:
        """Keep the rows valid on that day; an open end is valid for ever."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gt=on))

    def in_japanese_order(self) -> Self:
        """Order as a Japanese index does, the same on both databases: by code points of the sort key, whatever the server's locale."""
        return self.order_by(japanese_order(self.db), "code")


class RegisterManager(models.Manager[Any]):
    """The manager of every register. Written out, because types made by from_queryset are lost between two runs of the checker."""

    def get_queryset(self) -> RegisterQuerySet:
        return RegisterQuerySet(self.model, using=self._db)

    def in_force(self, on: date) -> RegisterQuerySet:
        return self.get_queryset().in_force(on)

    def in_japanese_order(self) -> RegisterQuerySet:
        return self.get_queryset().in_japanese_order()


def japanese_order(using: str, path: str = "sort_key") -> Collate:
    """Return the expression that orders by a sort key; path: the way to it from the queryset's model."""
    return Collate(F(path), "C" if connections[using].vendor == "postgresql" else "BINARY")


def every_word(keys: Collection[str], *, own: Callable[[str], Q], near: Callable[[str], Q]) -> Q:
    """Return the condition that each key stands in the row or near it, and one in the row itself; keys must not be empty.

    near: in what the row belongs to, by which alone it is not found: a search for a programme would bring all of its themes.
    """
    in_row, everywhere = Q(), Q()
    for key in keys:
        in_row |= own(key)
        everywhere &= own(key) | near(key)
    return in_row & everywhere if len(keys) > 1 else in_row


class Register(models.Model):
    """A row people name and look up.

    code: natural key, never shown where a name can be. reading: kana, by which lists are sorted; without it the name is.
    valid_until is exclusive.
    """

    code = models.SlugField(_("コード"), max_length=80, unique=True, allow_unicode=False)
    name = models.CharField(_("名称"), max_length=200)
    name_en = models.CharField(_("名称（英語）"), max_length=200, blank=True)
    reading = models.CharField(_("よみ"), max_length=200, blank=True)
    search_key = models.CharField(max_length=400, editable=False, db_index=True)
    sort_key = models.CharField(max_length=400, editable=False, blank=True, db_index=True)
    valid_from = models.DateField(_("有効開始日"), null=True, blank=True)
    valid_until = models.DateField(_("有効終了日（この日を含まない）"), null=True, blank=True)

    objects = RegisterManager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gt=models.F("valid_from")),
                name="%(app_label)s_%(class)s_validity",
                violation_error_message=_("有効終了日は、有効開始日より後の日付にしてください。"),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fill_keys()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_key", "sort_key"}
        super().save(*args, **kwargs)

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Put the reading into hiragana, as all registers are sorted by: here and not in `clean`, which upper apps have of their own."""
        self.reading = hiragana(self.reading)
        super().clean_fields(exclude)

    def fill_keys(self) -> None:
        """Compute the keys; `save` does. For bulk writes, which call no save."""
        self.search_key = search_key(f"{self.name} {self.name_en} {self.reading}")[:400]
        self.sort_key = sort_key(self.reading or self.name)[:400]
