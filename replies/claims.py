"""A person's word beside the parser's: claims, made on the review page, which no later parsing overwrites.

`Reply.parsed` holds what counts: the parser's answer with the newest claim of each field in its place. What the parser
itself read of a claimed field stays beside it, under `parsed["parser"]`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from replies.letters.divisions import division
from replies.letters.letter import Letter, Span, letter_from_dict
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
    inferred = tuple(name for name in letter.inferred if name not in changes)
    kept = {"parser": own, "parser_inferred": list(letter.inferred)}
    return replace(letter, **changes, evidence=evidence, inferred=inferred), kept


def _typed(name: str, value: Any) -> Any:
    if name in LISTS:
        return tuple(value or ())
    return (value[0], value[1]) if name == "session" and value else value


def _place_names(code: str | None) -> dict[str, str | None]:
    found = division(code) if code else None
    return {name: getattr(found, name, None) for name in ("province", "city", "district")}
