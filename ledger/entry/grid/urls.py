from django.urls import path

from ledger.entry.grid import views

urlpatterns = [
    path("revisions/<int:pk>/", views.grid, name="grid"),
    path("revisions/<int:pk>/save/", views.grid_save, name="grid-save"),
]
