"""What is read of a doubt before and after somebody has answered it."""

from dataclasses import replace

import pytest

from ledger.choices import Weight
from ledger.grid.findings import Finding


@pytest.mark.parametrize(
    ("message", "answered"),
    [
        ("割合が100%を超えています。正しい場合は理由を入力してください。", "割合が100%を超えています。"),
        ("目標（20.5件）を下回っています。要因と今後の対応を入力してください。", "目標（20.5件）を下回っています。"),
        (
            "前年度の約10倍です。単位（千円）を確認してください。正しい場合は理由を入力してください。",
            "前年度の約10倍です。単位（千円）を確認してください。",
        ),
        (
            "The share is 12.5 times as high. Check the unit. If it is correct, enter the reason.",
            "The share is 12.5 times as high. Check the unit.",
        ),
        ("差があります。", "差があります。"),
    ],
)
def test_an_answered_doubt_does_not_ask_again(message: str, answered: str) -> None:
    finding = Finding(rule="rate", weight=Weight.WARNING, message=message, wants="reason")

    assert finding.said == message
    assert replace(finding, is_answered=True).said == answered
