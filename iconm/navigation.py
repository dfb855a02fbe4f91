"""The frame around every page: where one can go, where one is, who one is. `frame` is a context processor."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.access import has_role, may_enter_admin, roles_of, today
from accounts.choices import Role
from accounts.models import User

LANGUAGE_SWITCH = {"ja": ("en", "English"), "en": ("ja", "日本語")}


class Place(NamedTuple):
    """An entry of the navigation. place: the namespace of its pages, or the name of its only page. key: the letter after `g`.

    for_admin, role: who is shown it: those who enter the admin, those who hold the role; without either everybody. root: the page below
    whose address everything belongs to it, where namespaces do not tell.
    """

    label: str | Promise
    url_name: str
    place: str
    key: str
    for_admin: bool = False
    role: Role | None = None
    root: str = ""


PLACES = (
    Place(_("ホーム"), "home", "home", "h"),
    Place(_("概況"), "dashboards:overview", "dashboards", "d"),
    Place(_("資料作成"), "reporting:report-list", "reporting", "r"),
    Place(_("台帳"), "ledger:register-index", "ledger", "l"),
    Place(_("実績入力"), "entry:home", "entry", "e", for_admin=True, root="admin:index"),
    Place(_("照会への回答"), "inquiries:list", "inquiries", "a", role=Role.RESPONDENT),
    Place(
        _("操作記録"), "admin:audit_entry_changelist", "audit", "t", for_admin=True, role=Role.AUDITOR, root="admin:audit_entry_changelist"
    ),
)


class Link(NamedTuple):
    """current: the value of aria-current, `page` on the page itself and `true` below it; empty elsewhere."""

    label: str | Promise
    url: str
    key: str
    current: str


class Frame:
    """What base.html shows around a page. Everything is worked out when the template first asks: a fragment costs nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.now: datetime = timezone.localtime()

    @cached_property
    def user(self) -> User | None:
        user = getattr(self.request, "user", None)  # absent where an error came before the session
        return user if isinstance(user, User) else None

    @cached_property
    def links(self) -> tuple[Link, ...]:
        return tuple(self._links()) if self.user else ()

    @cached_property
    def role_line(self) -> str:
        """Return organization and roles: 川崎市 入力担当・承認者. Causes the page's one SQL query about roles."""
        if not self.user:
            return ""
        held = roles_of(self.user, today())
        roles = "・".join(str(role.label) for role in Role if role in held)
        return f"{self.user.get_organization_display()} {roles}".strip()

    @property
    def may_read(self) -> bool:
        """Tell whether any page is open to them: without a role in force even the first one refuses."""
        return self.user is None or bool(roles_of(self.user, today()))

    @property
    def home_url(self) -> str:
        return url_or_none("home") or "/"

    @property
    def search_url(self) -> str | None:
        return url_or_none("search")

    @property
    def language_url(self) -> str | None:
        return url_or_none("set_language")

    @property
    def other_language(self) -> tuple[str, str]:
        """Return code and own name of the language the switch leads to."""
        return LANGUAGE_SWITCH.get(get_language() or "ja", LANGUAGE_SWITCH["en"])

    @property
    def here(self) -> str:
        """Return this page with its filters, for the language switch to come back to."""
        return self.request.get_full_path()

    @cached_property
    def _places(self) -> tuple[Place, ...]:
        """Return the places this person is shown."""
        user, on = self.user, today()
        return tuple(
            place
            for place in PLACES
            if not (place.for_admin and not (user and may_enter_admin(user, on)))
            and not (place.role and not (user and has_role(user, place.role, on=on)))
        )

    @cached_property
    def _root(self) -> str:
        """Return the root this page is below: of several the closest, as the log lies below the first page of the admin."""
        roots = [url_or_none(place.root) or "" for place in self._places if place.root]
        return max((root for root in roots if self.request.path.startswith(root)), key=len, default="")

    def _links(self) -> Iterator[Link]:
        for place in self._places:
            if url := url_or_none(place.url_name):
                yield Link(place.label, url, place.key, self._current(place, url))

    def _current(self, place: Place, url: str) -> str:
        if self.request.path == url:
            return "page"
        if place.root and self._root and url_or_none(place.root) == self._root:
            return "true"
        match = self.request.resolver_match  # None on a page that does not exist
        return "true" if match and place.place in (*match.namespaces, match.view_name) else ""


def url_or_none(name: str) -> str | None:
    """Return the URL of that name, None where this installation has no such page: nothing dead is ever shown."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None


def frame(request: HttpRequest) -> dict[str, Any]:
    return {"frame": Frame(request)}
