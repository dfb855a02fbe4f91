"""Write every figure of the ledger in the open-data layout."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.access import today
from reporting import figures
from reporting.management import output
from reporting.renderers import csv_text


class Command(BaseCommand):
    help = "Write all figures known on a day as open data (CSV, UTF-8 with BOM): export_figures --on 2026-02-10 --output figures.csv"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", help="the figures as known on this day, YYYY-MM-DD; today when left out")
        parser.add_argument("--output", required=True, help="the file to write")

    def handle(self, *_args: Any, **options: Any) -> None:
        on = output.day(options["on"], today=today())
        content = csv_text.open_data(figures.load(on=on).every())
        self.stdout.write(str(output.write(options["output"], content)))
