"""What the foundation answers: outside the admin, for 財団回答者 only."""

from django.urls import path

from ledger.entry.answers import views, workbook_views

app_name = "inquiries"
urlpatterns = [
    path("", views.inquiry_list, name="list"),
    path("<int:pk>/", views.inquiry, name="inquiry"),
    path("<int:pk>/save/", views.inquiry_save, name="save"),
    path("<int:pk>/retract/", views.inquiry_retract, name="retract"),
    path("<int:pk>/workbook/", workbook_views.download, name="workbook-download"),
    path("<int:pk>/workbook/upload/", workbook_views.upload, name="workbook-upload"),
    path("<int:pk>/workbook/preview/", workbook_views.preview, name="workbook-preview"),
    path("<int:pk>/workbook/errors/", workbook_views.errors, name="workbook-errors"),
]
