"""The `finops` command.

It ends with 0 when every question got an answer (a partial one, a question back and a refusal are
answers), 1 when one failed, 2 for a mistake in the command or the settings. Everything heavy is
imported by the command that needs it, so that `finops --help` is there at once.
"""

import argparse
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

from bot.terminal import improving, rules, scripts

if TYPE_CHECKING:
    from socket import socket

    from bot.ask import Bot
    from bot.settings import Settings

FAILED, USAGE = 1, 2
# As a shell reports a program that was ended by a signal: 128 and its number.
INTERRUPTED, PIPE_CLOSED, TERMINATED = 130, 141, 143

FILE_HELP = "answer each line of FILE (- is standard input); an empty line is an empty question"
THREAD_HELP = "continue conversation NAME; with --file, without a name, its lines are one"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what it returns is the exit status."""
    parser = _parser()
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _terminated)
    for stream in (sys.stdout, sys.stderr):
        # What cannot be written in the terminal's alphabet is written as a question mark.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        return _run(parser, options)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read has enough. Python would complain again when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED


def _run(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    from bot import process

    process.begin()
    from bot.keeping import NotKept
    from bot.settings import SettingsError

    command: Callable[[argparse.ArgumentParser, argparse.Namespace], int] = options.command
    try:
        return command(parser, options)
    except SettingsError as error:
        sys.stderr.write(f"finops: {error}\n")
        return USAGE
    except NotKept as error:
        sys.stderr.write(f"finops: {error}; nothing is answered that cannot be written down\n")
        return FAILED


def _terminated(*_: object) -> None:
    """Leave by way of every `finally`, so that the embedded estate is let go of."""
    sys.exit(TERMINATED)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="finops",
        description="Ask about AWS and Azure infrastructure and what it costs.",
        epilog="Settings: finops.toml, or the file that FINOPS_CONFIG names.",
    )
    parser.add_argument("--version", action=_Version)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    ask = commands.add_parser("ask", help="answer a question")
    ask.add_argument("question", nargs="*")
    _add_form(ask)
    ask.set_defaults(command=_ask)

    chat = commands.add_parser("chat", help="a conversation")
    chat.set_defaults(command=_chat)

    demo = commands.add_parser("demo", help="a conversation with an embedded estate, offline")
    demo.add_argument("--ask", metavar="QUESTION", help="answer this instead of a conversation")
    _add_form(demo)
    demo.set_defaults(command=_demo)

    serve = commands.add_parser("serve", help="answer over HTTP")
    serve.add_argument("--port", type=int, default=8080, help="default: %(default)s")
    serve.add_argument("--host", default="127.0.0.1", help="default: %(default)s")
    serve.add_argument("--demo", action="store_true", help="the embedded estate, offline")
    serve.set_defaults(command=_serve)

    feedback = commands.add_parser("feedback", help="what people thought of answers, newest first")
    feedback.add_argument("--json", action="store_true", help="one JSON object a line")
    feedback.set_defaults(command=_feedback)

    sync = commands.add_parser("sync", help="bring charges in, and keep how things are today")
    sync.set_defaults(command=_sync)

    explain = commands.add_parser("explain", help="how a past answer came about, replayed today")
    explain.add_argument("answer", help="the answer's id")
    explain.add_argument("--json", action="store_true", help="as one JSON object")
    explain.set_defaults(command=_explain)

    warehouse = commands.add_parser("warehouse", help="SQL of the view that your engine needs")
    warehouse.add_argument("dialect", help="postgres, spark, databricks, trino, athena, …")
    warehouse.add_argument("table", help="your table with FOCUS columns, as lake.focus")
    warehouse.add_argument("--view", default="charges", help="what to call it")
    warehouse.add_argument("--lacking", default="", help="FOCUS columns it lacks, comma separated")
    warehouse.add_argument("--json", action="store_true", help="Tags are JSON text there")
    warehouse.set_defaults(command=_warehouse)

    improving.add_eval(commands).set_defaults(command=_evaluate)
    improving.add_train(commands).set_defaults(command=_train)

    scripts.add(commands).set_defaults(command=_scripts)
    rules.add(commands).set_defaults(command=_rules)

    doctor = commands.add_parser("doctor", help="what is set up, and what can be read")
    doctor.set_defaults(command=_doctor)

    permissions = commands.add_parser("permissions", help="the rights to grant")
    permissions.add_argument("cloud", nargs="?", choices=("aws", "azure"))
    permissions.add_argument(
        "--as", dest="form", choices=("json", "cloudformation", "terraform"), default="json"
    )
    permissions.set_defaults(command=_permissions)
    return parser


def _add_form(parser: argparse.ArgumentParser) -> None:
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", dest="form", action="store_const", const="json", default="text")
    form.add_argument("--csv", dest="form", action="store_const", const="csv")
    parser.add_argument("--file", type=Path, help=FILE_HELP)
    parser.add_argument("--thread", nargs="?", const="", metavar="NAME", help=THREAD_HELP)


class _Version(argparse.Action):
    """Prints the version; looking it up takes longer than all the rest of the parser."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="print the version")

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        sys.stdout.write(f"finops {version('finops-bot')}\n")
        parser.exit()


def _ask(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    asked = _asked(parser, options, " ".join(options.question) if options.question else None)
    if asked is None:
        parser.error('nothing is asked: finops ask "…", or finops ask --file FILE')
    with _bot(_settings()) as bot:
        return _answer(bot, asked, options)


def _demo(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    asked = _asked(parser, options, options.ask)
    from bot.embedded import embedded
    from bot.terminal.chat import chat

    with embedded() as settings, _bot(settings) as bot:
        return _answer(bot, asked, options) if asked is not None else chat(bot, settings.home)


def _chat(_: argparse.ArgumentParser, __: argparse.Namespace) -> int:
    from bot.terminal.chat import chat

    settings = _settings()
    with _bot(settings) as bot:
        return chat(bot, settings.home)


def _serve(_: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    from bot.listener import listen, url

    try:
        listener = listen(options.host, options.port)
    except OSError as error:
        sys.stderr.write(f"finops: cannot listen on {options.host}:{options.port}: {error}\n")
        return FAILED
    with listener:
        sys.stderr.write(f"finops: listening on {url(listener)}\n")
        return _serve_demo(listener) if options.demo else _serve_on(listener, _settings())


def _serve_demo(listener: "socket") -> int:
    import secrets

    from pydantic import SecretStr

    from bot.embedded import embedded
    from bot.listener import url
    from bot.settings import load

    # Of the person's own settings, only whom to answer holds here: chat surfaces can be tried so.
    access = load().access
    token = secrets.token_urlsafe(24)
    with embedded() as settings:
        sys.stderr.write(
            f"finops: the embedded estate; the token, until this ends, is {token}\n"
            f"  curl -H 'Authorization: Bearer {token}' {url(listener)}/v1/all/vm\n"
        )
        own = {"api_token": SecretStr(token), "access": access}
        return _serve_on(listener, settings.model_copy(update=own))


def _serve_on(listener: "socket", settings: "Settings") -> int:
    from bot import process
    from bot.server import serve

    process.listen_closely()
    if settings.api_token is None and not settings.access.tokens:
        sys.stderr.write("finops: FINOPS_API_TOKEN is not set, so /v1 answers 401 to everyone\n")
    with _bot(settings) as bot:
        return serve(bot, settings, listener)


def _feedback(_: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    from bot.state import State
    from bot.terminal.feedback import as_json, as_text

    found = State(_settings().home).feedback()
    sys.stdout.write(as_json(found) if options.json else as_text(found))
    return 0


def _evaluate(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    return improving.run_eval(parser, options, _bot)


def _train(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    return improving.run_train(parser, options, _settings(), _bot)


def _scripts(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    return scripts.run(parser, options, lambda: _bot(_settings()))


def _rules(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    return rules.run(parser, options, _settings(), _bot)


def _sync(_: argparse.ArgumentParser, __: argparse.Namespace) -> int:
    from bot.doctor import asked, findings, missing, snapshots
    from bot.terminal.bar import bar
    from bot.terminal.synced import lines

    with _bot(_settings()) as bot:
        with bar() as tell:
            brought = bot.sync(tell)
        gaps = bot.charges_gaps()
        ending = _told((*asked(brought.sources), *lines(brought.manifest), *missing(gaps)))
        with bar() as tell:
            taken = bot.take_snapshots(tell)
        _told(snapshots(taken))
        with bar() as tell:
            kept = bot.keep_findings(tell)
        _told(findings(kept))
    return ending


def _explain(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    from bot.ask import Person
    from bot.terminal.explained import explained
    from bot.terminal.render import render

    with _bot(_settings()) as bot:
        found = bot.explain(options.answer, Person())
        script = bot.code(options.answer) if found is None else None
    if script is not None:
        drawn = script.to_json() if options.json else render(script, 100, colour=False)
        sys.stdout.write(f"{drawn}\n")
        return 0
    if found is None:
        parser.error(
            f"no answer {options.answer} was given here; its id is in the audit and --json"
        )
    sys.stdout.write((found.to_json() if options.json else explained(found)) + "\n")
    return 0


def _warehouse(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    from finops.warehouse.dialects import DIALECTS
    from finops.warehouse.view import Table

    if options.dialect not in DIALECTS:
        parser.error(f"{options.dialect!r} is none of {', '.join(DIALECTS)}")
    lacking = frozenset(name.strip() for name in options.lacking.split(",") if name.strip())
    table = Table(options.dialect, options.table, lacking, json_text=options.json)
    sys.stdout.write(table.view(options.view) + ";\n")
    return 0


def _doctor(_: argparse.ArgumentParser, __: argparse.Namespace) -> int:
    from bot import log
    from bot.clock import clock
    from bot.doctor import examine

    settings = _settings()
    log.start(settings.home)
    return _told(examine(settings, clock(settings.now)))


def _permissions(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    from bot.permissions import permissions

    try:
        told = permissions(options.cloud, _settings(), options.form)
    except ValueError as error:
        parser.error(str(error))
    sys.stdout.write(f"{told}\n")
    return 0


def _settings() -> "Settings":
    from bot.settings import ignored, load

    settings = load()
    for sentence in ignored():
        sys.stderr.write(f"finops: {sentence}\n")
    return settings


@contextmanager
def _bot(settings: "Settings") -> Iterator["Bot"]:
    from bot import log, process
    from bot.ask import Bot
    from bot.clock import clock
    from bot.keeping import NotKept
    from bot.settings import SettingsError

    process.give_back()
    try:
        log.start(settings.home)
        opened = Bot(settings, clock(settings.now))
    except NotKept as error:
        # Nothing was asked yet, so it is the set-up that is wrong.
        raise SettingsError(str(error)) from error
    process.settle()
    with closing(opened) as bot:
        yield bot


def _asked(
    parser: argparse.ArgumentParser, options: argparse.Namespace, question: str | None
) -> Iterable[str] | None:
    """The questions of this run; None where none is asked."""
    from bot.terminal.ask import questions

    if question is None and options.file is None:
        # `--thread "by team"` takes the question for the name.
        if not options.thread:
            return None
        question, options.thread = options.thread, ""
    if options.file is None:
        return [question or ""]
    if question is not None:
        parser.error("ask a question or a --file of them, not both")
    if options.form == "csv":
        parser.error("--csv is for one question")
    try:
        return questions(options.file)
    except OSError as error:
        parser.error(f"{options.file} cannot be read: {error.strerror}")


def _answer(bot: "Bot", asked: Iterable[str], options: argparse.Namespace) -> int:
    from bot.terminal.ask import ask_each, new_thread

    return ask_each(
        bot, asked, options.form, new_thread() if options.thread == "" else options.thread
    )


def _told(lines: Iterable[tuple[str, bool]]) -> int:
    """Print them as they come; 1 if one of them is not well."""
    ending = 0
    for line, is_well in lines:
        print(line, flush=True)  # noqa: T201 — a command's output
        ending |= not is_well
    return ending


if __name__ == "__main__":
    sys.exit(main())
