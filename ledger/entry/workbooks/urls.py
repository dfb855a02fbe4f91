from django.urls import path

from ledger.entry.workbooks import views

urlpatterns = [
    path("revisions/<int:pk>/workbook/", views.download, name="workbook-download"),
    path("revisions/<int:pk>/workbook/upload/", views.upload, name="workbook-upload"),
    path("revisions/<int:pk>/workbook/preview/", views.preview, name="workbook-preview"),
    path("revisions/<int:pk>/workbook/errors/", views.errors, name="workbook-errors"),
]
