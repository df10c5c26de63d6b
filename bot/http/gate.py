"""Who is let in: the first thing that happens to a request under /v1, before its body is looked at.

The token stands in the Authorization header alone; a URL ends up in logs and histories.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer
from fastapi.security.utils import get_authorization_scheme_param

from bot.http.problems import Problem
from bot.http.tokens import Caller, Tokens

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def caller_of(request: Request, tokens: Tokens) -> Caller:
    """Who holds the token that is shown. Raises Problem (401)."""
    scheme, token = get_authorization_scheme_param(request.headers.get("Authorization"))
    shown = scheme.lower() == "bearer" and bool(token)
    caller = tokens.caller(token) if shown else None
    if caller is None:
        why = "it is not a token of this server" if shown else "there is no bearer token"
        fix = "send the header Authorization: Bearer <token>"
        headers = {"WWW-Authenticate": "Bearer"}
        raise Problem(401, "a valid bearer token is needed", [why], fix, headers)
    return caller


def gated(prefix: str, tokens: Tokens) -> APIRouter:
    """A router whose paths are for those who hold a token; `known` tells a path who it is."""

    class Gated(APIRoute):
        def get_route_handler(self) -> Handler:
            inner = super().get_route_handler()

            async def let_in(request: Request) -> Response:
                request.state.caller = caller_of(request, tokens)
                return await inner(request)

            return let_in

    # The dependency only tells OpenAPI that a token is needed.
    told = Depends(HTTPBearer(auto_error=False, description="FINOPS_API_TOKEN, or one you got"))
    return APIRouter(prefix=prefix, route_class=Gated, dependencies=[told])


def known(request: Request) -> Caller:
    """Who was let in: a dependency of gated paths."""
    caller = request.state.caller
    if not isinstance(caller, Caller):
        raise TypeError("a path that is not gated asks who calls")
    return caller
