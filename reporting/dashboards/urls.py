from django.urls import path

from reporting.dashboards.views.assessments import assessments
from reporting.dashboards.views.finance import finance
from reporting.dashboards.views.indicators import indicator, indicator_list
from reporting.dashboards.views.outreach import outreach
from reporting.dashboards.views.overview import overview
from reporting.dashboards.views.programs import program, programs
from reporting.dashboards.views.ventures import ventures

app_name = "dashboards"
urlpatterns = [
    path("", overview, name="overview"),
    path("indicators/", indicator_list, name="indicator-list"),
    path("indicators/assessments/", assessments, name="assessments"),  # before the codes of indicators
    path("indicators/<slug:code>/", indicator, name="indicator"),
    path("finance/", finance, name="finance"),
    path("programs/", programs, name="programs"),
    path("programs/<slug:code>/", program, name="program"),
    path("ventures/", ventures, name="ventures"),
    path("outreach/", outreach, name="outreach"),
]
