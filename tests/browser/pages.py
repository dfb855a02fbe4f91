"""The dashboards, as `tests/browser/test_dashboards.py` and `make screenshots` go through them."""

ON = "?on=2026-02-10"
WITH_CHARTS = tuple(
    f"/overview/{path}{ON}"
    for path in (
        "indicators/patent-applications/",
        "indicators/research-income/",
        "finance/",
        "programs/",
        "programs/change/",
        "ventures/",
        "outreach/",
    )
)
DASHBOARDS = (
    f"/overview/{ON}",
    f"/overview/{ON}&period=plan-4",
    f"/overview/indicators/{ON}",
    f"/overview/indicators/assessments/{ON}",
    *WITH_CHARTS,
)
