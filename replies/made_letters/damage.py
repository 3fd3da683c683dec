"""What happens to letters on their way to a web page: the marked text in, the damaged text and its warnings out.

Damage falls outside marked quantities, or replaces one whole sentence by a damaged one whose truth is known, so that
the answers stay exact.
"""

from __future__ import annotations

from random import Random

from replies.made_letters.body import Body
from replies.made_letters.facts import Facts
from replies.made_letters.marks import MARKS, Ledger
from replies.made_letters.material import adverts, phrases


def damage_body(facts: Facts, body: Body, ledger: Ledger, rng: Random) -> None:
    """Put damaged sentences and foreign words into some paragraphs of the body."""
    if rng.random() < 0.05:
        _insert(body, rng, _lost_characters(facts, rng), "lost_characters")
    if rng.random() < 0.03:
        _insert(body, rng, _lost_count(ledger, rng), "lost_characters")
    if rng.random() < 0.04:
        body.paragraphs.insert(rng.randint(2, len(body.paragraphs) - 2), rng.choice(phrases()["field_code"]))
        body.warnings.add("field_code")
    if rng.random() < 0.04:
        _advertise(body, rng)
    if rng.random() < 0.03:
        _insert(body, rng, _wrong_share(facts, ledger, rng), "arithmetic")
    if rng.random() < 0.02:
        _insert(body, rng, _implausible(ledger, rng), "implausible_value")


def _insert(body: Body, rng: Random, sentence: str, warning: str) -> None:
    """Add the sentence at the end of a paragraph of prose."""
    places = [i for i, text in enumerate(body.paragraphs[1:-2], start=1) if text.endswith("。")]
    body.paragraphs[rng.choice(places)] += sentence
    body.warnings.add(warning)


def _lost_characters(facts: Facts, rng: Random) -> str:
    template, _, _ = rng.choice(phrases()["damaged_prose"]).partition("|")
    return template.format(
        yy=f"{(facts.year - 1) % 100:02d}",
        m=rng.randint(3, 9),
        d=rng.randint(2, 9),
        street=rng.choice(facts.place.streets),
    )


def _lost_count(ledger: Ledger, rng: Random) -> str:
    """为1余户…: the digits between are gone, so that the number may be given, as damaged, or left out."""
    template, unit, label = rng.choice(phrases()["lost_count"]).split("|")
    digit = rng.randint(1, 9)
    before, _, after = template.partition("{n}")
    quantity = ledger.mark(
        "metric", f"{digit}余{unit}", value=str(digit), unit=unit, label=label, as_of=None, damaged=True, optional=True
    )
    return before + quantity + after.removeprefix(f"余{unit}")


def _advertise(body: Body, rng: Random) -> None:
    """Break a sentence open between two plain characters and put an advertisement in."""
    index = rng.choice([i for i, text in enumerate(body.paragraphs) if len(text) > 80])
    text = body.paragraphs[index]
    cuts = [i for i in range(20, len(text) - 20) if all(map(_is_prose, text[i - 3 : i + 3])) and not _in_title(text, i)]
    if cuts:
        cut = rng.choice(cuts)
        body.paragraphs[index] = f"{text[:cut]}{rng.choice(adverts())} {text[cut:]}"
        body.warnings.add("foreign_text")


def _in_title(text: str, place: int) -> bool:
    return text.count("《", 0, place) > text.count("》", 0, place)


def _is_prose(char: str) -> bool:
    return (
        "\u4e00" <= char <= "\u9fff"
        and char not in "一二三四五六七八九十百千万亿年月日号第约超近逾达余多个"
        and char < MARKS[0]
    )


def _wrong_share(facts: Facts, ledger: Ledger, rng: Random) -> str:
    """Counts and a share that do not agree."""
    whole = rng.randint(300_000, 900_000)
    part = round(whole * rng.uniform(0.15, 0.22))
    share = round(part / whole * 100 + rng.choice((8.4, 11.2, -7.6)), 1)
    template = phrases()["arithmetic"][0].replace("{区}", facts.place.kind)
    quantities = {
        "{whole}人": _metric(ledger, f"{whole}人", str(whole), "人", "户籍人口"),
        "{part}人": _metric(ledger, f"{part}人", str(part), "人", "60周岁以上老年人"),
        "{share}%": _metric(ledger, f"{share}%", f"{share:g}", "%", "占户籍人口"),
    }
    for gap, quantity in quantities.items():
        template = template.replace(gap, quantity)
    return template


def _implausible(ledger: Ledger, rng: Random) -> str:
    """Hundreds of beds in a few square metres: a 万 is gone."""
    area, beds = round(rng.uniform(1.1, 4.8), 1), rng.randint(150, 480)
    template = phrases()["implausible"][0]
    template = template.replace(
        "{area}平方米",
        _metric(ledger, f"{area}平方米", f"{area:g}", "平方米", "总建筑面积", qualifier="about", damaged=True),
    )
    return template.replace("{beds}张", _metric(ledger, f"{beds}张", str(beds), "张", "床位"))


def _metric(ledger: Ledger, text: str, value: str, unit: str, label: str, **truth: object) -> str:
    given = {"as_of": None, "qualifier": None, "planned": False, "damaged": False} | truth
    return ledger.mark("metric", text, value=value, unit=unit, label=label, **given)


def damage_page(marked: str, rng: Random) -> str:
    """What a site's software leaves behind: an editor's comment, `?` for spaces, readings in brackets."""
    chance = rng.random()
    if chance < 0.02:
        return marked.rstrip("\n") + "\n<!--EndFragment-->\n"
    if chance < 0.04:
        return marked.replace("　　", "??")
    if chance < 0.05:
        return marked.replace("答复", "答復(fù)")
    return marked
