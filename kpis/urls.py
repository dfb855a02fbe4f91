from django.urls import path

from kpis import views

app_name = "kpis"
urlpatterns = [
    path("", views.plan_list, name="plan-list"),
    path("start/", views.plan_start, name="plan-start"),
    path("drafts/<slug:key>/create/", views.plan_create, name="plan-create"),
    path("drafts/<slug:key>/discard/", views.plan_discard, name="plan-discard"),
    path("drafts/<slug:key>/<slug:step>/", views.plan_step, name="plan-step"),
    path("<slug:code>/withdraw/", views.plan_withdraw, name="plan-withdraw"),
]
