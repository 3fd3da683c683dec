"""How values are written for readers: dates, amounts, hedges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from html import escape

from django import template
from django.utils.safestring import SafeString

from replies.forms import SearchForm
from replies.models import Proposal, Reply
from replies.selectors import ReplyCard, place_of

register = template.Library()

NUMERALS = "〇一二三四五六七八九"
QUALIFIERS = {"about": "约", "over": "超过", "under": "不足", "at_least": "不少于", "at_most": "不超过"}


@register.filter
def when(text: str | None) -> str:
    """2022-12-31 -> 2022年12月31日; 2022-12 -> 2022年12月; 2022 -> 2022年."""
    parts = (text or "").split("-")
    if not all(part.isdigit() for part in parts):
        return text or ""
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))


@register.filter
def number(value: Decimal | float | None) -> str:
    """154100.00000000 -> 154,100; 21.74000000 -> 21.74."""
    if value is None:
        return ""
    text = f"{Decimal(str(value)):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def amount(value: Decimal | float | None, unit: str = "") -> str:
    """A number with its unit: 154,100 人, 26%."""
    gap = "" if unit[:1] in {"%", "‰", "℃"} or not unit else " "
    return f"{number(value)}{gap}{unit}"


@register.filter
def percent(share: float) -> str:
    """0.9968 -> 99.6%: cut off, not rounded, so that only what is wholly the same is 100%."""
    return f"{number(int(share * 1000) / 10)}%"


@register.filter
def parameter(name: str) -> str:
    """year_to -> 结束年份; a parameter that the search does not have stands for itself."""
    field = SearchForm.base_fields.get(name)
    return str(field.label) if field else name


@register.filter
def qualifier(name: str) -> str:
    """about -> 约."""
    return QUALIFIERS.get(name, "")


@register.filter
def numeral(value: int) -> str:
    """A number below 100 in Chinese numerals (12 -> 十二); others as they are."""
    if not 0 < value < 100:
        return str(value)
    tens, ones = divmod(value, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{NUMERALS[tens]}十"
    return ten + (NUMERALS[ones] if ones else "")


@register.filter
def place_name(code: str) -> str:
    """530112 -> 云南省昆明市西山区; a code that is not known stands for itself."""
    place = place_of(code[:6])
    return place.full_name if place else ""


@register.filter
def proposal_place(proposal: Proposal) -> str:
    """What tells proposals of one number apart: 云南省昆明市西山区 十届二次 政协提案 第056号."""
    parts = [
        place_name(proposal.division_code),
        f"{numeral(proposal.term)}届{numeral(proposal.session)}次" if proposal.term and proposal.session else "",
        proposal.get_body_display() if proposal.body else "",
        f"第{proposal.number}号" if proposal.number else "",
    ]
    return " ".join(part for part in parts if part)


@register.filter
def card_items(cards: Iterable[ReplyCard], is_staff: bool) -> SafeString:
    """Replies as the items of a list: title, facts on one line, the best passage; for staff also who may read them.

    A page has twenty of them: in a template they would take a third of its time.
    """
    return SafeString("\n".join([_item(card, is_staff=is_staff) for card in cards]))


def _item(card: ReplyCard, *, is_staff: bool) -> str:
    exact = ' <span class="badge strong">编号相符</span>' if card.exact else ""
    badges = "".join(f' <span class="badge attention">{escape(text)}</span>' for text in _badges(card.reply, is_staff))
    facts = "".join([f"<li>{escape(fact)}</li>" for fact in _facts(card) if fact])
    link = f'<a href="{escape(card.url)}">{card.snippet_html}</a>'
    snippet = f'\n<p class="snippet">{link}</p>' if card.snippet_html else ""
    return (
        f'<li><article>\n<h3><a href="{escape(card.page)}">{card.title_html}</a>{exact}{badges}</h3>\n'
        f'<ul class="facts-line">{facts}</ul>{snippet}\n</article></li>'
    )


def _facts(card: ReplyCard) -> tuple[str, ...]:
    """What is known of a reply at a glance."""
    numbers = f" 第 {'、'.join(card.proposal_numbers)} 号" if card.proposal_numbers else ""
    return (
        card.department or (card.place.full_name if card.place else ""),
        f"{card.body_label}{numbers}" if card.body_label else "",
        f"{card.year} 年" if card.year else "",
        f"办理类型 {card.response_type}" if card.response_type else "",
    )


def _badges(reply: Reply, is_staff: bool) -> Iterator[str]:
    """What staff must see at a glance; the public only ever reads what is published and public."""
    if is_staff and reply.status != Reply.Status.PUBLISHED:
        yield str(reply.get_status_display())
    if is_staff and reply.disclosure != Reply.Disclosure.PUBLIC:
        yield str(reply.get_disclosure_display()) if reply.disclosure else "公开方式未定"
