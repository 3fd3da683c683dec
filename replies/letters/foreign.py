"""Foreign text: advertising and pinyin that were injected into a letter. `find_foreign_text(text)` gives warnings.

Thieves of web pages put names of betting sites and worse into the middle of sentences. A letter may also *speak* of
such things (打击网络赌博): words of that kind count only before a lure (官网, 下载, 开户) or before a space that breaks
the sentence, and never in a sentence that speaks of crime. The words stand in `data/foreign_text.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from replies.letters.characters import is_plain
from replies.letters.letter import Warning
from replies.letters.wordlists import WordFinder, alternatives, anchored, holds_any, matches, occurrences, read_parts

MOST = 500
_ADVERTISING = "这里混入了与复文无关的推广文字，并非单位所写，请对照原件删去。"
_PINYIN = "文中有 {} 处混入了注音，并非单位所写，请对照原件删去。"


def find_foreign_text(text: str) -> Iterator[Warning]:
    """Every run of words that does not belong to the letter."""
    lower = text.lower()
    if len(lower) != len(text):  # A few letters of other scripts grow in lower case.
        lower = text
    yield from _advertising(lower)
    yield from _websites(lower)
    if not is_plain(text):
        yield from _pinyin(lower)


@dataclass(frozen=True, slots=True)
class _Words:
    """One of the `suspects` is in every advertisement: most letters are looked through for them, and no more."""

    suspects: WordFinder
    advertising: tuple[re.Pattern[str], ...]
    about: re.Pattern[str]
    offer: re.Pattern[str]


@cache
def _words() -> _Words:
    parts = read_parts("foreign_text.txt")
    whole, names, forms = (alternatives(parts[part]) for part in ("whole", "names", "forms"))
    general, lures, vice = (alternatives(parts[part]) for part in ("general", "lures", "vice"))
    return _Words(
        WordFinder(
            [
                *(word for part in ("whole", "names", "general", "vice") for word in parts[part]),
                *_ACCOUNTS,
                *_BRANDS_END,
            ]
        ),
        (
            re.compile(rf"{whole}{forms}?"),
            re.compile(rf"{names}{forms}{forms}?"),
            re.compile(rf"{general}{lures}"),
            re.compile(rf"{vice}[\u4e00-\u9fff]{{0,4}}(?=[ \u3000\xa0][\u4e00-\u9fff])"),
        ),
        re.compile(alternatives(parts["about"])),
        re.compile(
            rf"(?:微信|薇信|威信|v信|vx|wx|qq|扣扣|telegram|电报|飞机|手机|电话)群?号?[:：]?\s{{0,2}}[a-z0-9_-]{{5,20}}|{alternatives(parts['offers'])}"
        ),
    )


def _advertising(text: str) -> Iterator[Warning]:
    words = _words()
    if not words.suspects.are_in(text):
        return
    for match in (match for pattern in words.advertising for match in matches(pattern, text, most=MOST)):
        if not _inside_latin(text, match.start()) and not words.about.search(
            _sentence(text, match.start(), match.end())
        ):
            yield Warning("foreign_text", _ADVERTISING, match.start(), match.end())
    yield from _offers(text)
    yield from _unknown_brands(text)


def _inside_latin(text: str, start: int) -> bool:
    """Whether a word of Latin letters begins in the middle of a longer one."""
    return text[start].isascii() and text[start - 1 : start].isascii() and text[start - 1 : start].isalnum()


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around a span, at most 80 characters to each side."""
    before = re.split(r"[。；！\n]", text[max(0, start - 80) : start])[-1]
    after = re.split(r"[。；！\n]", text[end : end + 80], maxsplit=1)[0]
    return before + text[start:end] + after


_ACCOUNTS = ("微信", "薇信", "威信", "v信", "vx", "wx", "qq", "扣扣", "telegram")


def _offers(text: str) -> Iterator[Warning]:
    """An account to add next to an offer: 代开发票加微信 abc12345."""
    if not holds_any(text, _ACCOUNTS):
        return
    words = _words()
    accounts = [match for match in matches(words.offer, text, most=MOST) if re.search(r"[a-z0-9_-]{5}$", match.group())]
    for account in accounts:
        around = text[max(0, account.start() - 24) : account.end() + 24]
        others = [match.group() for match in words.offer.finditer(around)]
        if any(not re.search(r"[a-z0-9_-]{5}$", other) for other in others) and not words.about.search(around):
            yield Warning("foreign_text", _ADVERTISING, account.start(), account.end())


# An official site is logged in to, seen, announced on; an injected one just stands in the sentence, a space behind it.
_BRANDS_END = ("官网", "官方网站", "娱乐", "体育投注", "app下载")
_UNKNOWN_BRAND = re.compile(r"(?:官网|官方网站|娱乐城|娱乐平台|体育投注|app下载)(?=[ \u3000\xa0][\u4e00-\u9fff])")
_BRAND = re.compile(r"[\u4e00-\u9fffa-z0-9]{2}$")
_USES_A_SITE = re.compile(
    "登录|登陆|访问|通过|在|查询|关注|进入|查看|打开|上|于|从|用|网站|公布|公示|公开|发布|浏览|政府|局|委|部|中心|平台|链接|网址|网络"
)


def _unknown_brands(text: str) -> Iterator[Warning]:
    for match in anchored(_UNKNOWN_BRAND, text, _BRANDS_END, most=MOST):
        clause = re.split(r"[，。；：、！？\s（）()]", text[max(0, match.start() - 30) : match.start()])[-1]
        if _BRAND.search(clause) and not _USES_A_SITE.search(clause):
            yield Warning("foreign_text", _ADVERTISING, match.start() - 2, match.end())


_WEBSITE = re.compile(
    r"(?:https?://|www\.)[a-z0-9./_?=&%-]{4,120}"
    r"|(?<![a-z0-9@.-])[a-z0-9-]{2,30}\.(?:com|net|cc|vip|top|xyz|bet|app|club)(?![a-z])"
)
_ENDS_SITE = ("com", "net", "cc", "vip", "top", "xyz", "bet", "app", "club")
_OFFICIAL = re.compile(r"\.gov|\.edu|\.org\.cn|\.mil|gov\.cn|政务|mp\.weixin\.qq")
_INTRODUCED = re.compile(r"(?:[:：（(【“\"<《为是址站网录陆至到在过]|链接|网页|平台|系统|邮箱)\s*$")


def _names_a_site(text: str) -> bool:
    if "http" in text:
        return True
    return any(text.startswith(_ENDS_SITE, at + 1) or text.endswith("www", 0, at) for at in occurrences(text, "."))


def _websites(text: str) -> Iterator[Warning]:
    """An address that breaks into a sentence: characters directly before and behind it, and nothing introduces it."""
    if not _names_a_site(text):
        return
    for match in matches(_WEBSITE, text, most=MOST):
        before, after = text[max(0, match.start() - 4) : match.start()], text[match.end() : match.end() + 2]
        inside = re.search(r"[\u4e00-\u9fff]\s?$", before) and re.match(r"\s?[\u4e00-\u9fff]", after)
        if inside and not _INTRODUCED.search(before) and not _OFFICIAL.search(match.group()):
            yield Warning("foreign_text", _ADVERTISING, match.start(), match.end())


_READING = re.compile(r"[（(](?<=[\u3400-\u9fff].)[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹ]{1,6}[)）]")
_TONE = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]")


def _pinyin(text: str) -> Iterator[Warning]:
    readings = list(anchored(_READING, text, "（("))
    toned = [match for match in readings if _TONE.search(match.group())]
    if len(toned) >= 2:
        yield Warning("foreign_text", _PINYIN.format(len(readings)), readings[0].start(), readings[0].end())
