from django.urls import path

from ledger.entry.inquiries import acts, views

urlpatterns = [
    path("inquiries/", views.inquiry_list, name="inquiry-list"),
    path("sheets/<int:pk>/inquiries/new/", views.inquiry_new, name="inquiry-new"),
    path("inquiries/<int:pk>/", views.inquiry, name="inquiry"),
    path("inquiries/<int:pk>/decide/", views.inquiry_decide, name="inquiry-decide"),
    path("inquiries/<int:pk>/close/", acts.close, name="inquiry-close"),
    path("inquiries/<int:pk>/return/", acts.send_back, name="inquiry-return"),
    path("inquiries/<int:pk>/withdraw/", acts.withdraw, name="inquiry-withdraw"),
    path("inquiries/<int:pk>/extend/", acts.extend, name="inquiry-extend"),
    path("inquiries/<int:pk>/remind/", acts.remind, name="inquiry-remind"),
]
