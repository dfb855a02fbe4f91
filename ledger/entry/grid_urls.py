from django.urls import path

from ledger.entry import grid_views

urlpatterns = [
    path("revisions/<int:pk>/", grid_views.grid, name="grid"),
    path("revisions/<int:pk>/save/", grid_views.grid_save, name="grid-save"),
]
