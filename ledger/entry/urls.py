"""The pages of entry under /admin/entry/, each room with its own list."""

from ledger.entry import flow_urls, grid_urls, inquiry_urls, talk_urls, workbook_urls, year_urls

app_name = "entry"
urlpatterns = [
    *flow_urls.urlpatterns,
    *grid_urls.urlpatterns,
    *workbook_urls.urlpatterns,
    *talk_urls.urlpatterns,
    *inquiry_urls.urlpatterns,
    *year_urls.urlpatterns,
]
