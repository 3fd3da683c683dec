"""What stands between salutation and signature: background, answers to each request, plans, thanks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random

from replies.made_letters.facts import Facts, council, title_words
from replies.made_letters.marks import Ledger
from replies.made_letters.material import Indicator, phrases
from replies.made_letters.quantities import Setting, Slot, chinese, write, write_name, year_digits

_GAP = re.compile(r"\{([^{}]+)\}|\[([^\[\]]+)\]")
_DEEPEST = 2  # words within words
_SPENT = re.compile(r"(?:资金|经费|补助|补贴|投资)$")
_KINDS = ("flow", "flow", "money", "rate", "special", "special", "fact", "fact", "stock", "stock")
_ONCE = ("prose", "prose_trap", "special")
_ORDINALS = "一二三四五六七八九"
# A sentence and what it says of the date its figures hold for: None is no date, the text after it the lead.
_UNDATED = Setting()


@dataclass(slots=True)
class Body:
    """The paragraphs of a letter (marked text) and the policies that they cite."""

    paragraphs: list[str] = field(default_factory=list)
    policies: list[dict[str, str | None]] = field(default_factory=list)
    warnings: set[str] = field(default_factory=set)
    states_number: bool = False
    states_session: bool = False


class Writer:
    """Writes sentences about the subject of one letter."""

    def __init__(self, facts: Facts, ledger: Ledger, rng: Random) -> None:
        self.facts, self.ledger, self.rng = facts, ledger, rng
        self.words = _words(facts, rng)
        self.unused = {
            name: rng.sample(lines, len(lines))
            for name, lines in phrases().items()
            if name.startswith("prose") or name == "special"
        }
        self.own_prose = rng.sample(facts.subject.prose, len(facts.subject.prose))
        self.asks: tuple[str, ...] = ()
        self.own_facts = rng.sample(facts.subject.facts, len(facts.subject.facts))

    def fill(self, template: str, setting: Setting = _UNDATED, **extra: str) -> str:
        """The template with every gap filled: words, quantities, and names that hold a number."""
        words = self.words | {"street": self.rng.choice(self.facts.place.streets)} | extra
        # A word may itself hold gaps: {qa} stands for the slot of an indicator, a sentence about the subject has words.
        for _ in range(_DEEPEST):
            template = re.sub(r"\{(\w+)\}", lambda gap: words.get(gap[1], gap[0]), template)
        said = ""
        position = 0
        for gap in _GAP.finditer(template):
            said += template[position : gap.start()]
            if gap[2]:
                said += write_name(gap[2], self.ledger)
            else:
                ranged = template.startswith(("至", "、"), gap.end())
                said += write(Slot.parse(gap[1], ranged=ranged), setting, said, self.ledger, self.rng)
            position = gap.end()
        return said + template[position:]

    def lead(self) -> tuple[str, Setting]:
        """The words that begin a sentence with figures, and the date they give to them."""
        facts, rng = self.facts, self.rng
        year, last = facts.year, facts.year - 1
        month = rng.randint(1, facts.month - 1)
        dated: list[tuple[str, str]] = [
            (f"截至{last}年底，", str(last)),
            (f"截止{last}年底，", str(last)),
            (f"截至{last}年12月底，", f"{last}-12"),
            (f"截至{year}年{month}月底，", f"{year}-{month:02d}"),
            (f"截至{last}年12月31日，", f"{last}-12-31"),
            (f"{last}年，", str(last)),
            (f"{last}年末，", str(last)),
            (f"{year}年1—{month}月，" if month > 1 else f"{year}年1月，", str(year) if month > 1 else f"{year}-01"),
            ("去年，", str(last)),
            ("今年以来，", str(year)),
            (f"{year_digits(last)}年，", str(last)),
        ]
        if facts.month > 6:
            dated += [("今年上半年，", str(year)), (f"{year}年上半年，", str(year))]
        if rng.random() < 0.5:
            words, as_of = rng.choice(dated)
            return words, Setting(as_of)
        return rng.choice(phrases()["lead_none"]), Setting()

    def figures(self, kind: str) -> str:
        """A sentence with figures of one kind: stock, flow, money, rate, special or fact."""
        if kind == "fact" and self.own_facts:
            template, extra = self.own_facts.pop(), {}
        elif kind in ("fact", "special") and self.unused["special"]:
            kind, template, extra = "special", self.unused["special"].pop(), {}
        else:
            template, extra = self._frame(kind if kind in ("flow", "money", "rate") else "stock")
        words, setting = self.lead()
        compared = "{p" in template  # from … to …: which date the first figure holds for is open
        if compared:
            setting = Setting(None)
            words = self.rng.choice(("", "通过努力，", "经过整治，"))
        if template.startswith("对") or kind == "special":
            words, setting = "", Setting()
        return self.fill(words + template, setting, **extra)

    def _frame(self, kind: str) -> tuple[str, dict[str, str]]:
        subject, rng = self.facts.subject, self.rng
        if kind == "stock":
            chosen = rng.sample(subject.stocks, min(3, len(subject.stocks)))
            possible = [frame for frame in phrases()["stock"] if _suits(frame, chosen)]
            return rng.choice(possible), _gaps(zip("abc", chosen, strict=False))
        source = {"flow": subject.flows, "money": subject.money, "rate": subject.rates}[kind]
        indicator = rng.choice(source)
        possible = [t for t in phrases()[kind] if _SPENT.search(indicator.name) or not t.startswith("安排")]
        if indicator.range.split("-")[0] == indicator.range.split("-")[1]:
            possible = possible[:1]
        return rng.choice(possible), _gaps([(kind[0], indicator)])

    def prose(self) -> str:
        """A sentence without figures: of the subject, of offices in general, or one with numbers that are none."""
        chance = self.rng.random()
        if self.own_prose and chance < 0.45:
            return self.fill(self.own_prose.pop())
        pool = self.unused["prose_trap" if chance > 0.85 and self.unused["prose_trap"] else "prose"]
        if not pool:
            return self.fill(self.rng.choice(self.facts.subject.prose))
        return self.fill(pool.pop())

    def policy(self, body: Body) -> str:
        """The beginning of a sentence that cites a policy; its number may stand behind it."""
        facts, rng = self.facts, self.rng
        title = rng.choice(facts.subject.policies)
        if not title.startswith("关于") and rng.random() < 0.7:
            title = (
                rng.choice((facts.place.province, facts.place.city or facts.place.province, facts.place.own_name))
                + title
            )
        number = None
        if rng.random() < 0.55:
            issuer = rng.choice(
                ("国办发", f"{facts.place.province[0]}政发", f"{facts.place.own_name[0]}政办发", "国发")
            )
            number = f"{issuer}〔{facts.year - rng.randint(0, 5)}〕{rng.randint(1, 120)}号"
        if not any(one["title"] == title for one in body.policies):
            body.policies.append({"title": title, "number": number})
        else:
            number = None
        behind = f"（{number}）" if number else ""
        return (
            rng.choice(("根据", "依据", "按照", "认真贯彻", "严格落实"))
            + f"《{title}》{behind}"
            + rng.choice(("要求，", "，", "有关规定，"))
        )


def compose(facts: Facts, ledger: Ledger, rng: Random) -> Body:
    """Write the body of one letter, of about 1,500 to 4,000 characters."""
    writer = Writer(facts, ledger, rng)
    body = Body()
    target = rng.randint(1650, 3700)
    asks = rng.sample(facts.subject.asks, rng.randint(2, len(facts.subject.asks)))
    body.paragraphs.append(_opening(facts, writer, body, rng))
    body.paragraphs += [_heading(1, rng.choice(phrases()["background_heading"]), writer)]
    body.paragraphs += _background(writer, rng)
    heading = rng.choice(phrases()["answers_heading"])
    body.paragraphs += [_heading(2, heading, writer)]
    # Under a heading that does not speak of requests, each must say itself that it is one.
    writer.asks = (
        phrases()["ask_plain"] + phrases()["ask"] if "建议" in heading or "{kind}" in heading else phrases()["ask"]
    )
    share = (target - sum(map(len, body.paragraphs)) - 250) // len(asks)
    for number, ask in enumerate(asks):
        body.paragraphs += _answer(number, ask, share, writer, body)
    body.paragraphs += [_heading(3, rng.choice(phrases()["plans_heading"]), writer)]
    body.paragraphs.append(_plans(writer, rng))
    body.paragraphs.append(writer.fill(rng.choice(phrases()["thanks"])))
    return body


def _opening(facts: Facts, writer: Writer, body: Body, rng: Random) -> str:
    if facts.quoted:
        template = rng.choice([one for one in phrases()["received"] if facts.session_stated or "{session}" not in one])
        if len(facts.numbers) != 1:
            template = template.replace("（第{number}号）", "")
    else:
        template = rng.choice(phrases()["received_plain"])
    body.states_number, body.states_session = "{number}" in template, "{session}" in template
    number = facts.numbers[0] if facts.numbers else ""
    session = council(facts, rng) if facts.session_stated else ""
    return writer.fill(template, title=title_words(facts), session=session, number=number)


def _background(writer: Writer, rng: Random) -> list[str]:
    first = [writer.prose(), writer.figures("stock")]
    if rng.random() < 0.7:
        first.append(writer.figures("fact"))
    return ["".join(first), writer.prose() + writer.figures(rng.choice(("stock", "money", "rate")))]


def _answer(number: int, ask: str, share: int, writer: Writer, body: Body) -> list[str]:
    rng = writer.rng
    request = writer.ledger.mark("request", rng.choice(writer.asks).format(ask=ask))
    sentences: list[str] = []
    if rng.random() < 0.7:
        sentences.append(writer.policy(body) + writer.fill(rng.choice(phrases()["policy_tail"])))
    kinds = rng.sample(_KINDS, len(_KINDS))
    while sum(map(len, sentences)) < share and len(sentences) < 24:
        sentences.append(writer.figures(kinds.pop()) if kinds and rng.random() < 0.6 else writer.prose())
    text = "".join(sentences)
    style = rng.randrange(3)
    if style == 0:
        return [f"（{_ORDINALS[number]}）{request}", text]
    return [f"（{_ORDINALS[number]}）{request}。{text}" if style == 1 else f"{number + 1}.{request}。{text}"]


def _plans(writer: Writer, rng: Random) -> str:
    plans = [
        _promise(plan, writer)
        for plan in rng.sample(writer.facts.subject.plans, min(2, len(writer.facts.subject.plans)))
    ]
    plans.append(writer.ledger.mark("commitment", _wish(writer), due=None))
    listed = "；".join(f"{_ORDINALS[number]}是{plan}" for number, plan in enumerate(plans))
    return rng.choice(("下一步，我们将重点做好以下工作：", "今后，", "针对上述问题，")) + listed + "。"


def _promise(plan: Indicator, writer: Writer) -> str:
    rng, year = writer.rng, writer.facts.year
    slot = f"{plan.name}{plan.slot}"
    later = year + rng.randint(1, 3)
    month = rng.choice((3, 6, 9, 10))
    dated = (
        (f"到{later}年底{slot}", str(later)),
        (f"{later}年底前{slot}", str(later)),
        (f"力争{later}年{slot}", str(later)),
        (f"计划{later}年{month}月底前{slot}", f"{later}-{month:02d}"),
        (f"年内{slot}", str(year)),
        (f"今年年底前{slot}", str(year)),
    )
    if rng.random() < 0.65:
        text, due = rng.choice(dated)
        return writer.ledger.mark("commitment", writer.fill(text, Setting(due, planned=True)), due=due)
    text = rng.choice(phrases()["plan_undated"]).replace("{plan}", slot)
    return writer.ledger.mark("commitment", writer.fill(text, Setting(planned=True)), due=None)


def _wish(writer: Writer) -> str:
    topic = writer.rng.choice(writer.facts.subject.topics).removeprefix("持续")
    return writer.rng.choice(
        ("继续把{}作为重点任务抓紧抓实", "持续{}，努力让群众满意", "会同有关部门研究制定政策措施，进一步{}")
    ).format(topic)


def _heading(level: int, words: str, writer: Writer) -> str:
    return f"{_ORDINALS[level - 1]}、{writer.fill(words)}"


def _gaps(pairs: object) -> dict[str, str]:
    """For each indicator, under its letter: name, slot, an earlier (p) and a later (u) value, growth and increase."""
    gaps: dict[str, str] = {}
    for letter, one in pairs:  # type: ignore[attr-defined]
        low, high = one.range.split("-")
        middle = round((float(low) + float(high)) / 2)
        small = f"{max(1, round(float(low) / 8))}-{max(2, round(float(low) / 2))}"
        gaps |= {
            letter: one.name,
            f"q{letter}": one.slot,
            f"p{letter}": f"{{{one.unit} {low}-{middle} {one.name}}}",
            f"u{letter}": f"{{{one.unit} {middle}-{high} {one.name}}}",
            f"g{letter}": f"{{% 2.1-38 {one.name}增长}}",
            f"d{letter}": f"{{个百分点 1-9 {one.name}提高}}"
            if one.unit == "%"
            else f"{{{one.unit} {small} {one.name}增加}}",
        }
    return gaps


def _suits(frame: str, chosen: list[Indicator]) -> bool:
    """Whether a frame for stocks has no more gaps than there are indicators, and makes sense with the first's unit."""
    if ("{c}" in frame and len(chosen) < 3) or ("{b}" in frame and len(chosen) < 2):
        return False
    counted = [one.unit in "个家所座处条套间栋" for one in chosen]
    if "共有" in frame:
        return all(counted[:2])
    return counted[0] or not any(word in frame for word in ("建成", "主要分布", "总数"))


def _words(facts: Facts, rng: Random) -> dict[str, str]:
    name = facts.department
    own = next((f"我{end}" for end in ("委员会", "大队", "联合会", "部") if name.endswith(end)), "我局")
    return {
        "局": own.replace("我委员会", "我委").replace("我联合会", "我会"),
        "区": facts.place.kind,
        "市": facts.place.city[-1:] or facts.place.province[-1],
        "co": facts.place.kind + rng.choice(facts.subject.co_departments),
        "topic": facts.topics[0],
        "kind": facts.kind,
        "field": re.sub(r"[和与、].*", "", facts.subject.department).rstrip("局")
        if facts.subject.department.endswith("局")
        else "有关",
        "number": chinese(facts.term),
    }
