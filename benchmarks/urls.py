"""The portal's own URLs and one empty page: what a signed-in request costs before a view does anything."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [path("empty/", empty), path("", include("iconm.urls"))]
