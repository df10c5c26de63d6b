"""PostgreSQL and Spark as a company would have them: the same FOCUS file in each, and our view.

PostgreSQL is Debian's, started on a free loopback port in a folder of its own; Spark runs in this
process on Java 17. Where one is not installed, what needs it skips and says so.
"""

import csv
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from finops.warehouse.view import Table

RAW = "focus_raw"


def columns(file: Path) -> list[str]:
    """The header of a CSV file."""
    with file.open(encoding="utf-8", newline="") as stream:
        return next(csv.reader(stream))


def lacking(file: Path) -> frozenset[str]:
    """FOCUS columns that the view needs and the file does not have."""
    from intents import catalog

    fields = catalog.subject("cost").fields.values()
    wanted = {name for field in fields for name in field.sources.values() if field.kind == "fact"}
    return frozenset(wanted - set(columns(file)))


def _programs() -> Path:
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not places:
        pytest.skip("PostgreSQL is not installed")
    return places[-1]


@contextmanager
def postgres() -> Iterator[str]:
    """A server's URL; it ends with the block."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: the extra `engines` has it")
    programs = _programs()
    # The server refuses to run as root, and root's own folders are closed to it.
    user = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="finops-pg-") as folder:
        if user:
            shutil.chown(folder, user)
        data = f"{folder}/data"
        make = [str(programs / "initdb"), "-D", data, "-A", "trust", "-U", "finops", "--no-sync"]
        locale = {"LC_ALL": "C.UTF-8"}
        subprocess.run(make, check=True, capture_output=True, user=user, env=locale, cwd=folder)
        yield from _served(programs, folder, user)


def _served(programs: Path, folder: str, user: str | None) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serve = [str(programs / "postgres"), "-D", f"{folder}/data", "-p", str(port), "-k", folder]
    # Elsewhere than in UTC, as servers are.
    settings = ("listen_addresses=127.0.0.1", "fsync=off", "timezone=Asia/Tokyo")
    serve += [word for setting in settings for word in ("-c", setting)]
    with subprocess.Popen(
        serve, user=user, stderr=subprocess.PIPE, text=True, cwd=folder
    ) as server:
        assert server.stderr is not None
        any("ready to accept connections" in line for line in server.stderr)
        try:
            yield f"postgresql+psycopg://finops@127.0.0.1:{port}/postgres"
        finally:
            # At once: on SIGTERM it would wait for its clients.
            server.send_signal(signal.SIGINT)


def load_postgres(url: str, file: Path) -> None:
    """The file as a table of text with FOCUS's names, and our view over it."""
    import psycopg

    names = columns(file)
    table = Table("postgres", RAW, lacking(file), json_text=True)
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        listed = ", ".join(f'"{name}" text' for name in names)
        connection.execute(f"CREATE TABLE {RAW} ({listed})")
        with connection.cursor().copy(f"COPY {RAW} FROM STDIN CSV HEADER") as copy:
            copy.write(file.read_bytes())
        connection.execute(table.view())


def load_spark(file: Path) -> str:
    """The same in a Spark session of this process; gives its URL."""
    pytest.importorskip("pyspark", reason="pyspark is not installed: the extra `engines` has it")
    if not shutil.which("java"):
        pytest.skip("Spark needs Java, which is not installed")
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "2")
    session = builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    rows = session.read.csv(str(file), header=True, quote='"', escape='"')
    rows.createOrReplaceTempView(RAW)
    made = Table("spark", RAW, lacking(file), json_text=True).view()
    session.sql(made.replace("CREATE VIEW", "CREATE OR REPLACE TEMPORARY VIEW", 1))
    return "spark://local"
