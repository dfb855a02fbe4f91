from django.urls import path

from ledger.entry import approval_views, flow_views, move_views, sheet_views

urlpatterns = [
    path("", flow_views.home, name="home"),
    path("sheets/new/", flow_views.sheet_new, name="sheet-new"),
    path("sheets/<int:pk>/", sheet_views.sheet, name="sheet"),
    path("sheets/<int:pk>/compare/", sheet_views.compare, name="compare"),
    path("sheets/<int:pk>/due/", sheet_views.due, name="due"),
    path("sheets/<int:pk>/start/", sheet_views.start, name="start"),
    path("revisions/<int:pk>/submit/", move_views.submit, name="submit"),
    path("revisions/<int:pk>/recall/", move_views.recall, name="recall"),
    path("revisions/<int:pk>/discard/", move_views.discard, name="discard"),
    path("revisions/<int:pk>/correct/", move_views.correct, name="correct"),
    path("approvals/", approval_views.approvals, name="approvals"),
    path("approvals/approve/", approval_views.approve_selected, name="approve-selected"),
    path("approvals/<int:pk>/", approval_views.approval, name="approval"),
    path("approvals/<int:pk>/approve/", approval_views.approve, name="approve"),
    path("approvals/<int:pk>/return/", approval_views.return_, name="return"),
]
