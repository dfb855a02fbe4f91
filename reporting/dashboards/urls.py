from django.urls import path

from reporting.dashboards.views.overview import overview

app_name = "dashboards"
urlpatterns = [
    path("", overview, name="overview"),
    path("indicators/", overview, name="indicator-list"),
    path("indicators/<slug:code>/", overview, name="indicator"),
    path("finance/", overview, name="finance"),
    path("programs/", overview, name="programs"),
    path("programs/<slug:code>/", overview, name="program"),
    path("ventures/", overview, name="ventures"),
    path("outreach/", overview, name="outreach"),
]
