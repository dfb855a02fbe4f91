from django.urls import path

from ledger.entry.years import handover, views

urlpatterns = [
    path("years/", views.years, name="years"),
    path("years/<int:year>/open/", views.year_open, name="year-open"),
    path("years/<int:year>/close/", views.year_close, name="year-close"),
    path("years/<int:year>/reopen/", views.year_reopen, name="year-reopen"),
    path("years/<int:year>/exception/", views.year_exception, name="year-exception"),
    path("handover/", handover.handover, name="handover"),
    path("handover/<int:pk>/", handover.handover_paper, name="handover-paper"),
]
