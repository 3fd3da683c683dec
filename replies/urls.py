"""Addresses of the pages and of the API (the contract's table)."""

from django.urls import include, path

from replies.feeds import replies_feed
from replies.views import health, home, metrics, places, policies, proposals, reply, review, robots, search, upload

pages = [
    path("", home.home, name="home"),
    path("about/", home.about, name="about"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", robots.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", robots.sitemap_part, name="sitemap_part"),
    path("search/", search.results, name="search"),
    path("search/export.csv", search.export, name="export"),
    path("search/suggest/", search.completions, name="suggest"),
    path("feeds/replies.atom", replies_feed, name="feed"),
    path("replies/<int:reply_id>/", reply.reply, name="reply"),
    path("replies/<int:reply_id>/source/", reply.source, name="source"),
    path("proposals/", proposals.proposals, name="proposals"),
    path(
        "proposals/<str:division_code>/<str:body>/<int:term>-<int:session>/<path:number>/",
        proposals.proposal,
        name="proposal",
    ),
    path("divisions/<str:code>/", places.division, name="division"),
    path("departments/<int:department_id>/", places.department, name="department"),
    path("metrics/", metrics.metrics, name="metrics"),
    path("metrics/<path:indicator>/", metrics.metric, name="metric"),
    path("policies/", policies.policies, name="policies"),
    path("policies/<int:policy_id>/", policies.policy, name="policy"),
]

desk = [
    path("upload/", upload.upload, name="upload"),
    path("upload/<uuid:batch_id>/", upload.batch, name="batch"),
    path("review/", review.review_queue, name="review_queue"),
    path("review/publish/", review.publish_all, name="publish_all"),
    path("review/<int:reply_id>/", review.review, name="review"),
    path("review/<int:reply_id>/withdraw/", review.withdraw_reply, name="withdraw"),
    path("review/<int:reply_id>/compare/<int:other_id>/", review.compare, name="compare"),
]

machines = [
    path("api/v1/", include("replies.api.urls")),
    path("healthz", health.healthz, name="healthz"),
]

urlpatterns = [*pages, *desk, *machines]
