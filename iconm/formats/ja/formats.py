"""Dates and numbers on Japanese pages. Where an era year belongs, templates use the filters of `portal`."""

DATE_FORMAT = "Y年n月j日"
TIME_FORMAT = "H時i分"
DATETIME_FORMAT = "Y年n月j日 H時i分"
YEAR_MONTH_FORMAT = "Y年n月"
MONTH_DAY_FORMAT = "n月j日"
SHORT_DATE_FORMAT = "Y/m/d"
SHORT_DATETIME_FORMAT = "Y/m/d H:i"
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"]
FIRST_DAY_OF_WEEK = 0
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
