"""Write every figure of the ledger in the open-data layout."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.access import today
from reporting import figures
from reporting.exports import send_figures
from reporting.management import output


class Command(BaseCommand):
    help = "Write all figures known on a day as open data (CSV, UTF-8 with BOM): export_figures --on 2026-02-10 --output figures.csv"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", help="the figures as known on this day, YYYY-MM-DD; today when left out")
        parser.add_argument("--output", required=True, help="the file to write")

    def handle(self, *_args: Any, **options: Any) -> None:
        on = output.day(options["on"], today=today())
        with transaction.atomic():  # a file that cannot be written leaves no entry
            file = send_figures(figures.load(on=on).every(), on=on, by=None)
            written = output.write(options["output"], file.content)
        self.stdout.write(str(written))
