"""Every way to write leaves a trace: the actions, the admin, whatever else answers a POST, and files that leave the portal.

What is new and not covered here fails.
"""

import inspect
import pkgutil
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import ForeignKey, Model
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from lxml import html

from accounts.backends import EVERY_APP, GRANTS
from accounts.models import RoleAssignment, User
from audit import registry, targets
from audit.admin_base import REASON
from audit.models import Entry
from audit.registry import ADDED, CHANGED, DELETED
from tests.accounts.factories import PASSWORD
from tests.audit.downloads import hands_out
from tests.audit.rows import fresh, row_of
from tests.conftest import World

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["root_packages"]
TABLES = [import_module(f"tests.{path.parent.name}.writes") for path in sorted(ROOT.glob("tests/*/writes.py"))]
WRITES = {name: prepare for table in TABLES for name, prepare in getattr(table, "WRITES", {}).items()}
SILENT = {name: why for table in TABLES for name, why in getattr(table, "SILENT", {}).items()}
SEVERAL = {name: number for table in TABLES for name, number in getattr(table, "SEVERAL", {}).items()}
ROWS = {label: make for table in TABLES for label, make in getattr(table, "ROWS", {}).items()}
POSTS = {name: test for table in TABLES for name, test in getattr(table, "POSTS", {}).items()}
HARMLESS_POSTS = {name: why for table in TABLES for name, why in getattr(table, "HARMLESS_POSTS", {}).items()}
DOWNLOADS = {name: test for table in TABLES for name, test in getattr(table, "DOWNLOADS", {}).items()}
OWN_FILES = {name: why for table in TABLES for name, why in getattr(table, "OWN_FILES", {}).items()}
ADMIN_ACTIONS = {name: test for table in TABLES for name, test in getattr(table, "ADMIN_ACTIONS", {}).items()}
SPEAK_FOR_THEMSELVES = {action for table in TABLES for action in getattr(table, "SPEAK_FOR_THEMSELVES", ())}


# Actions


def actions() -> Iterator[str]:
    """Yield the public functions with a `by` in every module named actions and every module of a package so named."""
    for package in PACKAGES:
        for found in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
            if "actions" not in found.name.split("."):
                continue
            module = import_module(found.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                if function.__module__ == found.name and not name.startswith("_") and "by" in inspect.signature(function).parameters:
                    yield f"{found.name}.{name}"


def test_every_action_is_in_the_table() -> None:
    found, told = set(actions()), WRITES.keys() | SILENT.keys()
    assert sorted(found - told) == [], "name the action, and how it is made to write, in tests/<app>/writes.py"
    assert sorted(told - found) == [], "the tables name actions that are gone"
    assert not WRITES.keys() & SILENT.keys()


@pytest.mark.parametrize("name", sorted(WRITES))
def test_action_leaves_its_entry(world: World, name: str) -> None:
    act, by = WRITES[name](world)
    first = newest()
    act()
    entries = since(first)
    assert len(entries) == SEVERAL.get(name, 1)
    for entry in entries:
        check(entry, by=by, address=None)
        assert is_named(entry.target), f"say in the app's trail how {entry.target} is called"


def is_named(target: str) -> bool:
    """Tell whether the auditor reads more than a number; of a row that is gone nothing else is left."""
    named = targets.named([target]).get(target)
    return named is None or named.is_gone or named.name != target.partition(":")[2] or ":" not in target


def check(entry: Entry, *, by: User | None, address: str | None) -> None:
    registry.check(entry.action)
    assert (entry.actor, entry.address) == (by, address)
    assert entry.difference or entry.reason or entry.action in SPEAK_FOR_THEMSELVES, entry


# The admin

NAMES = {"name": "操作記録の確認のための写し", "name_en": "", "reading": ""}  # like no other, which would be asked about
# What the copy of a row needs to be a row of its own, where forms ask for more than the model.
OWN: dict[str, dict[str, str]] = {
    "accounts.user": {"username": "copied", "name": "写し", "password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"},
    "finance.contributionpolicy": {"last_year": ""},  # it has to follow the first
    "kpis.grading": {"fiscal_year": "2023"},  # of the plan
    "ledger.mention": {"subject": "programs.organization:kawasaki-city"},
}


def models_with(verb: str) -> list[str]:
    return sorted(model._meta.label_lower for model, page in admin.site._registry.items() if is_written(model, page, verb))


def is_written(model: type[Model], page: admin.ModelAdmin, verb: str) -> bool:
    """Tell whether any role may do it, as far as that can be told without people."""
    labels = ((model._meta.concrete_model or model)._meta.label_lower, model._meta.app_label, EVERY_APP)
    granted = any(verb in next((grants[label] for label in labels if label in grants), ()) for grants in GRANTS.values())
    return granted and getattr(page, f"has_{verb}_permission")(request_of(Anybody()))


class Anybody:
    """Somebody with every permission: what the admin class itself refuses remains refused."""

    pk = 0
    is_active = is_authenticated = True

    def has_perm(self, *_args: Any) -> bool:
        return True


def request_of(user: Any) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = user
    return request


def writer(world: World, model: type[Model], verb: str) -> User:
    people = (world.clerk, world.administrator, world.approver)
    page = admin.site._registry[model]
    return next(person for person in people if getattr(page, f"has_{verb}_permission")(request_of(person)))


def model_of(label: str) -> type[Model]:
    return next(model for model in admin.site._registry if model._meta.label_lower == label)


def url(model: type[Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def form_of(client: Client, address: str, model: type[Model]) -> Any:
    tree = html.fromstring(client.get(address).content.decode())
    return next(form for form in tree.forms if form.get("id") == f"{model._meta.model_name}_form")


def filled_in(form: Any) -> dict[str, Any]:
    """Return what a browser would send from the form as it was served."""
    values: dict[str, Any] = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    return values


def some_row(model: type[Model], world: World) -> Any:
    if made := ROWS.get(model._meta.label_lower):
        return made()
    return {User: world.outsider, RoleAssignment: world.clerk.role_assignments.get()}.get(model) or row_of(model)


def copied(client: Client, model: type[Model], world: World) -> dict[str, Any]:
    """Return a filled-in form for a new row like one there is, without the rows of its inlines."""
    row = some_row(model, world)
    empty, full = form_of(client, url(model, "add"), model), form_of(client, url(model, "change", row.pk), model)
    inlines = tuple(name.removesuffix("TOTAL_FORMS") for name in empty.inputs.keys() if name.endswith("-TOTAL_FORMS"))  # noqa: SIM118
    own = {name: value for name, value in filled_in(full).items() if not name.startswith(inlines or ("\0",))}
    given = {name: getattr(value, "pk", value) for name, value in {**fresh(model, row), **NAMES}.items()}
    given = {name: value for name, value in given.items() if name in empty.inputs.keys()}  # noqa: SIM118
    return filled_in(empty) | own | {f"{prefix}TOTAL_FORMS": "0" for prefix in inlines} | given | OWN.get(model._meta.label_lower, {})


def errors(response: Any) -> str:
    tree = html.fromstring(response.content.decode() or "<p></p>")
    return " ".join(" ".join(node.text_content().split()) for node in tree.xpath("//*[contains(@class, 'error')]"))


def since(first: int) -> list[Entry]:
    return list(Entry.objects.filter(pk__gt=first).order_by("id"))


def newest() -> int:
    return Entry.objects.order_by("id").values_list("pk", flat=True).last() or 0


def add(client: Client, model: type[Model], world: World) -> Model:
    client.force_login(writer(world, model, "add"))
    known = set(model._base_manager.values_list("pk", flat=True))
    response = client.post(url(model, "add"), copied(client, model, world))
    assert response.status_code == 302, errors(response)
    return model._base_manager.exclude(pk__in=known).get()


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("label", models_with("add"))
def test_admin_addition(client: Client, world: World, label: str) -> None:
    model = model_of(label)
    by = writer(world, model, "add")
    client.force_login(by)
    data, first = copied(client, model, world), newest()
    known = set(model._base_manager.values_list("pk", flat=True))
    response = client.post(url(model, "add"), data)
    assert response.status_code == 302, errors(response)
    (entry,) = since(first)
    check(entry, by=by, address="127.0.0.1")
    row = model._base_manager.exclude(pk__in=known).get()
    assert (entry.action, entry.target) == (registry.model_code(model, ADDED), f"{label}:{row.pk}")


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("label", models_with("change"))
def test_admin_change(client: Client, world: World, label: str) -> None:
    model = model_of(label)
    by, row = writer(world, model, "change"), some_row(model, world)
    client.force_login(by)
    form = form_of(client, url(model, "change", row.pk), model)
    data, (name, value) = filled_in(form), another(model, form)
    first = newest()
    response = client.post(url(model, "change", row.pk), data | {name: value, REASON: "確認のため"})
    assert response.status_code == 302, errors(response)
    (entry,) = since(first)
    check(entry, by=by, address="127.0.0.1")
    assert (entry.action, entry.target) == (registry.model_code(model, CHANGED), f"{label}:{row.pk}")
    assert (name in entry.difference, REASON in data, entry.reason) == (True, True, "確認のため")


def another(model: type[Model], form: Any) -> tuple[str, str]:
    """Return a field of the form and another value for it."""
    offered = {field.name: field for field in model._meta.concrete_fields if field.name in form.inputs.keys()}  # noqa: SIM118
    for name in ("note", "text", "section", "printed"):
        if name in offered:
            return name, f"{form.fields[name]}（変更）"
    for name, value in (("maximum", "999999"), ("valid_until", "2040-04-01")):
        if name in offered:
            return name, value
    if "sign" in offered:
        return "sign", str(-int(form.fields["sign"]))
    if "order" in offered:
        return "order", str(int(form.fields["order"]) + 1000)
    if "name" in offered:
        return "name", NAMES["name"]
    name, field = next((name, field) for name, field in offered.items() if isinstance(field, ForeignKey))
    other = field.related_model._base_manager.exclude(pk=form.fields[name]).order_by("-pk").first()
    return name, str(other.pk)


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("selected", [False, True], ids=["one", "from the list"])
@pytest.mark.parametrize("label", models_with("delete"))
def test_admin_deletion(client: Client, world: World, label: str, selected: bool) -> None:
    model = model_of(label)
    row = add(client, model, world)
    by = writer(world, model, "delete")
    client.force_login(by)
    address = url(model, "changelist") if selected else url(model, "delete", row.pk)
    fields = {"action": "delete_selected", "_selected_action": row.pk} if selected else {}
    first = newest()
    assert client.post(address, fields | {"post": "yes"}).status_code == 302
    (entry,) = since(first)
    check(entry, by=by, address="127.0.0.1")
    assert (entry.action, entry.target) == (registry.model_code(model, DELETED), f"{label}:{row.pk}")
    assert not model._base_manager.filter(pk=row.pk).exists()


def test_every_action_of_the_admin_is_known(world: World) -> None:
    found = set()
    for model, page in admin.site._registry.items():
        for person in (world.clerk, world.approver, world.administrator):
            found |= {f"{model._meta.label_lower}.{name}" for name in page.get_actions(request_of(person)) if name != "delete_selected"}
    assert found == ADMIN_ACTIONS.keys()


# URLs

STOCK = ("changelist", "add", "change", "delete", "history")


def patterns() -> Iterator[tuple[str, URLPattern]]:
    def walk(found: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, URLPattern]]:
        for each in found:
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, f"{prefix}{each.namespace}:" if each.namespace else prefix)
            else:
                yield f"{prefix}{each.name}", each

    return walk(get_resolver().url_patterns, "")


def is_stock(name: str) -> bool:
    """Tell whether it is a page of a model's admin, which the walk above covers; views() on the way to one has no name of its own."""
    app = name.removeprefix("admin:")
    models = {f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}
    return name.startswith("admin:") and any(app == f"{model}_{page}" for model in models for page in STOCK)


def refuses_posts(pattern: URLPattern, person: User) -> bool:
    request = RequestFactory().post("/")
    request.user = person
    request._dont_enforce_csrf_checks = True  # as the test client does
    arguments = {name: 1 if type(converter).__name__ == "IntConverter" else "x" for name, converter in pattern.pattern.converters.items()}
    try:
        response = pattern.callback(request, **arguments)
    except Exception:  # it went past the door
        return False
    return bool(response.status_code == 405)


def test_every_post_is_known(world: World) -> None:
    """Views that write nothing refuse a POST at the door; whatever does not is in the table."""
    told = [*POSTS, *HARMLESS_POSTS]
    found = {name for name, each in patterns() if not is_stock(name) and not refuses_posts(each, world.administrator)}
    unknown = [name for name in sorted(found) if not any(fnmatchcase(name, pattern) for pattern in told)]
    assert unknown == [], "name it in POSTS or HARMLESS_POSTS of tests/<app>/writes.py"
    assert [pattern for pattern in told if not any(fnmatchcase(name, pattern) for name in found)] == []


def test_every_file_is_known() -> None:
    """A file that leaves the portal leaves an entry, though its address is only read."""
    told = [*DOWNLOADS, *OWN_FILES]
    found = {name for name, _each in patterns() if hands_out(name)}
    unknown = [name for name in sorted(found) if not any(fnmatchcase(name, pattern) for pattern in told)]
    assert unknown == [], "name it in DOWNLOADS or OWN_FILES of tests/<app>/writes.py"
    assert [pattern for pattern in told if not any(fnmatchcase(name, pattern) for name in found)] == []


@pytest.mark.parametrize("test", sorted({*POSTS.values(), *DOWNLOADS.values(), *ADMIN_ACTIONS.values()}))
def test_what_is_said_to_cover_it_is_there(test: str) -> None:
    path, _colons, name = test.partition("::")
    assert f"def {name}" in (ROOT / path).read_text(encoding="utf-8")
