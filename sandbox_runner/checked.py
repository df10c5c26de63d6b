"""What is wrong with a script, as far as reading it tells, before it runs.

    problems("import requests")        ("line 1: there is no requests: no network", …)

This is no wall: it is there so that whoever wrote a script can mend it, and that no job is spent on
one that cannot succeed. What cannot be told by reading passes; the jail and the broker decide.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from sandbox_runner import policy

LIBRARIES = (
    "numpy", "pandas", "dateutil", "boto3", "botocore",
    "azure.identity", "azure.core", "azure.mgmt",
)  # fmt: skip
# Modules of the standard library that can do nothing here, and what they would need.
NOT_HERE: Mapping[str, str] = {
    "subprocess": "a process", "multiprocessing": "a process", "pty": "a process",
    "socket": "a network", "ssl": "a network", "http": "a network", "ftplib": "a network",
    "smtplib": "a network", "socketserver": "a network", "urllib.request": "a network",
    "webbrowser": "a network", "ctypes": "memory of its own making", "tkinter": "a screen",
}  # fmt: skip
MOST_CHARACTERS = 1_000_000
# What a boto3 client has beside its operations.
_OF_CLIENTS = frozenset(
    "get_paginator get_waiter can_paginate close exceptions meta waiter_names "
    "generate_presigned_url generate_presigned_post".split()
)
# How methods of Azure's SDK begin that change something.
_CHANGES = (
    "begin_", "create", "update", "delete", "remove", "restart", "start", "stop", "power_off",
    "deallocate", "list_keys", "regenerate", "reset", "move", "cancel", "purge",
)  # fmt: skip
_APART = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def problems(code: str) -> tuple[str, ...]:
    """A sentence for each thing that is wrong, in the order of lines; none: it may be tried."""
    if len(code) > MOST_CHARACTERS:
        return (f"it is longer than {MOST_CHARACTERS} characters",)
    try:
        tree = ast.parse(code)
        found = [(node.lineno, told) for node, told in _Reading(tree).problems()]
    except SyntaxError as error:
        return (f"line {error.lineno or 1}: it is no Python: {error.msg}",)
    except (ValueError, RecursionError, MemoryError):
        return ("it cannot be read as Python",)
    lines = [f"line {line}: {told}" for line, told in sorted(found, key=lambda one: one[0])]
    if not _leaves_result(tree):
        lines.append("it leaves no `result`: assign the answer to the global of that name")
    return tuple(dict.fromkeys(lines))


@dataclass(slots=True)
class _Reading:
    """One script, and what its names stand for wherever they are assigned."""

    tree: ast.Module
    # Name → services of AWS (None: cannot be told), and names that are clients of Azure.
    clients: dict[str, set[str | None]] = field(default_factory=dict)
    azure: set[str] = field(default_factory=set)
    # Names under which `from boto3 import client` brings in what makes clients.
    makers: set[str] = field(default_factory=set)

    def problems(self) -> Iterator[tuple[ast.stmt | ast.expr, str]]:
        """Each with the place where it is."""
        self._learn()
        for node in ast.walk(self.tree):
            match node:
                case ast.Import():
                    for alias in node.names:
                        yield from _told(node, _missing(alias.name))
                case ast.ImportFrom():
                    names = _imported(node)
                    yield from _told(node, next(filter(None, map(_missing, names)), None))
                case ast.Call():
                    yield from _told(node, self._call(node))

    def _learn(self) -> None:
        """What each name is given, in the whole script: one that is given several kinds is none."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module == "boto3":
                made = (one for one in node.names if one.name in ("client", "resource"))
                self.makers.update(one.asname or one.name for one in made)
        for node in ast.walk(self.tree):
            for name, value in _given(node):
                service = self._service(value) if value else None
                self.clients.setdefault(name, set()).add(service)
                if value and _is_azure_client(value):
                    self.azure.add(name)

    def _service(self, value: ast.expr) -> str | None:
        """The service that a call of `….client("ec2")` makes a client of."""
        match value:
            case ast.Call(func=ast.Attribute(attr="client")):
                return _text(value, "service_name")
            case ast.Call(func=ast.Name(id=maker)) if maker in self.makers:
                return _text(value, "service_name")
        return None

    def _call(self, call: ast.Call) -> str | None:
        match call.func:
            case ast.Name(id="open"):
                return "open: there are no files"
            case ast.Name(id="exit" | "quit"):
                return "exit: let the script come to its end"
            case ast.Name(id=maker) if maker in self.makers:
                return self._unknown_service(_text(call, "service_name"))
            case ast.Attribute(value=of, attr="client" | "resource") if _is_session(of):
                return self._unknown_service(_text(call, "service_name"))
            case ast.Attribute(value=of, attr=method):
                return self._method(of, method, call)
        return None

    def _unknown_service(self, name: str | None) -> str | None:
        if name is None or name in policy.aws():
            return None
        return f"nothing may be asked of AWS's {name}"

    def _method(self, of: ast.expr, method: str, call: ast.Call) -> str | None:
        service = self._service_of(of)
        if service is not None:
            return _operation(service, method, call)
        if (
            method.startswith(_CHANGES)
            and _root(of) in self.azure
            and isinstance(of, ast.Attribute)
        ):
            return f"{method}: nothing may be changed in Azure"
        if method in ("to_csv", "to_excel", "to_parquet", "to_json") and _text(call) is not None:
            return f"{method}: there are no files"
        return None

    def _service_of(self, of: ast.expr) -> str | None:
        if isinstance(of, ast.Name):
            known = self.clients.get(of.id, set())
            return next(iter(known)) if len(known) == 1 else None
        return self._service(of)


_At = ast.stmt | ast.expr


def _told(node: _At, problem: str | None) -> Iterator[tuple[_At, str]]:
    if problem:
        yield node, problem


def _operation(service: str, method: str, call: ast.Call) -> str | None:
    """What is wrong with calling this method of a service's client."""
    if service not in policy.aws():
        return None  # told where the client is made
    if method in ("get_paginator", "can_paginate") and (name := _text(call, "operation_name")):
        method = name
    elif method in _OF_CLIENTS:
        return None
    if method.replace("_", "").lower() in _methods(service):
        return None
    return f"{service}.{method} is not among what may be asked"


@cache
def _methods(service: str) -> frozenset[str]:
    """The operations of a service that may be asked, without case and underscores."""
    return frozenset(name.lower() for name in policy.aws()[service].operations)


def _imported(node: ast.ImportFrom) -> list[str]:
    if node.level or node.module is None:
        return ["."]
    # `from urllib import request` imports a module, `from azure.mgmt import compute` as well.
    own = (f"{node.module}.{alias.name}" for alias in node.names)
    return [node.module, *(name for name in own if name in NOT_HERE)]


def _missing(name: str) -> str | None:
    """Why this module cannot be imported here."""
    top = name.partition(".")[0]
    for known, needs in NOT_HERE.items():
        if name == known or name.startswith(f"{known}."):
            return f"{name} is of no use: it needs {needs}, which is not there"
    if top in sys.stdlib_module_names:
        return None
    if any(
        name == one or name.startswith(f"{one}.") or one.startswith(f"{name}.") for one in LIBRARIES
    ):
        return None if _exists(name) else f"there is no module {name}"
    return f"there is no module {name}"


def _exists(name: str) -> bool:
    """Whether the module is installed, be it one that this process itself would not import.

    Looking for files imports nothing, which `find_spec` does with a module's parents. Azure's
    clients come in packages of their own.
    """
    places = (Path(one, *name.split(".")) for one in sys.path if one)
    return any(one.is_dir() or one.with_name(f"{one.name}.py").is_file() for one in places)


def _given(node: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    """Names that a node gives something to, and what, where that can be told."""
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                simple = isinstance(target, ast.Name)
                yield from ((name, value if simple else None) for name in _names(target))
        case ast.AnnAssign(target=target, value=value):
            yield from ((name, value) for name in _names(target))
        case ast.NamedExpr(target=target, value=value):
            yield target.id, value
        case ast.withitem(optional_vars=ast.expr() as target, context_expr=value):
            yield from ((name, value) for name in _names(target))
        case (
            ast.For(target=target) | ast.AsyncFor(target=target) | ast.comprehension(target=target)
        ):
            yield from ((name, None) for name in _names(target))
        case ast.arg(arg=name):
            yield name, None


def _names(target: ast.expr) -> Iterator[str]:
    yield from (node.id for node in ast.walk(target) if isinstance(node, ast.Name))


def _is_session(of: ast.expr) -> bool:
    """Whether it is boto3 or looks like a session of it."""
    named = _root(of) or ""
    return named == "boto3" or "session" in named.lower()


def _is_azure_client(value: ast.expr) -> bool:
    match value:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name.endswith("Client")
    return False


def _root(of: ast.expr) -> str | None:
    """The first name of `a.b().c`."""
    while not isinstance(of, ast.Name):
        match of:
            case ast.Attribute(value=inner) | ast.Call(func=inner) | ast.Subscript(value=inner):
                of = inner
            case _:
                return None
    return of.id


def _text(call: ast.Call, named: str | None = None) -> str | None:
    """A call's first argument, or the one so named, where it is a text that stands there."""
    for value in (*call.args[:1], *(one.value for one in call.keywords if one.arg == named)):
        match value:
            case ast.Constant(value=str(text)):
                return text
    return None


def _leaves_result(tree: ast.Module) -> bool:
    """Whether something outside of functions, or with `global result`, assigns `result`."""
    return any(_assigns(node) for node in _outside(tree)) or any(
        isinstance(node, ast.Global) and "result" in node.names for node in ast.walk(tree)
    )


def _assigns(node: ast.AST) -> bool:
    if isinstance(node, ast.AugAssign):
        return _root(node.target) == "result"
    if isinstance(node, ast.Import | ast.ImportFrom):
        return any((alias.asname or alias.name) == "result" for alias in node.names)
    return any(name == "result" for name, _ in _given(node))


def _outside(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes that are in no function and no class."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += [one for one in ast.iter_child_nodes(node) if not isinstance(one, _APART)]
