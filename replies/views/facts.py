"""What stands beside a letter: its facts and findings, each with the place in the text that it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from replies.models import Body, CitedMetric, Policy, Reply
from replies.selectors import subjects_of
from replies.templatetags.archive import numeral, when
from replies.typeset import Mark

# Field of the parsed letter -> its name on the page, in the order of the page.
FIELDS = (
    ("document_number", "文号"),
    ("department", "承办单位"),
    ("co_departments", "会办单位"),
    ("body", "类别"),
    ("session", "届次"),
    ("proposal_numbers", "编号"),
    ("proposal_titles", "案由"),
    ("addressees", "提出者"),
    ("place", "地区"),
    ("response_type", "办理类型"),
    ("disclosure", "公开方式"),
    ("issue_date", "成文日期"),
    ("publish_date", "发布日期"),
    ("signer", "签发人"),
    ("interview_date", "面商日期"),
    ("satisfaction", "满意度"),
    ("copied_to", "抄送"),
    ("index_number", "索引号"),
    ("contact_names", "联系人"),
    ("contact_phones", "联系电话"),
)
DATES = ("issue_date", "publish_date", "interview_date")
LONGEST_DOUBT = 200  # a warning about more than this is about the letter as a whole
PLACE_FIELDS = ("district", "city", "province", "division_code")


@dataclass(frozen=True, slots=True)
class FactValue:
    """One value of a fact; `anchor` is where the letter says it, empty when it does not say it in its words."""

    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line beside the letter. `inferred`: the letter does not state it, its content shows it."""

    name: str
    label: str
    values: tuple[FactValue, ...]
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A cited metric and where it stands."""

    metric: CitedMetric
    anchor: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was asked and what was answered."""

    request: str
    request_anchor: str
    answer: str
    answer_anchor: str


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised, by when, and where it stands."""

    text: str
    due: str
    anchor: str


@dataclass(frozen=True, slots=True)
class CitedPolicy:
    """A policy and every place that cites it."""

    policy: Policy
    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A warning of the parser, with the words it is about."""

    message: str
    text: str
    anchor: str


def marks_of(reply: Reply) -> Iterator[Mark]:
    """Everything that is marked in the letter's text; the keys are those that the functions below look up."""
    parsed = reply.parsed
    for name, spans in (parsed.get("evidence") or {}).items():
        yield from (Mark(start, end, "fact", f"{name}:{place}") for place, (start, end) in enumerate(spans))
    for metric in reply.metrics.all():
        doubtful = metric.damaged and not metric.confirmed
        yield Mark(metric.start, metric.end, "metric doubtful" if doubtful else "metric", f"metric:{metric.start}")
    for citation in reply.citations.all():
        href = citation.policy.get_absolute_url()
        yield Mark(citation.start, citation.end, "policy", f"policy:{citation.start}", href=href)
    for place, request in enumerate(parsed.get("requests") or ()):
        yield Mark(request["start"], request["end"], "request", f"request:{place}")
        if request.get("answer"):
            start, end = request["answer"]
            yield Mark(start, end, "answer", f"answer:{place}")
    for place, promise in enumerate(parsed.get("commitments") or ()):
        yield Mark(promise["start"], promise["end"], "commitment", f"commitment:{place}")
    for warning in doubtful_places(parsed):
        note = warning["message"].partition("，请")[0]  # what to do about it stands in the list below the letter
        yield Mark(warning["start"], warning["end"], "warning", f"warning:{warning['start']}", note=note)


def private_mark(start: int, end: int) -> Mark:
    """Personal data, as editors see it: readable, and marked as masked for everyone else."""
    return Mark(start, end, "private", f"private:{start}")


def doubtful_places(parsed: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The warnings that are about some words of the letter, one for each place: the one that says most."""
    found: list[Mapping[str, Any]] = []
    warnings = [one for one in parsed.get("warnings") or () if one["code"] != "page_chrome" and not _is_general(one)]
    for warning in sorted(warnings, key=lambda one: (one["start"], -len(one["message"]))):
        last = found[-1] if found else None
        if last and warning["start"] < last["end"]:
            if len(warning["message"]) > len(last["message"]):
                found[-1] = warning
        else:
            found.append(warning)
    return found


def _is_general(warning: Mapping[str, Any]) -> bool:
    return not 0 < warning["end"] - warning["start"] <= LONGEST_DOUBT


def remarks_of(reply: Reply) -> tuple[str, ...]:
    """What the parser has to say of the letter as a whole."""
    warnings = reply.parsed.get("warnings") or ()
    messages = (one["message"] for one in warnings if one["code"] != "page_chrome" and _is_general(one))
    return tuple(dict.fromkeys(messages))


def page_words_of(reply: Reply) -> list[tuple[int, int]]:
    """The lines of the web page around the letter, which are not part of it: their spans."""
    spans = []
    for warning in reply.parsed.get("warnings") or ():
        if warning["code"] == "page_chrome":
            at = warning["start"]
            for line in reply.text[at : warning["end"]].splitlines(keepends=True):
                if line.strip():
                    spans.append((at, at + len(line.rstrip())))
                at += len(line)
    return spans


def facts_of(reply: Reply, place_name: str, anchors: Mapping[str, str]) -> tuple[Fact, ...]:
    """The letter's facts in the order of the page; what it does not state is left out."""
    inferred = set(reply.parsed.get("inferred") or ())
    facts = []
    for name, label in FIELDS:
        texts = _texts(reply, name, place_name)
        sources = PLACE_FIELDS if name == "place" else (name,)
        found = _anchors(sources, anchors)
        if texts:
            values = tuple(
                FactValue(text, found[min(at, len(found) - 1)] if found else "") for at, text in enumerate(texts)
            )
            facts.append(Fact(name, label, values, inferred=not inferred.isdisjoint(sources)))
    if subjects := subjects_of(reply):
        facts.append(Fact("subject", "主题", tuple(map(FactValue, subjects)), inferred=True))
    return tuple(facts)


def _anchors(names: Sequence[str], anchors: Mapping[str, str]) -> list[str]:
    """Where a field was read, in the order of its values; of several names the first that was read anywhere."""
    for name in names:
        places = []
        while (key := f"{name}:{len(places)}") in anchors:
            places.append(anchors[key])
        if places:
            return places
    return []


def _texts(reply: Reply, name: str, place_name: str) -> list[str]:
    """A field's values as a reader should see them. What the archive keeps of its own comes before what was parsed."""
    parsed = reply.parsed.get(name)
    kept: dict[str, Any] = {
        "document_number": reply.document_number,
        "body": Body(reply.body).label if reply.body else "",
        "place": place_name,
        "response_type": reply.response_type,
        "disclosure": reply.get_disclosure_display() if reply.disclosure else "",
        "issue_date": reply.issue_date,
        "publish_date": reply.publish_date,
        "satisfaction": reply.satisfaction,
        "session": session_name(parsed) if name == "session" else "",
    }
    value = kept.get(name, parsed)
    values = value if isinstance(value, list) else [value]
    return [when(str(one)) if name in DATES else str(one) for one in values if one]


def session_name(session: Sequence[int] | None) -> str:
    """[10, 2] -> 十届二次."""
    return f"{numeral(session[0])}届{numeral(session[1])}次" if session else ""


def figures_of(reply: Reply, anchors: Mapping[str, str]) -> tuple[Figure, ...]:
    """The figures that the letter states, in its order."""
    return tuple(Figure(metric, anchors.get(f"metric:{metric.start}", "")) for metric in reply.metrics.all())


def exchanges_of(reply: Reply, anchors: Mapping[str, str]) -> tuple[Exchange, ...]:
    """Requests beside the passages that answer them."""
    return tuple(
        Exchange(
            _joined(request["text"]),
            anchors.get(f"request:{place}", ""),
            _joined(reply.text[slice(*request["answer"])]) if request.get("answer") else "",
            anchors.get(f"answer:{place}", ""),
        )
        for place, request in enumerate(reply.parsed.get("requests") or ())
    )


def promises_of(reply: Reply, anchors: Mapping[str, str]) -> tuple[Promise, ...]:
    """What the department promises."""
    return tuple(
        Promise(_joined(promise["text"]), promise.get("due") or "", anchors.get(f"commitment:{place}", ""))
        for place, promise in enumerate(reply.parsed.get("commitments") or ())
    )


def policies_of(reply: Reply, anchors: Mapping[str, str]) -> tuple[CitedPolicy, ...]:
    """Policies in the order of their first citation."""
    cited: dict[Policy, list[str]] = {}
    for citation in reply.citations.all():
        places = cited.setdefault(citation.policy, [])
        if anchor := anchors.get(f"policy:{citation.start}"):
            places.append(anchor)
    return tuple(CitedPolicy(policy, tuple(places)) for policy, places in cited.items())


def doubts_of(reply: Reply, anchors: Mapping[str, str]) -> tuple[Doubt, ...]:
    """What the parser warns of, place by place."""
    return tuple(
        Doubt(
            warning["message"],
            _joined(reply.text[warning["start"] : warning["end"]]),
            anchors.get(f"warning:{warning['start']}", ""),
        )
        for warning in doubtful_places(reply.parsed)
    )


def _joined(text: str) -> str:
    """A quotation without the line breaks of its print."""
    return "".join(_lines(text))


def _lines(text: str) -> Iterable[str]:
    return (line.strip() for line in text.splitlines())
