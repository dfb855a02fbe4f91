"""The English catalogue of the portal itself: complete, and compiled from what the code says now."""

from django.conf import settings

from iconm import messages


def test_catalogue_is_complete_and_fresh() -> None:
    assert messages.problems(settings.BASE_DIR) == []
