"""Write one paper as a file."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import today
from reporting import documents, figures
from reporting.choices import Format, Layout
from reporting.exports import send_report
from reporting.management import output
from reporting.models import ReportTemplate


class Command(BaseCommand):
    help = "Write a report as a file: export_report committee-2026 --format xlsx --layout committee --on 2026-02-10 --output kpi.xlsx"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="name of the report, such as committee-2026")
        parser.add_argument("--format", default=Format.XLSX.value, help="xlsx (default), csv or json")
        parser.add_argument("--layout", default=Layout.COMMITTEE.value, help="committee (default) or open")
        parser.add_argument("--on", help="the figures as known on this day, YYYY-MM-DD; today when left out")
        parser.add_argument("--output", required=True, help="the file to write")

    def handle(self, *_args: Any, **options: Any) -> None:
        file_format = Format(output.choice("--format", options["format"], Format.values))
        layout = Layout(output.choice("--layout", options["layout"], Layout.values))
        on = output.day(options["on"], today=today())
        template = documents.find_template(options["name"])
        if template is None:
            names = "・".join(ReportTemplate.objects.order_by("code").values_list("code", flat=True))
            raise output.refuse(
                _("「%(name)s」という資料はありません。作成できる資料：%(names)s") % {"name": options["name"], "names": names or "—"}
            )
        with transaction.atomic():  # a file that cannot be written leaves no entry
            file = send_report(documents.build(template, figures.load(on=on)), template, file_format=file_format, layout=layout, by=None)
            written = output.write(options["output"], file.content)
        self.stdout.write(str(written))
