"""Which registers of this app come from which fixture."""

from ledger.fixture_rows import RegisterLoad
from programs.models import FundingProgram

PROGRAMS = (RegisterLoad("program", FundingProgram),)
