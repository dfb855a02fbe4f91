"""The pages of entry under /admin/entry/, each room with its own list."""

from ledger.entry.approvals import urls as approvals
from ledger.entry.grid import urls as grid
from ledger.entry.inquiries import urls as inquiries
from ledger.entry.reports import urls as reports
from ledger.entry.talk import urls as talk
from ledger.entry.workbooks import urls as workbooks
from ledger.entry.years import urls as years

app_name = "entry"
urlpatterns = [
    *reports.urlpatterns,
    *approvals.urlpatterns,
    *grid.urlpatterns,
    *workbooks.urlpatterns,
    *talk.urlpatterns,
    *inquiries.urlpatterns,
    *years.urlpatterns,
]
