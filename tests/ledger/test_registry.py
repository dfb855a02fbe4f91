import pytest

from iconm.lib.choices import Measure
from ledger import registry
from ledger.registry import Dataset

WEATHER = Dataset("weather", "天気", (Measure.COUNT,))


@pytest.fixture(autouse=True)
def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_datasets", {"kpi": Dataset("kpi", "成果指標", (Measure.TARGET,))})


def test_register() -> None:
    registry.register(WEATHER)
    registry.register(WEATHER)  # the same again: an app that is made ready twice

    assert registry.get("weather") is WEATHER
    assert [dataset.code for dataset in registry.datasets()] == ["kpi", "weather"]
    assert (registry.label("weather"), registry.label("gone")) == ("天気", "gone")


def test_code_that_another_app_took() -> None:
    with pytest.raises(ValueError, match="dataset 'kpi' is registered twice"):
        registry.register(Dataset("kpi", "別の指標", ()))


def test_unknown_code_names_those_there_are() -> None:
    with pytest.raises(KeyError, match="no dataset 'weather'; there are kpi"):
        registry.get("weather")
