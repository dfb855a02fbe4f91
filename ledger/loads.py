"""Which registers of the ledger come from which fixture."""

from ledger.fixture_rows import RegisterLoad
from ledger.models import Item, Mention, SourceDocument, TotalPart

DOCUMENTS = RegisterLoad("document", SourceDocument)
ITEMS = RegisterLoad("item", Item)
TOTAL_PARTS = RegisterLoad("total_part", TotalPart, key=("total", "part"))
MENTIONS = RegisterLoad("mention", Mention, key=("subject", "aspect", "document", "section", "printed"))
