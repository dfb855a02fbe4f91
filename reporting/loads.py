"""Which registers of this app come from which fixture."""

from ledger.fixture_rows import RegisterLoad
from reporting.models import Block, ReportTemplate

REPORTS = (
    RegisterLoad("report", ReportTemplate),
    RegisterLoad("block", Block, key=("template", "order")),
)
