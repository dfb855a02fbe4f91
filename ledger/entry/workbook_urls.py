from django.urls import path

from ledger.entry import workbook_views

urlpatterns = [
    path("revisions/<int:pk>/workbook/", workbook_views.download, name="workbook-download"),
    path("revisions/<int:pk>/workbook/upload/", workbook_views.upload, name="workbook-upload"),
    path("revisions/<int:pk>/workbook/preview/", workbook_views.preview, name="workbook-preview"),
    path("revisions/<int:pk>/workbook/errors/", workbook_views.errors, name="workbook-errors"),
]
