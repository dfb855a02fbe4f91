from django.urls import path

from reporting import views

app_name = "reporting"
urlpatterns = [
    path("reports/", views.report_list, name="report-list"),
    path("reports/<slug:name>/", views.report_detail, name="report-detail"),
    path("reports/<slug:name>/download/", views.report_download, name="report-download"),
    path("figures.csv", views.figures_download, name="figures-download"),
]
