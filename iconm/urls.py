"""Every URL of the portal."""

from django.contrib import admin
from django.urls import include, path

from iconm import views
from reporting.views import home, search

urlpatterns = [
    path("", home, name="home"),
    path("search/", search, name="search"),
    path("overview/", include("reporting.dashboards.urls")),
    path("", include("reporting.urls")),
    path("", include("ledger.urls")),
    path("inquiries/", include("ledger.entry.answers.urls")),
    path("accounts/", include("accounts.urls")),
    path("jobs/", include("jobs.urls")),
    path("components/", views.components, name="components"),
    path("language/", views.set_language, name="set_language"),
    path("admin/plans/", include("kpis.urls")),
    path("admin/entry/", include("ledger.entry.urls")),
    path("admin/", admin.site.urls),
]
