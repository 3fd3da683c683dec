"""Numerals as letters write them, and their values."""

from decimal import Decimal

import pytest

from replies.letters.numerals import parse_numeral

NUMBERS = [
    ("0", "0", "zero"),
    ("27", "27", "digits"),
    ("4103", "4103", "digits"),
    ("15.41", "15.41", "decimals"),
    ("1,264,500", "1264500", "thousands grouped by commas"),
    ("1，200", "1200", "a full-width comma"),
    ("３０００", "3000", "full-width digits"),
    ("３．５", "3.5", "full-width point"),
    ("3万", "30000", "a scale"),
    ("3 万", "30000", "a blank before the scale"),
    ("1.2亿", "120000000", "a decimal with a scale"),
    ("1亿2000万", "120000000", "two parts, the scales falling"),
    ("2千", "2000", "千 as a scale"),
    ("5百万", "5000000", "百万"),
    ("三", "3", "one Chinese digit"),
    ("十", "10", "ten"),
    ("十五", "15", "a leading ten"),
    ("二十", "20", "tens"),
    ("一百零八", "108", "零 fills a place"),
    ("三千二百", "3200", "thousands and hundreds"),
    ("六万八千四百", "68400", "with 万"),
    ("两千三百万", "23000000", "两, and 万 after thousands"),
    ("一亿三千万", "130000000", "亿 and 万"),
    ("五百万", "5000000", "hundreds of 万"),
    ("二〇一七", "2017", "digit by digit"),
    ("二○二三", "2023", "with a circle"),
    ("十九点六", "19.6", "点 and a digit"),
    ("零点五", "0.5", "below one"),
    ("半", "0.5", "half"),
    ("千", "1000", "one thousand is meant"),
    ("百", "100", "one hundred is meant"),
]

NO_NUMBERS = [
    ("", "nothing"),
    ("万元", "no digit"),
    ("3个", "a unit is no part of the numeral"),
    ("1.2.3", "two points"),
    ("2万3亿", "the scales rise"),
    ("十点", "nothing after the point"),
    ("若干", "a word"),
    ("IV", "Roman"),
]


@pytest.mark.parametrize(("written", "value", "reason"), NUMBERS)
def test_a_numeral_has_its_value(written, value, reason):
    assert parse_numeral(written) == Decimal(value), reason


@pytest.mark.parametrize(("written", "reason"), NO_NUMBERS)
def test_what_is_no_numeral_has_no_value(written, reason):
    assert parse_numeral(written) is None, reason
