"""The catalogue command on a small tree of its own."""

from gettext import GNUTranslations
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from iconm import messages

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext

TITLE = _("資料" "作成")
def words(count, name):
    return [ngettext("%(n)s件", "%(n)s件", count), pgettext("動詞", "承認"), _(name), name.gettext("台帳")]
"""
TEMPLATE = """{% load i18n %}
  <p title="{% translate "資料作成" %}">{{ label|default:_("なし") }}</p>
{% if x %}
      {% blocktranslate trimmed with day=on %}
        {{ day }}現在の
        登録値
      {% endblocktranslate %}
 {% endif %}
{% blocktranslate count n=total %}{{ n }}個{% plural %}{{ n }}個{% endblocktranslate %}
{% translate "100%" %} {% translate "状態" context "報告" %}
{# {% translate "注釈" %} #}{% comment %}{% translate "注釈" %}{% endcomment %}
"""
MSGIDS = ["%(day)s現在の 登録値", "%(n)s件", "%(n)s個", "100%%", "なし", "台帳", "資料作成", "動詞 / 承認", "報告 / 状態"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {
        "reporting/views.py": PYTHON,
        "reporting/templates/reporting/page.html": TEMPLATE,
        "reporting/migrations/0001_initial.py": '_("移行")',
        "tests/test_x.py": '_("試験")',
        "docs/page.html": '{% translate "文書" %}',
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def run(root: Path, *options: str) -> None:
    call_command("messages", "--root", str(root), *options)


def po(root: Path) -> Path:
    return root / messages.PO


def translate_all(root: Path) -> None:
    """Fill every msgstr as a translator would, with something that is not the msgid."""
    catalog = messages.write(root)
    for message in catalog:
        if message.id:
            message.string = ("EN " + message.id[0], "EN plural " + message.id[1]) if message.pluralizable else f"EN {message.id}"
    po(root).write_bytes(messages.po_bytes(catalog))
    run(root)


def check(root: Path) -> list[str]:
    with pytest.raises(CommandError) as error:
        run(root, "--check")
    return str(error.value).splitlines()


def test_every_form_of_message_is_found(root: Path) -> None:
    found = {f"{item.context} / {item.text}" if item.context else item.text for item in messages.collect(root)}

    assert sorted(found) == sorted(MSGIDS)


def test_plural_and_trimmed_block_keep_their_shape(root: Path) -> None:
    found = {item.text: item for item in messages.collect(root)}

    assert found["%(n)s個"].plural == "%(n)s個"
    assert found["%(day)s現在の 登録値"].file == "reporting/templates/reporting/page.html"


def test_written_twice_the_files_are_the_same_bytes(root: Path) -> None:
    run(root)
    first = [po(root).read_bytes(), po(root).with_suffix(".mo").read_bytes()]
    run(root)

    assert [po(root).read_bytes(), po(root).with_suffix(".mo").read_bytes()] == first
    assert b"Date" not in first[0]


def test_translations_are_kept_and_compiled(root: Path) -> None:
    translate_all(root)
    with po(root).with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)

    assert compiled.gettext("資料作成") == "EN 資料作成"
    assert compiled.pgettext("報告", "状態") == "EN 状態"
    assert [compiled.ngettext("%(n)s件", "%(n)s件", number) for number in (1, 2)] == ["EN %(n)s件", "EN plural %(n)s件"]
    run(root, "--check")


def test_check_names_what_is_not_translated(root: Path) -> None:
    run(root)

    assert sorted(check(root)[:-1]) == sorted(f"not translated: {name}" for name in MSGIDS)


def test_check_names_new_and_old_messages(root: Path) -> None:
    translate_all(root)
    views = root / "reporting" / "views.py"
    views.write_text(PYTHON.replace("台帳", "元帳"), "utf-8")

    lines = check(root)
    assert "  not in the catalogue: 元帳" in lines
    assert "  no longer in the code: 台帳" in lines
    assert "not translated: 元帳" in lines


def test_old_messages_are_dropped_and_new_ones_added(root: Path) -> None:
    translate_all(root)
    (root / "reporting" / "views.py").write_text(PYTHON.replace("台帳", "元帳"), "utf-8")
    run(root)

    text = po(root).read_text("utf-8")
    assert "台帳" not in text
    assert 'msgid "元帳"\nmsgstr ""' in text


def test_check_finds_a_missing_catalogue(root: Path) -> None:
    assert check(root)[0] == f"{messages.PO} is missing; run: manage.py messages"


def test_check_finds_a_fuzzy_translation(root: Path) -> None:
    translate_all(root)
    text = po(root).read_text("utf-8")
    po(root).write_text(text.replace('msgid "なし"', '#, fuzzy\nmsgid "なし"'), "utf-8")

    assert "fuzzy: なし" in check(root)


def test_check_finds_a_lost_placeholder(root: Path) -> None:
    translate_all(root)
    text = po(root).read_text("utf-8")
    po(root).write_text(text.replace('msgstr "EN %(day)s現在の 登録値"', 'msgstr "as known on %(date)s"'), "utf-8")
    run(root)

    assert any(line.startswith("wrong: %(day)s現在の 登録値: ") for line in check(root))


def test_check_finds_a_stale_compiled_file(root: Path) -> None:
    translate_all(root)
    po(root).with_suffix(".mo").write_bytes(b"stale")

    assert check(root)[0] == "locale/en/LC_MESSAGES/django.mo is not what django.po compiles to; run: manage.py messages"


def test_f_string_is_refused_with_its_place(root: Path) -> None:
    (root / "reporting" / "views.py").write_text('\n\nx = _(f"{n}件")', "utf-8")

    with pytest.raises(CommandError, match=r"^reporting/views\.py:3: an f-string cannot be translated"):
        run(root)


def test_without_babel_the_command_says_where_it_comes_from(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def without_babel(_name: str) -> Any:
        raise ModuleNotFoundError("No module named 'babel'")

    monkeypatch.setattr("iconm.management.commands.messages.import_module", without_babel)

    with pytest.raises(CommandError, match="babel is missing"):
        run(root)
