from django.urls import path

from ledger.entry.reports import moves, sheet_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("sheets/new/", views.sheet_new, name="sheet-new"),
    path("sheets/<int:pk>/", sheet_views.sheet, name="sheet"),
    path("sheets/<int:pk>/compare/", sheet_views.compare, name="compare"),
    path("sheets/<int:pk>/due/", sheet_views.due, name="due"),
    path("sheets/<int:pk>/start/", sheet_views.start, name="start"),
    path("revisions/<int:pk>/submit/", moves.submit, name="submit"),
    path("revisions/<int:pk>/recall/", moves.recall, name="recall"),
    path("revisions/<int:pk>/discard/", moves.discard, name="discard"),
    path("revisions/<int:pk>/correct/", moves.correct, name="correct"),
]
