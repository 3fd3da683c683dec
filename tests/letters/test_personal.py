"""Personal data: found where it is, not where a number only looks like it, and masked in place."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replies.letters.personal import MASK, find_personal_data, mask


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("联系电话：13987654321。", "mobile", "13987654321"),
        ("电话 139 8765 4321", "mobile", "139 8765 4321"),
        ("手机138-1234-5678，", "mobile", "138-1234-5678"),
        ("（+8613987654321）", "mobile", "13987654321"),
        ("手机：１３９８７６５４３２１", "mobile", "１３９８７６５４３２１"),
        ("身份证号11010519491231002X，", "identity_card", "11010519491231002X"),
        ("530102198001010015", "identity_card", "530102198001010015"),
        ("账号6222021000000000017（工商银行）", "bank_card", "6222021000000000017"),
        ("账号 6222 0210 0000 0000 017", "bank_card", "6222 0210 0000 0000 017"),
        ("邮箱：zhang.san@example.com。", "email", "zhang.san@example.com"),
        ("家庭住址：五华区莲华街道学府路25号3栋201室，", "home_address", "五华区莲华街道学府路25号3栋201室"),
        ("家住翠湖小区3栋2单元501室的老人", "home_address", "翠湖小区3栋2单元501室"),
        ("住西山区马街街道3栋501室的居民", "home_address", "西山区马街街道3栋501室"),
        ("反映春晓花园12栋301室漏水", "home_address", "春晓花园12栋301室"),
    ],
)
def test_personal_data_is_found(text, kind, found):
    finds = find_personal_data(text)
    assert [find.kind for find in finds] == [kind]
    assert found in text[finds[0].start : finds[0].end]
    if kind != "home_address":  # an address may be masked a little wide, a number never
        assert found == text[finds[0].start : finds[0].end]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("联系电话：0871-68112030。", "an office phone"),
        ("电话：66112030", "an office phone without area code"),
        ("拨打12345政务服务便民热线或400-810-6666", "service lines"),
        ("投入139876.54321万元", "a figure with decimals"),
        ("编号20250384、第14202513987654321号", "a longer run of digits is no mobile number"),
        ("110105194912310020", "the check digit does not fit"),
        ("统一社会信用代码 6222021000000000018", "the Luhn sum does not fit"),
        ("索引号010886343/2025-23405", "an index number"),
        ("位于龙泉路25号的养老服务中心", "an office's street and number"),
        ("现有小区3栋住宅楼、201户居民", "counts, not an address"),
        ("你提出的第12号、第35号提案和2023年第102号文件", "numbers of proposals and documents"),
        ("地铁1号线12号口", "a line and its exit"),
        ("", "nothing"),
    ],
)
def test_other_numbers_are_left_alone(text, reason):
    assert find_personal_data(text) == [], reason


def test_a_mask_keeps_every_place_and_all_white_space():
    text = "张三，手机139 8765 4321，\n养老床位4103张"
    masked = mask(text, find_personal_data(text))
    assert masked == "张三，手机*** **** ****，\n养老床位4103张"
    assert len(masked) == len(text)


@given(st.text(alphabet="0123456789 -@.xX１住址：小区号栋室，\n一a", max_size=200))
def test_finds_are_ordered_apart_and_inside(text):
    finds = find_personal_data(text)
    assert all(0 <= find.start < find.end <= len(text) for find in finds)
    assert all(a.end <= b.start for a, b in pairwise(finds))
    masked = mask(text, finds)
    assert len(masked) == len(text)
    assert all(set(masked[find.start : find.end]) <= {MASK, *" \n"} for find in finds)
