"""Data nobody measured, to see what many years cost: 30 fiscal years, 300 indicators, a million events beside the real figures.

Everything follows from its number, so every run makes the same; every name, note and source says 試験データ. The years are those
after the last plan there is. What a paper could state goes the way of the fixtures, through the loaders of the registers and of the
ledger, with their checks, their keys and their audit entries; events alone are too many for that.
"""
