"""Departments: every office that a text names, in full (昆明市西山区民政局) or in short (市资建局, 区政府目督办).

In: text. Out: `find_departments` gives each office with its place in the text, its name without inner spaces, and the
code of the division that the name itself states. Which of them issued the letter is not decided here. `split_place`
divides a name into place and office, `qualify` puts a known place before an office that has only 市 or 区, and
`is_department` tells whether a whole string (a line, a label's value) is the name of an office.

An office is a place or a level (省 市 区 县 …) and what follows it: functions and a kind (住房 和 城乡建设 + 局), or an
office with a name of its own (妇联, 人民法院). The words stand in `data/departments.txt`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from replies.letters import places
from replies.letters.places import Division
from replies.letters.wordlists import alternatives, matches, read_parts

HAN = r"[\u3400-\u9fff]"


@dataclass(frozen=True, slots=True)
class FoundDepartment:
    """An office named in a text. `name` has no spaces; `division_code` is None when the name states no place."""

    start: int
    end: int
    name: str
    division_code: str | None


def find_departments(text: str) -> list[FoundDepartment]:
    """Every office named in the text, in order, none overlapping; of two readings the longer."""
    plain, offsets = _without_letter_spacing(text)
    chains = _place_chains(plain)
    found = [*_offices(plain, chains), *_towns(plain, chains), *_national(plain), *_companies(plain, chains)]
    kept: list[FoundDepartment] = []
    for item in sorted(found, key=lambda item: (item.start, -item.end, item.division_code is None)):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    if offsets is None:
        return kept
    return [replace(item, start=offsets[item.start], end=offsets[item.end - 1] + 1) for item in kept]


def is_department(name: str) -> bool:
    """Whether the whole string names an office, with or without a place (区民政局, 民政局, 武汉地铁集团有限公司)."""
    bare = clean_name(name)
    found = find_departments(bare)
    if found and found[0].start == 0 and found[0].end == len(bare):
        return True
    return bool(_grammar().office.fullmatch(bare) or _COMPANY_NAME.fullmatch(bare))


def clean_name(written: str) -> str:
    """A name as the archive keeps it: no spaces, and without the 文件 of a red header."""
    return re.sub(r"文件$", "", _SPACE.sub("", written))


def split_place(name: str) -> tuple[Division | None, str]:
    """The division with which the name begins, and the rest; (None, name) when it begins with none."""
    leading = [(end, code) for start, end, code in _chain_spans(name) if start == 0]
    if not leading:
        return None, name
    end, code = leading[-1]
    return (places.division(code) if code else None), name[end:]


def qualify(name: str, division: Division) -> str:
    """The name with the division's own before it: 区民政局 -> 昆明市西山区民政局.

    A name that begins with a place, or whose level is not the division's (市民政局 and a district), stays as it is.
    """
    place = places.find_places(name)
    if place and place[0].start == 0:
        whole = (division.city or "") + place[0].name
        same = place[0].code == division.code and division.level == places.COUNTY and division.city
        return whole + name[place[0].end :] if same else name
    level = _LEVEL_START.match(name)
    if not level or level.group() != division.name[-1]:
        return name
    above = division.city if division.level == places.COUNTY else None
    if division.level == places.COUNTY and division.city is None and division.code[:2] in _MUNICIPALITIES:
        above = division.province
    return (above or "") + division.name + name[1:]


# --- the grammar -------------------------------------------------------------------------------------------------

_MUNICIPALITIES = ("11", "12", "31", "50")
_SPACE = re.compile(r"\s+")
_LEVEL_START = re.compile(r"[省市区县州旗盟]")
# What turns an office's last character into another word: 局长, 委员, 办法, 部门, 政府采购.
_ENDS = (
    r"(?:(?<=局)(?![长势面限部域机])|(?<=委)(?![员托任派书])|(?<=办)(?![法理公事学好实结复件案函证税班])|(?<=部)(?![门分署队位长级])"
    r"|(?<=厅)(?![级长])|(?<=会)(?![议员长])|(?<=府)(?![采购工主引投网部职债性补出财信推机令门])|(?<=院)(?![长内校士])"
    r"|(?<![局委办部厅会府院]))"
)
_SUB_OFFICE = (
    r"(?:(?:交通警察|交警|巡警|特警|治安管理|治安|刑侦|网安|出入境管理|交通管理|消防救援|城市管理|综合执法|行政执法|综合行政执法"
    r"|城市管理综合执法|城市管理行政执法|卫生监督|卫生健康综合监督)(?:总队|支队|大队|局)|[^\W\d_的在和与及是了将对各等要求会同]{2,6}?分局)?"
)
# 布局, 全局, 邮局 are no offices; nor is what holds a particle or a verb.
_UNKNOWN_OFFICE = (
    r"[^\W\d_的在和与及是了将对各等有个为所不被把由向从其该此全本我他这那场级关属直]{1,3}"
    r"[^\W\d_布格结当全大破开时变邮书饭僵总分政支我本该贵交由]局"
)


@dataclass(frozen=True, slots=True)
class _Grammar:
    """`after_level` matches what may follow 市 or 区; `office` an office without any place."""

    after_level: re.Pattern[str]
    anchor: re.Pattern[str]
    office: re.Pattern[str]
    national: re.Pattern[str]


@cache
def _grammar() -> _Grammar:
    words = read_parts("departments.txt")
    functions = alternatives(words["functions"])
    body = rf"(?>{functions}(?:[和与、及]?{functions}){{0,7}})"
    regular = rf"(?:(?:人民)?政府)?{body}{alternatives(words['kinds'])}"
    named = alternatives(words["offices"])
    party = rf"(?:区|县|市)?委{alternatives(words['party offices'])}"
    council = rf"(?:政协|人大(?:常委会|常务委员会)?){alternatives(words['council committees'])}"
    office = rf"(?:{council}|{regular}|{named}){_ENDS}{_SUB_OFFICE}"
    after_level = rf"(?:{party}{_ENDS}|{office}|{_UNKNOWN_OFFICE}{_ENDS})"
    return _Grammar(
        re.compile(after_level),
        re.compile(rf"[省市区县州旗盟](?={HAN})"),
        re.compile(office),
        re.compile(rf"{alternatives(words['national'])}{_ENDS}"),
    )


# --- places before offices -----------------------------------------------------------------------------------------


def _chain_spans(text: str) -> Iterator[tuple[int, int, str | None]]:
    """Places that stand directly after one another as (start of the first, end of each, code of each)."""
    start = end = -1
    for place in places.find_places(text):
        if place.start != end:
            start = place.start
        end = place.end
        yield start, end, place.code


def _place_chains(text: str) -> dict[int, tuple[int, str | None]]:
    """For each place in the text: where it ends -> (where its chain begins, its code)."""
    return {end: (start, code) for start, end, code in _chain_spans(text)}


_SPACED = re.compile(rf"{HAN}(?:[ \u3000\t]+{HAN}){{3,}}(?!{HAN})")


def _without_letter_spacing(text: str) -> tuple[str, list[int] | None]:
    """The text with letter-spaced lines (民 政 局 文 件) drawn together, and each character's old offset."""
    runs = [match.span() for match in _SPACED.finditer(text)]
    if not runs:
        return text, None
    spread = {i for start, end in runs for i in range(start, end) if text[i].isspace()}
    offsets = [i for i in range(len(text)) if i not in spread]
    return "".join(text[i] for i in offsets), offsets


# --- offices of a place ---------------------------------------------------------------------------------------------

# 社区, 城市, 乡镇 … are words, not levels.
_NO_LEVEL = re.compile(
    r"[社小片城地园辖山校景库牧灾新老病厂矿林专街战农各两几每库岛]区|[城都上超门股各两几每]市|[各两几每]县|[各两几每]州|[各两]省"
)
_UNKNOWN_PLACE = re.compile(r"(?:^|(?<=\n))[ \t\u3000#*]*([^\W\d_的在和与及由向对于局委办部厅会院]{2,12})$")
_BEFORE_PLACE = re.compile(
    r"(?:国家税务总局|中国共产主义青年团|共青团|中国共产党|中共|中国人民政治协商会议|政协|民革|民盟|民建|民进|农工党|致公党|九三学社|台盟"
    r"|中国民主同盟|国网|中国人民解放军)\s*$"
)
_MEMBERSHIP = re.compile(r"(?:委员会|(?:市|区|县|州)?委)(?:办公室)?(?!员)")


def _offices(text: str, chains: dict[int, tuple[int, str | None]]) -> Iterator[FoundDepartment]:
    grammar = _grammar()
    for anchor in matches(grammar.anchor, text):
        level_end = anchor.end()
        chain = chains.get(level_end)
        if chain is None and _NO_LEVEL.match(text, level_end - 2):
            continue
        start, code = chain or (_unknown_place_start(text, anchor.start()), None)
        prefix = _BEFORE_PLACE.search(text, max(0, start - 12), start)
        match = grammar.after_level.match(text, level_end)
        if match is None and prefix and prefix.group().strip() not in {"国家税务总局", "国网"}:
            match = _MEMBERSHIP.match(text, level_end)
        if match is None:
            continue
        if prefix:
            start = prefix.start()
        yield FoundDepartment(start, match.end(), _SPACE.sub("", text[start : match.end()]), code)


def _unknown_place_start(text: str, level: int) -> int:
    """Where a name that stands at a line's start before a level begins, else the level itself."""
    match = _UNKNOWN_PLACE.search(text, max(0, level - 13), level)
    return match.start(1) if match and "\n" not in match.group(1) else level


# --- streets, towns and zones ---------------------------------------------------------------------------------------

_TOWN_OFFICE = re.compile(
    r"街道办事处|街道党工委|(?<=街)办事处|街道办(?!事)|[镇乡](?:人民)?政府(?!采购|购买)|(?:管理委员会|管委会)"
)
_OWN_NAME = re.compile(r"[^\W\d_的在和与及由向对于是了将各等有个为把从其该此全本我个市]{2,16}$")


def _towns(text: str, chains: dict[int, tuple[int, str | None]]) -> Iterator[FoundDepartment]:
    ends = sorted(chains)
    for office in matches(_TOWN_OFFICE, text, most=2_000):
        is_zone = office.group().startswith("管")
        longest = 16 if is_zone else 8
        near = bisect_left(ends, office.start() + 1) - 1
        place_end = ends[near] if near >= 0 and office.start() - ends[near] <= longest else None
        if place_end is not None and _OWN_NAME.fullmatch(text, place_end, office.start()):
            start, code = chains[place_end]
        else:
            code = None
            own = _own_name_start(text, office.start(), longest)
            if own is None:
                continue
            start = own
        yield FoundDepartment(start, office.end(), _SPACE.sub("", text[start : office.end()]), code)


def _own_name_start(text: str, end: int, longest: int) -> int | None:
    """Where the proper name before a town's office begins: at a break in the text, else by the list of streets."""
    window = max(0, end - longest)
    run = _OWN_NAME.search(text, window, end)
    if run and (run.start() == 0 or not re.match(HAN, text[run.start() - 1])):
        return run.start()
    for start in range(window, end - 1):
        if places.is_street(text[start:end]):
            return start
    return None


# --- the state's own, companies and banks ---------------------------------------------------------------------------


_STATE = "中华人民共和国"


def _national(text: str) -> Iterator[FoundDepartment]:
    for match in matches(_grammar().national, text, most=2_000):
        start, end = match.span()
        if text.endswith(_STATE, 0, start):
            start -= len(_STATE)
        yield FoundDepartment(start, end, text[start:end], None)


_COMPANY_END = re.compile(
    r"(?:有限责任公司|股份有限公司|有限公司|集团公司|总公司)(?:[^\W\d_的由与和在将对向]{2,10}?(?:供电|分|支)公司)?"
    r"|(?:供电|分|支)公司|供电局|中心支行|营业管理部|[分支]行(?!业|动|为|政)"
)
_COMPANY_NAME = re.compile(
    rf"(?:{HAN}|[（）()]){{4,36}}(?:有限责任公司|股份有限公司|有限公司|集团公司|总公司|分公司|供电公司|供电局|支行|分行)"
)
_COMPANY_START = re.compile(r"(?:中国|国网|南方电网|国家电网|中铁|中建|中交)")
_NOT_IN_COMPANY = re.compile(r"[，。；：、！？\s“”《》,;:!?]|[的由与和在将对向]")


def _companies(text: str, chains: dict[int, tuple[int, str | None]]) -> Iterator[FoundDepartment]:
    chain_starts: dict[int, str | None] = {}
    for end in sorted(chains):
        start, code = chains[end]
        chain_starts[start] = code
    previous = 0
    for office in matches(_COMPANY_END, text, most=2_000):
        start = _company_start(text, max(previous, office.start() - 34), office.start(), chain_starts)
        if start is not None:
            previous = office.end()
            name = text[start:previous]
            yield FoundDepartment(start, previous, name, chain_starts.get(start) or _bare_code(name))


def _company_start(text: str, floor: int, end: int, chain_starts: dict[int, str | None]) -> int | None:
    """Where a company's name begins: at a place or a title (中国, 国网), else where the text breaks off before it."""
    for match in _NOT_IN_COMPANY.finditer(text, floor, end):
        floor = match.end()
    titled = _COMPANY_START.search(text, floor, end)
    for start in range(floor, end - 2):
        if start in chain_starts or places.bare_place(text, start) or (titled and titled.start() == start):
            return start
    at_break = floor == 0 or not re.match(HAN, text[floor - 1])
    return floor if at_break and 4 <= end - floor <= 24 else None


def _bare_code(name: str) -> str | None:
    place = places.bare_place(name, 0)
    return place.code if place else None
