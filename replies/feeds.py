"""Any search as an Atom feed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import strip_tags

from replies.forms import search_params
from replies.selectors import ReplyCard, search_replies, subjects_of
from replies.views.doors import page

FEED_SIZE = 30


@page
def replies_feed(request: HttpRequest) -> HttpResponse:
    """The newest replies that a search finds, for feed readers."""
    params = search_params(request.GET)
    found = search_replies(request.user, replace(params, sort="newest", page=1, page_size=FEED_SIZE), facets=())
    query = request.GET.urlencode()
    here = request.build_absolute_uri(reverse("search")) + (f"?{query}" if query else "")
    feed = Atom1Feed(
        title=f"复文库：{params.q}" if params.q else "复文库：新收复文",
        link=here,
        description="政协提案与人大建议的答复",
        language="zh-hans",
        feed_url=request.build_absolute_uri(),
        feed_guid=here,
    )
    for card in found.results:
        _add(feed, card, request)
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _add(feed: Atom1Feed, card: ReplyCard, request: HttpRequest) -> None:
    reply = card.reply
    address = request.build_absolute_uri(reverse("reply", args=[reply.pk]))
    written = reply.issue_date or reply.publish_date
    feed.add_item(
        title=str(reply),
        link=address,
        unique_id=address,
        description=strip_tags(card.snippet_html),
        author_name=card.department or None,
        pubdate=datetime.combine(written, time(), UTC) if written else reply.created_at,
        updateddate=reply.updated_at,
        categories=list(filter(None, (card.body_label, card.place.name if card.place else "", *subjects_of(reply)))),
    )
