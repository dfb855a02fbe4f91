"""plotly.js comes out of the installed package, byte for byte."""

from pathlib import Path

import plotly
from django.contrib.staticfiles import finders

from iconm.static_finder import PlotlyFinder


def test_plotly_is_found_where_it_is_installed() -> None:
    found = finders.find("vendor/plotly.min.js")

    assert found == str(Path(plotly.__file__).parent / "package_data" / "plotly.min.js")


def test_nothing_else_of_the_package_is_served() -> None:
    assert finders.find("vendor/widgetbundle.js") is None
    assert [(storage.prefix, name) for name, storage in PlotlyFinder().list(None)] == [("vendor", "plotly.min.js")]


def test_all_answers_are_a_list() -> None:
    assert len(PlotlyFinder().find("vendor/plotly.min.js", find_all=True)) == 1
    assert PlotlyFinder().find("vendor/other.js", find_all=True) == []
