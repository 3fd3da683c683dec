"""Whom a letter addresses, who signed it, whom to ask, and who gets a copy."""

import pytest

from replies.letters import parse_letter
from tests.letters.samples import TITLE, compose

SALUTATIONS = [
    ("白石委员：", ["白石"], "one"),
    ("尊敬的白石委员：", ["白石"], "polite"),
    ("白石代表:", ["白石"], "a deputy"),
    ("白石、云川委员：", ["白石", "云川"], "two under one title"),
    ("白石委员、云川委员：", ["白石", "云川"], "two titles"),
    ("尊敬的白石委员、云川委员：", ["白石", "云川"], "polite, two titles"),
    ("白石、云川、江月、林泉等13位代表：", ["白石", "云川", "江月", "林泉"], "and others"),
    ("白石等委员：", ["白石"], "and others"),
    ("白石等5名委员：", ["白石"], "and others"),
    ("白石（云川、江月）委员：", ["白石", "云川", "江月"], "others in brackets"),
    ("白石委员（云川、江月）：", ["白石", "云川", "江月"], "others after the title"),
    ("杨 强委员：", ["杨强"], "a blank inside"),
    ("杨　强、李　明　委员：", ["杨强", "李明"], "wide blanks"),
    ("平原委员：", ["平原"], "a name that is a word"),
    ("白石（女，回族）、云川（蒙古族）代表：", ["白石", "云川"], "what is said of a person is no name"),
    ("周全、何平、高峰、成功代表：", ["周全", "何平", "高峰", "成功"], "names that are words"),
    ("阿依古丽·买买提委员：", ["阿依古丽·买买提"], "a dot inside"),
    ("欧阳明月、司马青山委员：", ["欧阳明月", "司马青山"], "double surnames"),
    ("民盟青山市委：", ["民盟青山市委"], "a party"),
    ("九三学社青山市委员会：", ["九三学社青山市委员会"], "a party in full"),
    ("农工党青山市委、市工商联：", ["农工党青山市委", "市工商联"], "two groups"),
    ("民革青山区第二支部：", ["民革青山区第二支部"], "a branch"),
    ("文化艺术界：", ["文化艺术界"], "a sector"),
    ("市政协文化文史和学习委员会：", ["市政协文化文史和学习委员会"], "a committee of the council"),
    ("各位委员：", [], "nobody by name"),
    ("尊敬的委员：", [], "nobody by name"),
    ("刘**委员：", ["刘**"], "masked"),
    ("白石委员", ["白石"], "no colon"),
    ("白石委员，您好！", ["白石"], "a greeting"),
    ("尊敬的白石委员，您好：", ["白石"], "a greeting and a colon"),
    ("白石同志：", ["白石"], "同志"),
    ("白 石 委 员：", ["白石"], "blanks everywhere"),
    ("", [], "none"),
    (
        "白石、云川、江月、林泉、石涛、方圆、田野、金山、叶舟、关山、卫国、江海委员：",
        ["白石", "云川", "江月", "林泉", "石涛", "方圆", "田野", "金山", "叶舟", "关山", "卫国", "江海"],
        "a dozen",
    ),
    ("青山市教育局：", ["青山市教育局"], "an office, to which an opinion goes"),
    ("州林业和草原局：", ["州林业和草原局"], "an office whose name joins two fields"),
    ("市水务局、市文化和旅游局：", ["市水务局", "市文化和旅游局"], "such an office in a list"),
    ("省发展和改革委：", ["省发展和改革委"], "a short name that joins two fields"),
    ("民建青山区委和致公区委：", ["民建青山区委", "致公区委"], "two groups joined"),
]


@pytest.mark.parametrize(("salutation", "names", "reason"), SALUTATIONS)
def test_addressees(salutation, names, reason):
    assert list(parse_letter(compose(salutation=salutation)).addressees) == names, reason


@pytest.mark.parametrize(
    ("parts", "names", "reason"),
    [
        ({"title": f"{TITLE}的函白石委员：", "salutation": ""}, ["白石"], "glued to the title"),
        (
            {"title": TITLE.replace("答复", "") + "", "salutation": "函白石委员："},
            ["白石"],
            "the title's last character before it",
        ),
        (
            {"salutation": "白石委员：您提出的《关于增设社区图书角的提案》收悉，现答复如下：", "opening": ""},
            ["白石"],
            "in the opening's line",
        ),
        ({"salutation": "", "head": "提案人：白石、云川"}, ["白石", "云川"], "beside a label"),
        (
            {"salutation": "", "opening": "白石委员提出的《关于增设社区图书角的提案》收悉，现答复如下："},
            ["白石"],
            "in the opening",
        ),
        ({"salutation": "", "title": "关于对白石委员提案的答复"}, ["白石"], "in the title"),
        ({"body": "云川委员：这个建议很好。\n江月代表也提出了建议。"}, ["白石"], "others in the body"),
    ],
)
def test_addressees_elsewhere(parts, names, reason):
    assert list(parse_letter(compose(**parts)).addressees) == names, reason


@pytest.mark.parametrize(
    ("head", "signer", "reason"),
    [
        ("签发人：林海", "林海", "alone"),
        ("签发人：林　海", "林海", "a wide blank inside"),
        ("青文旅函〔2022〕73号        签发人：林  海", "林海", "on the number's line"),
        ("签发人：林海　　　会签人：江河", "林海", "before another label"),
        ("签发人：欧阳海青", "欧阳海青", "four characters"),
        ("签发人：", None, "empty"),
        ("", None, "none"),
        ("签发人：林海 A类", "林海", "before the type"),
    ],
)
def test_signer(head, signer, reason):
    assert parse_letter(compose(head=head)).signer == signer, reason


CONTACTS = [
    ("联系人：林海，联系电话：0871-68112030", ["林海"], ["0871-68112030"], "comma"),
    ("联系人：林海、江河；联系电话：0871-68112030。", ["林海", "江河"], ["0871-68112030"], "two names"),
    ("(联系人及电话：林海 66112030)", ["林海"], ["66112030"], "one label"),
    ("（联系人及电话：林海，66112030；江河，13888888888）", ["林海", "江河"], ["66112030", "13888888888"], "two pairs"),
    ("联系人：林海\n联系电话及传真：65112030", ["林海"], ["65112030"], "two lines"),
    ("联系人：林海　　电话：（0871）68112030", ["林海"], ["（0871）68112030"], "area code in brackets"),
    ("联系电话：0871—68112030", [], ["0871-68112030"], "a long dash"),
    ("联系单位及电话：市文旅局公共服务科 68112030", [], ["68112030"], "an office"),
    ("承办人：林　海　　联系电话：68112030、67173032", ["林海"], ["68112030", "67173032"], "two numbers"),
    ("联系人：林海科长 68112030", ["林海"], ["68112030"], "an office's rank"),
    ("联系人：公共服务科", [], [], "a section is no name"),
    ("联系人：　　联系电话：", [], [], "empty"),
    ("联系人：阿依古丽·买买提　电话：0991-1234567", ["阿依古丽·买买提"], ["0991-1234567"], "a dot inside"),
    ("联系人：阿布都热合曼　电话：0991-1234567", ["阿布都热合曼"], ["0991-1234567"], "a long name without a dot"),
    ("联系人：哈斯额尔敦???联系电话：0478-7912345", ["哈斯额尔敦"], ["0478-7912345"], "question marks for blanks"),
    ("联系人：城市建设管理科　电话：68112030", [], ["68112030"], "a section with a long name is no name"),
    ("联系人 林海 0871-68112030", ["林海"], ["0871-68112030"], "no colon, a number at the end"),
    ("电话 0871-68112030", [], ["0871-68112030"], "no colon, no name"),
    ("联系人：公共服务科　林海　68112030", ["林海"], ["68112030"], "a section before the name"),
    ("联系人：林 海 江　电话：0871-6811 2030", ["林海江"], ["0871-68112030"], "blanks inside both"),
    ("联系人：林某某　电话：0871-68××××××", ["林某某"], ["0871-68××××××"], "masked by the office"),
    ("联系人：林**　电话：138****2030", ["林**"], ["138****2030"], "masked by the office"),
    ("联系人：林海　电话：8**", ["林海"], [], "too little to be a number"),
    ("联系人 另行通知", [], [], "no colon, no number"),
    ("承办人 处理12345热线 68112030", [], [], "no colon, and more than a name"),
    ("联系人：林 海 办", ["林海"], [], "an office behind the name"),
    ("联系人： 林 海 江 河 白 石", ["林海"], [], "several names with blanks inside stay apart"),
    ("电话：2022××15××", [], [], "hidden in two places"),
    ("", [], [], "none"),
]


@pytest.mark.parametrize(("foot", "names", "phones", "reason"), CONTACTS)
def test_contacts(foot, names, phones, reason):
    letter = parse_letter(compose(foot=foot))
    assert list(letter.contact_names) == names, reason
    assert list(letter.contact_phones) == phones, reason


def test_a_members_number_in_a_form_is_no_contact():
    letter = parse_letter(compose(head="提案人 白石 联系电话 13800001234", foot="承办人 林海 电话 68112030"))
    assert (letter.contact_names, letter.contact_phones) == (("林海",), ("68112030",))


def test_numbers_in_the_body_are_no_contacts():
    letter = parse_letter(compose(body="开通热线12345和63824111，联系人机制已建立。"))
    assert letter.contact_names == letter.contact_phones == ()


COPIES = [
    ("抄送：区政府办公室，区政协提案委。", ["区政府办公室", "区政协提案委"], "two"),
    ("抄送：市人大代表联络委、市政府督查室", ["市人大代表联络委", "市政府督查室"], "another comma"),
    ("抄 送：市政协提案委", ["市政协提案委"], "a blank in the label"),
    ("抄送：市政协提案委（2份），市政府办公室（1份）", ["市政协提案委", "市政府办公室"], "numbers of copies"),
    (
        "抄送：市政协提案委、市政府督查室\n青山市文化和旅游局　　2022年6月20日印发",
        ["市政协提案委", "市政府督查室"],
        "the printer's line after it",
    ),
    (
        "抄送：市政协提案委、市政府督查室。  青山市文化和旅游局办公室  2022年6月20日印发",
        ["市政协提案委", "市政府督查室"],
        "in one line",
    ),
    ("抄送：", [], "empty"),
    ("", [], "none"),
]


@pytest.mark.parametrize(("foot", "copied_to", "reason"), COPIES)
def test_copied_to(foot, copied_to, reason):
    assert list(parse_letter(compose(foot=foot)).copied_to) == copied_to, reason


def test_each_name_points_to_its_place():
    letter = parse_letter(compose(salutation="尊敬的杨　强、白石（云川）委员："))
    places = [letter.text[start:end] for start, end in letter.evidence["addressees"]]
    assert places == ["杨　强", "白石", "云川"]
