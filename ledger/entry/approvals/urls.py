from django.urls import path

from ledger.entry.approvals import views

urlpatterns = [
    path("approvals/", views.approvals, name="approvals"),
    path("approvals/approve/", views.approve_selected, name="approve-selected"),
    path("approvals/<int:pk>/", views.approval, name="approval"),
    path("approvals/<int:pk>/approve/", views.approve, name="approve"),
    path("approvals/<int:pk>/return/", views.return_, name="return"),
]
