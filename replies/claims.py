"""A person's word beside the parser's: claims, made on the review page, which no later parsing overwrites.

`Reply.parsed` holds what counts: the parser's answer with the newest claim of each field in its place. What the parser
itself read of a claimed field stays beside it, under `parsed["parser"]`.

A claim's field is one of `CLAIMABLE`, or "disclosure" (which the reply's own column holds), or names a run of the text:
`metric:12-18` says of the figure there {"confirmed": true}, or false, or with "value", "unit", "label" and "as_of" what
it should be; `private:12-18` is true where something must be masked that was not found, false where a find is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from replies.letters.divisions import division
from replies.letters.letter import Letter, Metric, Span, letter_from_dict
from replies.models import Claim, Reply

LISTS = frozenset(
    ("proposal_numbers", "proposal_titles", "addressees", "co_departments", "copied_to", "contact_names",
     "contact_phones")
)  # fmt: skip
CLAIMABLE = {
    "body": "类别",
    "proposal_numbers": "编号",
    "session": "届次",
    "proposal_titles": "案由",
    "addressees": "提出者",
    "department": "承办单位",
    "co_departments": "会办单位",
    "division_code": "行政区划",
    "document_number": "文号",
    "response_type": "办理类型",
    "issue_date": "成文日期",
    "publish_date": "发布日期",
    "year": "年份",
    "signer": "签发人",
    "copied_to": "抄送",
    "contact_names": "联系人",
    "contact_phones": "联系电话",
    "interview_date": "面商日期",
    "satisfaction": "满意度",
}
YEAR_FROM = ("issue_date", "document_number", "publish_date")  # as the parser asks them
METRIC, PRIVATE, DISCLOSURE = "metric", "private", "disclosure"
_YEAR = re.compile(r"(?:19|20)\d\d")
_PLACED = re.compile(r"(metric|private):(\d{1,7})-(\d{1,7})")


def field_at(kind: str, span: Span | tuple[int, int]) -> str:
    """The field of a claim about a run of the text: `metric:12-18`."""
    return f"{kind}:{span[0]}-{span[1]}"


def place_of_claim(field: str) -> tuple[str, Span] | None:
    """What kind of claim about which run of the text a field names; None for the letter's own fields."""
    match = _PLACED.fullmatch(field)
    return (match[1], Span(int(match[2]), int(match[3]))) if match else None


def said_of(kind: str, claims: Mapping[str, Claim]) -> dict[Span, Any]:
    """What the newest claims say of runs of the text, by run."""
    placed = ((place_of_claim(field), claim.value) for field, claim in claims.items())
    return {place[1]: value for place, value in placed if place and place[0] == kind}


def parsed_letter(reply: Reply) -> Letter:
    """What the parser read of a stored reply, without any claim."""
    own = {name: said["value"] for name, said in reply.parsed.get("parser", {}).items()}
    letter = letter_from_dict(reply.text, reply.parsed | own)
    if not own:
        return letter
    evidence = dict(letter.evidence)
    for name, said in reply.parsed["parser"].items():
        evidence.pop(name, None)
        if said["evidence"]:
            evidence[name] = tuple(Span(*span) for span in said["evidence"])
    return replace(letter, evidence=evidence, inferred=tuple(reply.parsed.get("parser_inferred", letter.inferred)))


def newest_claims(reply: Reply) -> dict[str, Claim]:
    """The claim that counts of each claimed field."""
    return {claim.field: claim for claim in reply.claims.order_by("pk")} if reply.pk else {}


def with_claims(letter: Letter, claims: Iterable[Claim]) -> tuple[Letter, dict[str, Any]]:
    """The letter as people corrected it, and what of the parser's answer they replaced: keys that `parsed` keeps."""
    claims = list(claims)
    if not claims:
        return letter, {}
    plain = letter.to_dict()
    evidence = dict(letter.evidence)
    changes: dict[str, Any] = {}
    own: dict[str, Any] = {}
    for claim in claims:
        name = claim.field
        if name not in CLAIMABLE:
            continue
        own[name] = {"value": plain[name], "evidence": [list(span) for span in letter.evidence.get(name, ())]}
        changes[name] = _typed(name, claim.value)
        evidence.pop(name, None)
        if claim.start is not None and claim.end is not None:
            evidence[name] = (Span(claim.start, claim.end),)
    if "division_code" in changes:
        for name, value in _place_names(changes["division_code"]).items():
            own[name] = {"value": plain[name], "evidence": [list(span) for span in letter.evidence.get(name, ())]}
            changes[name] = value
            evidence.pop(name, None)
    if "year" not in changes and changes.keys() & set(YEAR_FROM):
        year, year_evidence = _year_of(letter, changes, evidence)
        if year != letter.year:
            own["year"] = {"value": plain["year"], "evidence": [list(span) for span in letter.evidence.get("year", ())]}
            changes["year"] = year
            evidence.pop("year", None)
            evidence |= {"year": year_evidence} if year_evidence else {}
    metrics = _mended(letter, said_of(METRIC, {claim.field: claim for claim in claims}))
    if metrics != letter.metrics:
        own["metrics"] = {"value": plain["metrics"], "evidence": []}
        changes["metrics"] = metrics
    if not changes:
        return letter, {}
    inferred = tuple(name for name in letter.inferred if name not in changes)
    kept = {"parser": own, "parser_inferred": list(letter.inferred)}
    return replace(letter, **changes, evidence=evidence, inferred=inferred), kept


def _mended(letter: Letter, said: Mapping[Span, Any]) -> tuple[Metric, ...]:
    """The letter's figures with those that a person mended, also where the parser no longer reads one."""
    metrics = {Span(one.start, one.end): one for one in letter.metrics}
    for span, word in said.items():
        if "value" in word and span.end <= len(letter.text):
            read = metrics.get(span) or Metric(letter.text[slice(*span)], *span, Decimal(0), "", "")
            metrics[span] = replace(
                read, value=Decimal(word["value"]), unit=word["unit"], label=word["label"], as_of=word["as_of"] or None
            )
    return tuple(metrics[span] for span in sorted(metrics))


def _year_of(
    letter: Letter, changes: Mapping[str, Any], evidence: Mapping[str, tuple[Span, ...]]
) -> tuple[int | None, tuple[Span, ...]]:
    """The year that follows when dates or number were corrected, and where it stands: of the first that has one.

    Where none has one any more, the parser's year stays if it was read elsewhere.
    """
    for name in YEAR_FROM:
        found = _YEAR.search(changes.get(name, getattr(letter, name)) or "")
        if found:
            return int(found[0]), evidence.get(name, ())
    read_at = letter.evidence.get("year", ())
    was_of_a_changed_one = any(
        read_at and read_at == letter.evidence.get(name) for name in YEAR_FROM if name in changes
    )
    return (None, ()) if was_of_a_changed_one else (letter.year, read_at)


def _typed(name: str, value: Any) -> Any:
    if name in LISTS:
        return tuple(value or ())
    return (value[0], value[1]) if name == "session" and value else value


def _place_names(code: str | None) -> dict[str, str | None]:
    found = division(code) if code else None
    return {name: getattr(found, name, None) for name in ("province", "city", "district")}
