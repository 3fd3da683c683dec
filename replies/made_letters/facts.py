"""The facts of one made letter, drawn at random, and the many ways in which offices write each of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from replies.made_letters.material import Division, Subject, departments, divisions, people, phrases, subjects
from replies.made_letters.quantities import chinese, year_digits


@dataclass(slots=True)
class Facts:
    """What a letter states. A value that it is not to state is None or empty."""

    subject: Subject
    place: Division
    body: str
    year: int
    month: int
    day: int
    term: int
    session: int
    numbers: list[str]
    topics: list[str]
    kind: str  # 提案, 建议, 议案
    addressees: list[str]
    department: str
    co_departments: list[str]
    document_number: str | None
    response_type: str | None
    disclosure: str | None
    signer: str | None = None
    copied_to: list[str] = field(default_factory=list)
    contact_names: list[str] = field(default_factory=list)
    contact_phones: list[str] = field(default_factory=list)
    interview: tuple[int, int] | None = None
    satisfaction: str | None = None
    quoted: bool = True  # titles stand in 《》
    session_stated: bool = True
    council: Division | None = None  # the higher one whose council the proposal was made to, if it is not the place's

    @property
    def role(self) -> str:
        return "委员" if self.body == "cppcc" else "代表"

    @property
    def date(self) -> str:
        return f"{self.year}-{self.month:02d}-{self.day:02d}"

    @property
    def seat(self) -> Division:
        """The division whose council the proposal was made to."""
        return self.council or self.place

    @property
    def titles(self) -> list[str]:
        return [f"关于{topic}的{self.kind}" for topic in self.topics]

    @property
    def short_department(self) -> str:
        """区民政局: the office as letters of the place itself call it."""
        return self.department.replace(self.place.full_name, self.place.kind, 1)


def draw_facts(rng: Random) -> Facts:
    """Draw the facts of one letter."""
    subject, place = rng.choice(subjects()), rng.choice(divisions())
    body = "cppcc" if rng.random() < 0.65 else "npc"
    year = rng.randint(2011, 2025)
    several = rng.random() < 0.06
    topics = rng.sample(subject.topics, 2) if several else [rng.choice(subject.topics)]
    facts = Facts(
        subject=subject,
        place=place,
        body=body,
        year=year,
        month=rng.randint(4, 12),
        day=rng.randint(1, 28),
        term=rng.randint(2, 19),
        session=rng.randint(1, 5),
        numbers=_numbers(rng, year, 2 if several else 1),
        topics=topics,
        kind=rng.choice(("提案", "提案", "提案", "建议") if body == "cppcc" else ("建议", "建议", "建议", "议案")),
        addressees=_addressees(rng, place, body),
        department=office(subject.department, place, rng),
        co_departments=[],
        document_number=None,
        response_type=_response_type(rng) if rng.random() < 0.65 else None,
        disclosure=rng.choice(("public", "public", "public", "on_request", "not_public"))
        if rng.random() < 0.6
        else None,
        quoted=several or rng.random() < 0.85,
    )
    if rng.random() < 0.08 and facts.addressees:  # without either nothing would say which council it is
        facts.numbers, facts.session_stated = [], False
    if is_group(facts):
        facts.kind = "提案"
    _draw_issuer(rng, facts)
    facts.document_number = _document_number(rng, facts) if rng.random() < 0.75 else None
    if rng.random() < 0.12:
        facts.co_departments = [place.kind + name for name in subject.co_departments[:1]]
    _draw_contacts(rng, facts)
    return facts


def _draw_issuer(rng: Random, facts: Facts) -> None:
    """Now and then a street office or a town answers, or an office answers its city's council."""
    place = facts.place
    chance = rng.random()
    if chance < 0.05 and place.district:
        street = rng.choice(place.streets)
        facts.department = place.full_name + street + ("办事处" if street.endswith("街道") else "人民政府")
    elif chance < 0.08 and place.city and place.district and facts.session_stated and place.city in place.full_name:
        facts.council = Division(place.code[:4] + "00", place.province, place.city, "", place.streets, ambiguous=False)


def _draw_contacts(rng: Random, facts: Facts) -> None:
    if rng.random() < 0.6:
        facts.contact_names = [_person(rng) for _ in range(rng.choice((1,) * 8 + (2, 0)))]
        facts.contact_phones = [_phone(rng)]
    if rng.random() < 0.4:
        source = phrases()["copied" if facts.body == "cppcc" else "copied_npc"]
        facts.copied_to = [line.format(区=facts.seat.kind) for line in rng.sample(source, rng.randint(1, 3))]
    if rng.random() < 0.2:
        facts.interview = (rng.randint(max(1, facts.month - 2), facts.month - 1), rng.randint(1, 28))
        facts.satisfaction = rng.choice(("满意", "满意", "基本满意", "很满意"))


def is_group(facts: Facts) -> bool:
    """Whether a party or federation made the proposal: it is addressed without 委员."""
    return any(len(name) > 4 and "·" not in name for name in facts.addressees[:1])


def office(name: str, place: Division, rng: Random | None = None) -> str:
    """The office's full name in that place; with `rng` it may bear its other usual name."""
    known = departments().get(name)
    if rng and known and known.other and rng.random() < 0.3:
        name = known.other
    return f"中共{place.full_name}委{name}" if name.endswith("工作部") else place.full_name + name


# --- drawing -----------------------------------------------------------------------------------------------------


def _numbers(rng: Random, year: int, count: int) -> list[str]:
    style = rng.randrange(9)
    drawn: list[str] = []
    while len(drawn) < count:
        number = rng.randint(1, 380)
        written = (
            str(number),
            str(number),
            f"{number:03d}",
            f"{number:03d}",
            f"{number:04d}",
            f"{year}{number:04d}",
            f"{rng.choice('DJT')}{number:03d}",
            f"{rng.choice(('TA', 'BH', 'JY'))}{year}{number:03d}",
            f"{rng.randint(10000, 99999)}",
        )[style]
        if written not in drawn:
            drawn.append(written)
    return drawn


def _addressees(rng: Random, place: Division, body: str) -> list[str]:
    chance = rng.random()
    if chance < 0.04:
        return []
    if chance < 0.14 and body == "cppcc":
        return [rng.choice(people()["group"]).format(区=place.own_name)]
    if chance < 0.18:
        return [rng.choice(people()["minority"])]
    names: list[str] = []
    for _ in range(rng.choice((1, 1, 1, 1, 2, 2, 3, 5, 9))):
        name = _person(rng)
        if name not in names:
            names.append(name)
    return names


def _person(rng: Random) -> str:
    return rng.choice(people()["surname"]) + rng.choice(people()["given"])


def _phone(rng: Random) -> str:
    local = f"{rng.randint(2, 8)}{rng.randint(0, 9_999_999):07d}"
    area = rng.choice(("", f"0{rng.randint(310, 998)}-", f"0{rng.choice((10, 20, 21, 22, 23, 24, 25, 27, 28, 29))}-"))
    return area + (local if rng.random() < 0.8 or not area.startswith("0") else local[:7])


def _response_type(rng: Random) -> str:
    return rng.choice(("A", "A", "A", "A", "B", "B", "B", "C", "甲", "乙", "解决采纳", "A1", "留作参考"))


def _document_number(rng: Random, facts: Facts) -> str:
    known = departments().get(facts.subject.department)
    word = (
        facts.place.own_name[0] + (known.word if known else "") + rng.choice(("函", "发", "字", "建", "提", "复", ""))
    )
    opening, closing = rng.choice(("〔〕",) * 7 + ("[]", "【】", "()", "（）", "［］"))
    return f"{word}{opening}{facts.year}{closing}{rng.randint(1, 260)}号"


# --- writing -----------------------------------------------------------------------------------------------------


def council(facts: Facts, rng: Random) -> str:
    """Which session of which council, as letters say it."""
    place, kind = facts.seat, facts.seat.kind
    term, session = chinese(facts.term), chinese(facts.session)
    if facts.body == "cppcc":
        return rng.choice(
            (
                f"政协{place.own_name}第{term}届{session}次会议",
                f"政协{place.full_name}第{term}届委员会第{session}次会议",
                f"{kind}政协{term}届{session}次会议",
                f"{kind}政协第{term}届{session}次会议",
                f"{place.own_name}政协{term}届{session}次全会",
            )
        )
    return rng.choice(
        (
            f"{kind}{term}届人大{session}次会议",
            f"{place.own_name}第{term}届人民代表大会第{session}次会议",
            f"{kind}第{term}届人大{session}次会议",
            f"{place.own_name}{term}届人大{session}次会议",
        )
    )


def number_words(facts: Facts, rng: Random) -> str:
    """第12号、第35号提案."""
    style = rng.choice(("第{}号", "第{}号", "第{}号", "第 {} 号", "{}号"))
    return "、".join(style.format(number) for number in facts.numbers)


def title_words(facts: Facts) -> str:
    """《…》《…》."""
    return "".join(f"《{title}》" for title in facts.titles)


def salutation(facts: Facts, rng: Random) -> str:
    """The line that names who is answered; empty when the letter names nobody."""
    names, role = facts.addressees, facts.role
    if not names:
        return ""
    mark = rng.choice(("：", "：", ":"))
    if is_group(facts):
        return names[0] + mark
    shown = [f"{name[0]} {name[1]}" if len(name) == 2 and rng.random() < 0.3 else name for name in names]
    chance = rng.random()
    if len(names) > 2 and chance < 0.15:
        return f"{shown[0]}（{'、'.join(shown[1:])}）{role}{mark}"
    if len(names) > 1 and 0.15 < chance < 0.22:
        return "、".join(name + role for name in shown) + mark
    polite = "尊敬的" if chance > 0.85 else ""
    return polite + "、".join(shown) + role + mark


def date_words(facts: Facts, rng: Random) -> str:
    """The date as it stands under a letter."""
    year, month, day = facts.year, facts.month, facts.day
    chinese_date = f"年{chinese(month)}月{chinese(day)}日"
    return rng.choice(
        (f"{year}年{month}月{day}日",) * 6
        + (
            f"{year} 年 {month} 月 {day} 日",
            f"{year}年{month:02d}月{day:02d}日",
            year_digits(year) + chinese_date,
            year_digits(year, "○") + chinese_date,
            year_digits(year, "0") + chinese_date,
            f"{year}-{month:02d}-{day:02d}",
            f"{year}/{month}/{day}",
            f"{year}.{month:02d}.{day:02d}",
        )
    )


def response_words(facts: Facts, rng: Random) -> str:
    """The class of the answer with its label; empty when none is stated."""
    kind = facts.response_type
    if kind is None:
        return ""
    if len(kind) > 2:
        return f"办理结果：{kind}"
    label = rng.choice(
        ("办理类型：", "类别：", "办理结果：", "办复类别：", "类别标记：", "办理类别：", "答复类别：", "")
    )
    return label + kind + ("类" if not label or rng.random() < 0.4 else "")


def disclosure_words(facts: Facts, rng: Random) -> str:
    """The line on disclosure; empty when the letter is silent."""
    words = {
        "public": (
            "公开方式：主动公开",
            "是否公开：是",
            "同意公开",
            "此件主动公开",
            "（此件主动公开）",
            "公开类型：主动公开",
            "公开属性：主动公开",
            "公开选项:主动公开",
        ),
        "on_request": ("公开方式：依申请公开", "公开属性：依申请公开", "公开选项：依申请公开"),
        "not_public": ("公开属性：不予公开", "公开方式：不公开", "是否公开：否", "公开选项：不予公开"),
    }
    return rng.choice(words[facts.disclosure]) if facts.disclosure else ""


def contact_words(facts: Facts, rng: Random) -> str:
    """The line with contact and telephone; empty when there is none."""
    if not facts.contact_phones:
        return ""
    names, phone = "、".join(facts.contact_names), facts.contact_phones[0]
    if not names:
        return rng.choice((f"联系电话：{phone}", f"（联系电话：{phone}）"))
    return rng.choice(
        (
            f"联系人：{names}　　联系电话：{phone}",
            f"（联系人：{names}；联系电话：{phone}）",
            f"联系人：{names}，电话：{phone}",
            f"(联系人及电话：{names} {phone})",
            f"联系人：{names}\n联系电话：{phone}",
        )
    )


def copied_words(facts: Facts, rng: Random) -> str:
    """The line that says who gets a copy; empty when nobody does."""
    if not facts.copied_to:
        return ""
    return (
        rng.choice(("抄送：", "抄送：", "抄送:", "抄 送："))
        + rng.choice(("，", "、")).join(facts.copied_to)
        + rng.choice(("。", ""))
    )


def interview_words(facts: Facts, rng: Random) -> str:
    """The sentence on the talk with the member; empty when there was none."""
    if not facts.interview:
        return ""
    month, day = facts.interview
    who = facts.role
    return rng.choice(
        (
            f"{facts.year}年{month}月{day}日，我们与您进行了面商，您对办理结果表示“{facts.satisfaction}”。",
            f"{month}月{day}日，我单位负责人与{who}面对面沟通，{who}对答复表示{facts.satisfaction}。",
        )
    )
