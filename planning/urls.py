"""This file holds the addresses of planning's pages; each also stands under /en/."""

from django.urls import URLPattern, path, re_path

from planning.views import draw_parts, drawing, inbox, lists, publishing, target_areas

app_name = "planning"
CODE = r"(?P<code>T[0-9]{4}-[0-9]{3,5})"
urlpatterns: list[URLPattern] = [
    path("target-areas/", lists.target_areas, name="target_areas"),
    path("target-areas/publish/", publishing.publish, name="publish"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("lists/", lists.two_lists, name="lists"),
    path("target-areas/new/", drawing.new, name="new"),
    path("target-areas/new/county/", draw_parts.county, name="draw_county"),
    path("target-areas/new/colours/", draw_parts.colours, name="draw_colours"),
    re_path(rf"^target-areas/{CODE}/draw/$", drawing.revise, name="draw"),
    re_path(rf"^target-areas/{CODE}/$", target_areas.page, name="target_area"),
    re_path(
        rf"^target-areas/{CODE}/steps/(?P<step>[a-z_]+)/$", target_areas.take_step, name="step"
    ),
    re_path(rf"^target-areas/{CODE}/compare/$", target_areas.compare, name="compare"),
    re_path(rf"^target-areas/{CODE}/restore/$", target_areas.restore, name="restore"),
    re_path(rf"^target-areas/{CODE}/comments/$", target_areas.comment, name="comment"),
    re_path(
        rf"^target-areas/{CODE}/comments/(?P<pk>[0-9]{{1,18}})/resolve/$",
        target_areas.resolve,
        name="resolve",
    ),
    re_path(rf"^target-areas/{CODE}/attachments/$", target_areas.attach, name="attach"),
    re_path(
        rf"^target-areas/{CODE}/attachments/(?P<pk>[0-9]{{1,18}})/remove/$",
        target_areas.remove_attachment,
        name="remove_attachment",
    ),
]
