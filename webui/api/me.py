"""REST: the person of the request, and what he or she is told."""

from __future__ import annotations

from typing import Any

from webui.api import schemas
from webui.api.rest import Endpoints, PageQuery, refusals
from webui.context import actor, counts, engine
from webui.people import person

blueprint = Endpoints("me", "The person of the request")


@blueprint.get("/me")
@blueprint.response(200, schemas.Me)
@refusals(blueprint)
def get_me() -> Any:
    """Name, unit, posts, rights, and how much is waiting."""
    me, waiting = person(actor()), counts()
    return {
        "login": me.login,
        "name": me.name,
        "unit": me.unit,
        "posts": me.posts,
        "permissions": sorted(me.permissions),
        "groups": sorted(me.groups),
        "tasks_mine": waiting.mine,
        "tasks_group": waiting.group,
        "notices_unread": waiting.notices,
    }


@blueprint.get("/notices")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, schemas.NoticePage)
@refusals(blueprint, 422)
def list_notices(query: dict[str, Any]) -> Any:
    """The reader's notices, newest first."""
    return engine().read.notices(actor(), after=query.get("after"), limit=query["limit"])


@blueprint.post("/notices/read")
@blueprint.response(204)
@refusals(blueprint)
def read_notices() -> None:
    """All notices that are there now count as read."""
    engine().mark_notices_read(actor())
