"""Review: the queue, one letter with its form, the comparison with what it resembles, publishing and withdrawing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from replies.access import audience_of, may_publish
from replies.claims import CLAIMABLE, DISCLOSURE
from replies.correcting import correct
from replies.letters.versions import differences
from replies.models import Claim, Reply, Resemblance
from replies.publishing import PublishBlocked, obstacles, publish, withdraw
from replies.review_form import ReviewForm, as_text
from replies.reviewing import (
    HARMLESS,
    WARNINGS,
    QueueFilter,
    changeable,
    choices,
    easy_ones,
    history_of,
    next_after,
    publish_easy_ones,
    queue,
)
from replies.selectors import paragraphs_of
from replies.typeset import Outline, Typeset, typeset
from replies.uploads import judge
from replies.views import facts
from replies.views.doors import desk

QUEUE_PAGE = 50
FILTERS = ("warning", "place", "uploader", "status")
SHORTCUTS = (
    ("S", "保存"),
    ("P", "保存并发布"),
    ("N", "下一封"),
    ("F", "用选中的文字填写当前要素"),
    ("Q", "回到待审核"),
)
SHOWN_IN_PAGE = {"application/pdf": "pdf", "image/jpeg": "image", "image/png": "image", "image/bmp": "image"}


def is_editor(user: Any) -> bool:
    """Whether the desk is open to the user at all; which letters lie on it, `changeable` says."""
    return audience_of(user) == "editor"


def is_publisher(user: Any) -> bool:
    """Whether the user may publish some letters."""
    return is_editor(user) and user.has_perm("replies.publish_reply")


def _chosen(query: Mapping[str, Any]) -> QueueFilter:
    status = query.get("status", "")
    return QueueFilter(
        status=status if status in Reply.Status.values else Reply.Status.DRAFT,
        warning=query.get("warning", ""),
        place=query.get("place", ""),
        uploader=query.get("uploader", ""),
    )


def _query(request: HttpRequest) -> str:
    """The queue's filters as the end of an address, so that they stay from letter to letter."""
    kept = request.GET.copy()
    for name in set(kept) - set(FILTERS):
        del kept[name]
    return f"?{kept.urlencode()}" if kept else ""


# --- the queue -------------------------------------------------------------------------------------------------------


@desk(is_editor)
@require_safe
def review_queue(request: HttpRequest) -> HttpResponse:
    """What waits for review, oldest first, filtered by warning, place and uploader."""
    chosen = _chosen(request.GET)
    waiting = queue(request.user, chosen).select_related("department").prefetch_related("proposals")
    page = Paginator(waiting.defer("text", "paragraphs"), QUEUE_PAGE).get_page(request.GET.get("page"))
    context = {
        "chosen": chosen,
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number)),
        "gap": page.paginator.ELLIPSIS,
        "choices": choices(request.user, chosen.status),
        "statuses": Reply.Status.choices,
        "query": _query(request),
        "may_publish": is_publisher(request.user) and chosen.status == Reply.Status.DRAFT,
    }
    return render(request, "replies/review_queue.html", context)


@desk(is_publisher)
@require_http_methods(["GET", "HEAD", "POST"])
def publish_all(request: HttpRequest) -> HttpResponse:
    """Publish, after a look at the list, all letters of the queue without obstacles or warnings that matter."""
    if request.method == "POST":
        chosen_ids = [int(one) for one in request.POST.getlist("reply") if one.isascii() and one.isdigit()]
        done, left = publish_easy_ones(request.user, chosen_ids)
        messages.success(request, f"已发布 {done} 封复文。" + (f"{left} 封有变化，没有发布。" if left else ""))
        return redirect(reverse("review_queue") + _query(request))
    chosen = _chosen(request.GET)
    found = easy_ones(request.user, QueueFilter(place=chosen.place, uploader=chosen.uploader))
    context = {"replies": found, "harmless": [WARNINGS[code] for code in HARMLESS], "query": _query(request)}
    return render(request, "replies/publish_all.html", context)


# --- one letter ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of the form: its input, where the letter says it, and the parser's value where a person differs."""

    name: str
    label: str
    input: BoundField
    span_input: BoundField | None = None
    anchors: tuple[str, ...] = ()
    marks: str = ""
    inferred: bool = False
    claim: Claim | None = None
    parser: str = ""


@csp_replace({"object-src": [SELF], "frame-src": [SELF]})
@desk(is_editor)
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, reply_id: int) -> HttpResponse:
    """A letter beside the form of its fields. Saving keeps what was changed; publishing saves first."""
    letters = changeable(request.user).with_facts().prefetch_related("metrics", "citations__policy")
    letter = letters.get(pk=reply_id)
    form = ReviewForm(letter, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _save(request, letter, form)
    status = 422 if form.is_bound else 200
    return render(request, "replies/review.html", _review_context(request, letter, form), status=status)


def _save(request: HttpRequest, letter: Reply, form: ReviewForm) -> HttpResponse:
    made = correct(letter, request.user, form.words())
    here = redirect(reverse("review", args=[letter.pk]) + _query(request))
    if "publish" not in request.POST:
        messages.success(request, f"已保存 {len(made)} 处。" if made else "没有改动。")
        return here
    try:
        publish(letter, request.user)
    except PublishBlocked as blocked:
        saved = f"已保存 {len(made)} 处，但" if made else ""
        messages.error(request, f"{saved}还不能发布：{'；'.join(blocked.reasons)}。")
        return here
    messages.success(request, f"已发布：{letter}")
    following = next_after(request.user, letter, _chosen(request.GET))
    return redirect(reverse("review", args=[following.pk]) + _query(request)) if following else here


def _review_context(request: HttpRequest, letter: Reply, form: ReviewForm) -> dict[str, Any]:
    laid, around = _laid_out(letter)
    anchors = {**around.anchors, **laid.anchors}
    waiting = _chosen(request.GET)
    return {
        "reply": letter,
        "letter": laid,
        "around": around.blocks,
        "remarks": facts.remarks_of(letter),
        "doubts": facts.doubts_of(letter, anchors),
        "form": form,
        "rows": [_row(form, name, label, anchors) for name, label in CLAIMABLE.items()],
        "disclosure": FieldRow(
            DISCLOSURE, "公开方式", form[DISCLOSURE], **_places_in_text(letter, DISCLOSURE, anchors)
        ),
        "figures": [(row, anchors.get(f"metric:{row.metric.start}", "")) for row in form.figures()],
        "obstacles": obstacles(letter),
        "resemblances": letter.resemblances.select_related("other"),
        "history": history_of(letter),
        "may_publish": may_publish(request.user, letter),
        "original": SHOWN_IN_PAGE.get(letter.source.media_type.partition(";")[0]),
        "following": next_after(request.user, letter, waiting),
        "query": _query(request),
        "shortcuts": SHORTCUTS,
        "offsets": True,
    }


def _laid_out(letter: Reply) -> tuple[Typeset, Typeset]:
    """The letter and the words of the page around it, as its own page shows them but without links to follow."""
    paragraphs = [(one.number, one.start, one.end) for one in paragraphs_of(letter)]
    marks = [replace(mark, href="") for mark in facts.marks_of(letter)]
    marks += [facts.private_mark(start, end) for start, end in letter.private.get("personal", ())]
    page_words = enumerate(facts.page_words_of(letter), start=len(paragraphs) + 1)
    around = typeset(letter.text, [(number, *span) for number, span in page_words], Outline(), marks)
    return typeset(letter.text, paragraphs, Outline.of(letter.parsed), marks), around


def _row(form: ReviewForm, name: str, label: str, anchors: Mapping[str, str]) -> FieldRow:
    claim = form.claims.get(name)
    said = form.reply.parsed.get("parser", {}).get(name)
    return FieldRow(
        name,
        label,
        form[name],
        form[f"span-{name}"],
        claim=claim,
        parser=_shown(name, said["value"]) if claim and said else "",
        inferred=name in form.reply.parsed.get("inferred", ()),
        **_places_in_text(form.reply, name, anchors),
    )


def _places_in_text(letter: Reply, name: str, anchors: Mapping[str, str]) -> dict[str, Any]:
    """Where the letter says a field: anchors for links, and the runs of the text for what lights up on focus."""
    evidence = letter.parsed.get("evidence") or {}
    names = facts.PLACE_FIELDS[::-1] if name == "division_code" else (name,)
    name = next((one for one in names if evidence.get(one)), name)
    spans = evidence.get(name) or []
    found = (anchors.get(f"{name}:{place}", "") for place in range(len(spans)))
    return {
        "anchors": tuple(anchor for anchor in found if anchor),
        "marks": " ".join(f"{start}-{end}" for start, end in spans),
    }


def _shown(name: str, value: Any) -> str:
    text = as_text(name, value).replace("\n", "、")
    return {"cppcc": "政协提案", "npc": "人大建议"}.get(text, text) or "（没有读出）"


@desk(is_editor)
@require_POST
def withdraw_reply(request: HttpRequest, reply_id: int) -> HttpResponse:
    """Take a reply back from its readers, with the reason."""
    letter = changeable(request.user).get(pk=reply_id)
    try:
        withdraw(letter, request.user, request.POST.get("reason", ""))
    except ValueError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "已撤下；除编辑外，谁也看不到它了。")
    return redirect(reverse("review", args=[reply_id]) + _query(request))


@desk(is_editor)
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, reply_id: int, other_id: int) -> HttpResponse:
    """Two letters that look alike, side by side, and what they are to each other."""
    letter = changeable(request.user).get(pk=reply_id)
    resemblance = get_object_or_404(letter.resemblances.select_related("other", "by"), other=other_id)
    if request.method == "POST":
        try:
            judge(resemblance, request.POST.get("verdict", ""), request.user)
        except ValueError as problem:
            messages.error(request, str(problem))
            return redirect("compare", reply_id, other_id)
        messages.success(request, f"已记下：{resemblance.get_verdict_display()}。")
        return redirect(reverse("review", args=[reply_id]) + _query(request))
    rows = differences(resemblance.other.text, letter.text)
    context = {
        "reply": letter,
        "other": resemblance.other,
        "resemblance": resemblance,
        "rows": rows,
        "changed": sum(row.changed for row in rows),
        "verdicts": [one for one in Resemblance.Verdict.choices if one[0]],
        "query": _query(request),
    }
    return render(request, "replies/compare.html", context)
