from django.urls import path

from ledger.entry.talk import views

urlpatterns = [
    path("sheets/<int:pk>/evidence/", views.evidence_list, name="evidence-list"),
    path("sheets/<int:pk>/evidence/add/", views.evidence_add, name="evidence-add"),
    path("evidence/<int:pk>/file/", views.evidence_file, name="evidence-file"),
    path("evidence/<int:pk>/withdraw/", views.evidence_remove, name="evidence-remove"),
    path("sheets/<int:pk>/comments/", views.comment_list, name="comment-list"),
    path("sheets/<int:pk>/comments/add/", views.comment_add, name="comment-add"),
    path("comments/<int:pk>/resolve/", views.comment_resolve, name="comment-resolve"),
]
