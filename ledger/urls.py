from django.urls import path

from ledger import views

app_name = "ledger"
urlpatterns = [path("figures/", views.figure_list, name="figure-list")]
