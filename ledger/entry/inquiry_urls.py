from django.urls import path

from ledger.entry import inquiry_acts, inquiry_views

urlpatterns = [
    path("inquiries/", inquiry_views.inquiry_list, name="inquiry-list"),
    path("sheets/<int:pk>/inquiries/new/", inquiry_views.inquiry_new, name="inquiry-new"),
    path("inquiries/<int:pk>/", inquiry_views.inquiry, name="inquiry"),
    path("inquiries/<int:pk>/decide/", inquiry_views.inquiry_decide, name="inquiry-decide"),
    path("inquiries/<int:pk>/close/", inquiry_acts.close, name="inquiry-close"),
    path("inquiries/<int:pk>/return/", inquiry_acts.send_back, name="inquiry-return"),
    path("inquiries/<int:pk>/withdraw/", inquiry_acts.withdraw, name="inquiry-withdraw"),
    path("inquiries/<int:pk>/extend/", inquiry_acts.extend, name="inquiry-extend"),
    path("inquiries/<int:pk>/remind/", inquiry_acts.remind, name="inquiry-remind"),
]
