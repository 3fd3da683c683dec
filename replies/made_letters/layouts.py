"""Page forms: facts and body in, the marked text of the whole page out, with what the page states.

Each layout writes the same facts in its own order. A `Page` remembers what was written, so that the answers hold only
what a reader can see.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from replies.made_letters import facts as words
from replies.made_letters.body import Body
from replies.made_letters.facts import Facts
from replies.made_letters.marks import wrap
from replies.made_letters.material import phrases


@dataclass(slots=True)
class Page:
    """The lines of a page and the values they state."""

    facts: Facts
    body: Body
    rng: Random
    lines: list[str] = field(default_factory=list)
    stated: dict[str, Any] = field(default_factory=dict)
    warnings: set[str] = field(default_factory=set)

    def say(self, line: str, **stated: Any) -> None:
        """Add a line, unless it is empty, and remember what it states."""
        if line:
            self.lines.append(line)
            self.stated |= {name: value for name, value in stated.items() if value}

    def say_each(self, lines: list[str]) -> None:
        for line in lines:
            self.say(line)

    # --- parts that several layouts share ---

    def heading(self, *, mark: str = "") -> None:
        """The title line: which proposal of which session is answered, or its title where it has no number."""
        facts, rng = self.facts, self.rng
        if not facts.numbers:
            if facts.quoted:
                self.say(mark + rng.choice(phrases()["heading_no_number"]).format(title=words.title_words(facts)))
            return
        # A title line without the council's name will do where salutation and signature say which council it is.
        told = facts.quoted and bool(facts.addressees) and not facts.council
        template = rng.choice([one for one in phrases()["heading"] if told or "{council}" in one])
        self.stated["numbers"] = True
        if "{council}" in template:
            self.stated["session"] = True
        line = template.format(
            title=words.title_words(facts),
            council=words.council(facts, rng),
            numbers=words.number_words(facts, rng),
            kind=facts.kind,
            dept=facts.department,
        )
        self.say(mark + line, department=facts.department if "{dept}" in template else None)

    def document_number(self, behind: str = "", **stated: Any) -> None:
        number = self.facts.document_number
        if number and self.rng.random() < 0.15:
            number = number[:-1].replace("〔", " 〔").rstrip() + " 号"
        self.say((number or "") + behind, document_number=self.facts.document_number, **stated)

    def response(self, around: str = "{}") -> None:
        line = words.response_words(self.facts, self.rng)
        self.say(around.format(line) if line else "", response_type=self.facts.response_type)

    def disclosure(self, around: str = "{}") -> None:
        line = words.disclosure_words(self.facts, self.rng)
        self.say(around.format(line) if line else "", disclosure=self.facts.disclosure)

    def letter(self) -> None:
        """Salutation, body, and the sentence on the interview."""
        facts = self.facts
        self.say(words.salutation(facts, self.rng), addressees=facts.addressees)
        paragraphs = list(self.body.paragraphs)
        if facts.co_departments:
            co, own = "、".join(facts.co_departments), facts.department.removeprefix(facts.place.full_name)
            sentence = self.rng.choice(
                (
                    "该{kind}由{own}主办，{co}会办。",
                    "该{kind}由{own}主办，{co}协办。",
                    "主办单位：{own}；会办单位：{co}。",
                )
            )
            paragraphs.insert(1, sentence.format(kind=facts.kind, own=own, co=co))
            self.stated["co_departments"] = facts.co_departments
        talk = words.interview_words(facts, self.rng)
        if talk:
            paragraphs.insert(-1, talk)
            month, day = facts.interview or (1, 1)
            self.stated |= {"interview_date": f"{facts.year}-{month:02d}-{day:02d}", "satisfaction": facts.satisfaction}
        self.say_each(paragraphs)

    def signature(self, indent: str = "", *, dated: bool = True) -> None:
        facts = self.facts
        seal = self.rng.choice(("",) * 18 + ("（盖章）", "（公章）"))
        self.say(indent + facts.department + seal, department=facts.department)
        if dated:
            self.say(indent + words.date_words(facts, self.rng), issue_date=facts.date)

    def contact(self) -> None:
        facts = self.facts
        line = words.contact_words(facts, self.rng)
        self.say(line, contact_names=facts.contact_names, contact_phones=facts.contact_phones)

    def copied(self) -> None:
        self.say(words.copied_words(self.facts, self.rng), copied_to=self.facts.copied_to)

    def legend(self) -> None:
        if self.rng.random() < 0.04:
            self.say_each(list(phrases()["legend"]))

    def text(self, between: str = "\n\n") -> str:
        return between.join(self.lines) + "\n"


def red_header(page: Page) -> str:
    """A letter under a red letterhead, as converted from a word processor."""
    facts, rng = page.facts, page.rng
    page.say(f"# {facts.department}文件", department=facts.department)
    page.say("---")
    page.response("〔{}〕")
    page.disclosure("〔{}〕")
    page.document_number()
    page.heading(mark="## ")
    page.letter()
    if rng.random() < 0.8 or not facts.document_number:
        page.signature()
    page.contact()
    page.legend()
    if facts.copied_to:
        page.say("---")
    page.copied()
    return re.sub(r"\n\n([一二三]、)", r"\n\n### \1", page.text())


def printed(page: Page) -> str:
    """The text of a PDF: lines broken where the paper ends, often with an empty line after each."""
    facts, rng = page.facts, page.rng
    width, between = rng.randint(26, 36), rng.choice(("\n\n", "\n\n", "\n"))
    page.say(f"{facts.department}文件" if rng.random() < 0.6 else facts.department, department=facts.department)
    behind = words.response_words(facts, rng) if facts.document_number else ""
    page.document_number("　　　　" + behind if behind else "", response_type=facts.response_type if behind else None)
    if not behind:
        page.response()
    page.disclosure()
    page.heading()
    page.letter()
    page.signature("　" * 12)
    page.contact()
    page.copied()
    lines = [part for line in page.lines for part in wrap(line, width)]
    if rng.random() < 0.4:
        for number, place in enumerate(range(24, len(lines) - 8, 26), start=1):
            lines.insert(place, f"— {number} —")
    return between.join(lines) + "\n"


def suggestion(page: Page) -> str:
    """A numbered letter with the signer on the line of its number, and an imprint with the date of issue."""
    facts, rng = page.facts, page.rng
    page.say(facts.department + rng.choice(("", "文件")), department=facts.department)
    facts.signer = rng.choice(words.people()["surname"]) + rng.choice(words.people()["given"])
    signer = f"{facts.signer[0]}  {facts.signer[1]}" if len(facts.signer) == 2 else facts.signer
    page.document_number(" " * 20 + f"签发人：{signer}", signer=facts.signer)
    page.heading()
    page.response()
    page.disclosure()
    page.letter()
    page.contact()
    page.signature(" " * 16)
    page.copied()
    if facts.copied_to and rng.random() < 0.6:
        page.say(f"{facts.department}办公室　　　　{facts.year}年{facts.month}月{facts.day}日印发")
    return page.text("\n")


def bare(page: Page) -> str:
    """The letter alone, without letterhead; now and then all on one line."""
    rng = page.rng
    one_line = rng.random() < 0.1
    if rng.random() < 0.6 or not page.facts.numbers or not page.facts.addressees or one_line:
        page.heading()
    if rng.random() < 0.5:
        page.document_number()
    page.response()
    page.letter()
    page.disclosure()
    page.signature()
    page.contact()
    page.legend()
    return page.text(" ") if one_line else page.text(rng.choice(("\n", "\n\n", "\n　　")))


def form(page: Page) -> str:
    """An answer sheet: a table of labels and values, then the answer."""
    facts, rng = page.facts, page.rng
    kind = facts.kind
    rows: list[tuple[str, str, dict[str, Any]]] = [
        (f"{kind}编号", "、".join(facts.numbers), {"numbers": True}),
        (f"{kind}标题", "；".join(facts.titles), {}),
        ("承办单位", facts.department, {"department": facts.department}),
        ("办理结果", facts.response_type or "", {"response_type": facts.response_type}),
        ("联系电话", (facts.contact_phones or [""])[0], {"contact_phones": facts.contact_phones}),
    ]
    council = words.council(facts, rng) if facts.session_stated else facts.seat.own_name
    page.say(f"{council}{kind}答复表", session=facts.session_stated)
    for label, value, stated in rows:
        page.say(f"| {label} | {value} |" if value else "", **stated)
    page.say("答复内容：")
    page.letter()
    page.signature()
    return page.text("\n")


def web(page: Page) -> str:
    """A page of a government's site: menus, an index header, the letter, links, filing numbers."""
    facts, rng = page.facts, page.rng
    place = facts.place.full_name
    published = date(facts.year, facts.month, facts.day) + timedelta(days=rng.randint(0, 40))
    if published.year != facts.year:
        published = date(facts.year, 12, 31)
    page.warnings.add("page_chrome")
    fill = {"place": place, "icp": str(rng.randint(1000, 9999))}
    page.say(rng.choice(phrases()["chrome_top"]).format(**fill))
    page.say(rng.choice(phrases()["chrome_trail"]))
    page.say(_index_header(page, published.isoformat()))
    page.heading()
    if rng.random() < 0.5:
        clock = f"{rng.randint(8, 18):02d}:{rng.randint(0, 59):02d}"
        line = f"发布时间：{published.isoformat()} {clock}　来源：{facts.department}　浏览次数："
        page.say(line, publish_date=published.isoformat())
    page.letter()
    page.response()
    page.signature(dated=rng.random() < 0.9)
    page.contact()
    if rng.random() < 0.6:
        page.say_each([f"上一篇：{_other(page)}", f"下一篇：{_other(page)}"])
    page.say(rng.choice(phrases()["chrome_bottom"]).format(**fill))
    return page.text(rng.choice(("\n\n", "\n")))


def _index_header(page: Page, published: str) -> str:
    facts, rng = page.facts, page.rng
    code = facts.place.code
    numbers = (f"{code}/{facts.year}-{rng.randint(1, 99999):05d}", f"{code}-{facts.year}-{rng.randint(1, 999):06d}")
    number = rng.choice(numbers)
    rows = [
        ("索引号", number),
        ("发布机构", facts.department),
        ("发布日期", published),
        ("主题分类", facts.subject.name),
    ]
    page.stated |= {"index_number": number, "publish_date": published, "department": facts.department}
    if facts.disclosure:
        label = {"public": "主动公开", "on_request": "依申请公开", "not_public": "不予公开"}[facts.disclosure]
        rows.append(("公开方式", label))
        page.stated["disclosure"] = facts.disclosure
    if facts.document_number and rng.random() < 0.6:
        rows.append(("文号", facts.document_number))
        page.stated["document_number"] = facts.document_number
    elif rng.random() < 0.6:
        rows.append(("文号", rng.choice(("", "无"))))
    rng.shuffle(rows)
    style = rng.randrange(4)
    if style == 0:
        return "\n".join(f"| {label} | {value} |" for label, value in rows)
    if style == 1:
        return "\n".join(f"{label}：{value}" for label, value in rows)
    if style == 2:
        return "　　".join(f"{label}：{value}" for label, value in rows)
    return "\n".join(f"{label}\n{value}" for label, value in rows if value)


def _other(page: Page) -> str:
    facts, rng = page.facts, page.rng
    council = words.council(facts, rng)
    return f"关于{council}第{rng.randint(400, 800)}号{facts.kind}的答复"


LAYOUTS: tuple[tuple[Callable[[Page], str], int], ...] = (
    (red_header, 22),
    (printed, 20),
    (suggestion, 18),
    (web, 22),
    (bare, 14),
    (form, 4),
)


def lay_out(facts: Facts, body: Body, rng: Random) -> tuple[str, Page]:
    """Write the page in one of the layouts."""
    layout = rng.choices([one for one, _ in LAYOUTS], [weight for _, weight in LAYOUTS])[0]
    page = Page(facts, body, rng)
    return layout(page), page
