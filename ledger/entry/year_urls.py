from django.urls import path

from ledger.entry import handover_views, year_views

urlpatterns = [
    path("years/", year_views.years, name="years"),
    path("years/<int:year>/open/", year_views.year_open, name="year-open"),
    path("years/<int:year>/close/", year_views.year_close, name="year-close"),
    path("years/<int:year>/reopen/", year_views.year_reopen, name="year-reopen"),
    path("years/<int:year>/exception/", year_views.year_exception, name="year-exception"),
    path("handover/", handover_views.handover, name="handover"),
    path("handover/<int:pk>/", handover_views.handover_paper, name="handover-paper"),
]
