from django.urls import path

from ledger import views
from ledger.browse import views as browse
from ledger.origin.views import figure_origin

app_name = "ledger"
urlpatterns = [
    path("ledger/figures/", views.figure_list, name="figure-list"),
    path("ledger/figures/origin/", figure_origin, name="figure-origin"),
    path("registers/", browse.register_index, name="register-index"),
    path("registers/<slug:slug>.csv", browse.register_download, name="register-download"),
    path("registers/<slug:slug>/", browse.register_list, name="register-list"),
    path("registers/<slug:slug>/<slug:code>/", browse.register_detail, name="register-detail"),
    path("registers/<slug:slug>/<slug:code>/references/<slug:kind>/", browse.register_references, name="register-references"),
]
