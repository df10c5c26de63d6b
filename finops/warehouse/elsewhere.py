"""Charges in an engine that the company has: PostgreSQL, Spark, Trino, Snowflake, and more.

The `warehouse` setting is that engine's URL, with the table or view of charges as `?table=`. It has
the warehouse's own columns: `finops warehouse` prints the view that makes them from FOCUS names.
Nothing is copied, and nothing is ever written there. What the engine holds (which days, accounts,
currencies, tag keys) is asked once an hour and kept under `home`.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from sqlglot import exp

from finops.warehouse import Manifest, Reach, Tell, Warehouse
from finops.warehouse.dialects import column_name, printed
from finops.warehouse.progress import unwatched
from providers.errors import Unreachable, gap
from providers.model import Account, Gap

FRESH = timedelta(hours=1)
DEFAULT_TABLE = "charges"
# What SQLAlchemy calls an engine, as sqlglot calls its dialect.
_DIALECTS = {"postgresql": "postgres", "awsathena": "athena", "spark": "spark", "sc": "spark"}
_TITLES = {
    "postgres": "PostgreSQL", "athena": "Amazon Athena", "spark": "Apache Spark",
    "trino": "Trino", "snowflake": "Snowflake", "bigquery": "BigQuery", "databricks": "Databricks",
}  # fmt: skip
_TAG_KEYS = {
    "postgres": "SELECT DISTINCT jsonb_object_keys(tags) FROM {table}",
    "spark": "SELECT DISTINCT explode(map_keys(tags)) FROM {table}",
    "databricks": "SELECT DISTINCT explode(map_keys(tags)) FROM {table}",
    "trino": "SELECT DISTINCT key FROM {table} CROSS JOIN UNNEST(map_keys(tags)) AS t(key)",
    "athena": "SELECT DISTINCT key FROM {table} CROSS JOIN UNNEST(map_keys(tags)) AS t(key)",
    "snowflake": 'SELECT DISTINCT f.value::VARCHAR FROM {table}, '
    'LATERAL FLATTEN(OBJECT_KEYS("tags")) f',
    "bigquery": "SELECT DISTINCT key FROM {table}, UNNEST(JSON_KEYS(tags, 1)) AS key",
}  # fmt: skip
Rows = tuple[list[str], list[tuple[Any, ...]]]


class _Driver(Protocol):
    """Runs text; what it raises is told by `errors`."""

    errors: tuple[type[Exception], ...]

    def run(self, sql: str) -> Rows: ...

    def close(self) -> None: ...


class Remote:
    """An engine by its URL; opened by the first statement."""

    def __init__(self, url: str) -> None:
        """`url` as in the settings, its `table` parameter taken out."""
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query))
        self.table = query.pop("table", DEFAULT_TABLE)
        self._url = urlunsplit(parts._replace(query=urlencode(query)))
        scheme = parts.scheme.lower().partition("+")[0]
        self.dialect = _DIALECTS.get(scheme, scheme)
        self.title = _TITLES.get(self.dialect, self.dialect)
        self._lock = Lock()
        self._driver: _Driver | None = None

    def run(self, select: exp.Expr) -> Rows:
        """Run in the engine's own dialect. Raises Unreachable."""
        return self.text(printed(select, self.dialect, self.table))

    def keep(self, name: str, select: exp.Expr) -> bool:  # noqa: ARG002 - the protocol's
        """Nothing is ever written there."""
        return False

    def printed(self, select: exp.Expr) -> str:
        """The statement in lines that people can read."""
        return printed(select, self.dialect, self.table, pretty=True)

    def text(self, sql: str) -> Rows:
        """Run a statement that is written for this engine. Raises Unreachable."""
        driver = self._opened()
        try:
            return driver.run(sql)
        except driver.errors as error:
            raise self._unreachable(error) from error

    def close(self) -> None:
        """Let go of the engine, if it was ever opened."""
        with self._lock:
            if self._driver:
                self._driver.close()
            self._driver = None

    def _opened(self) -> _Driver:
        with self._lock:
            if self._driver is None:
                self._driver = self._open()
            return self._driver

    def _open(self) -> _Driver:
        try:
            return _Spark(self._url) if self.dialect == "spark" else _Alchemy(self._url)
        except ImportError as error:
            why = f"the driver {error.name} is not installed"
            fix = "install it beside the bot; docs/scale.md names it"
            raise Unreachable("warehouse", why, fix) from error

    def _unreachable(self, error: Exception) -> Unreachable:
        """The engine's own words, first line, never with the URL, which may hold a secret."""
        cause = getattr(error, "orig", None) or error
        first = str(cause).strip().partition("\n")[0].replace(self._url, "…")
        fix = f"check the warehouse setting and that the bot may read {self.table}: docs/scale.md"
        return Unreachable("warehouse", f"{self.title} did not answer: {first[:200]}", fix)


class _Alchemy:
    """Any engine that SQLAlchemy has a dialect for."""

    def __init__(self, url: str) -> None:
        import sqlalchemy

        self.errors: tuple[type[Exception], ...] = (sqlalchemy.exc.SQLAlchemyError,)
        try:
            self._engine = sqlalchemy.create_engine(url, pool_pre_ping=True, connect_args=_utc(url))
        except sqlalchemy.exc.NoSuchModuleError as error:
            raise ImportError(name=url.partition(":")[0]) from error

    def run(self, sql: str) -> Rows:
        options = {"no_parameters": True, "postgresql_readonly": True}
        with self._engine.connect().execution_options(**options) as connection:
            done = connection.exec_driver_sql(sql)
            names = done.keys()
            return [column_name(name) for name in names], [tuple(row) for row in done]

    def close(self) -> None:
        self._engine.dispose()


def _utc(url: str) -> dict[str, str]:
    """PostgreSQL would cast moments in the server's own time zone."""
    return {"options": "-c timezone=UTC"} if url.startswith("postgresql") else {}


class _Spark:
    """`spark://host:7077`, `sc://host:15002` for Spark Connect, `spark://local` in this process."""

    def __init__(self, url: str) -> None:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession

        self.errors: tuple[type[Exception], ...] = (PySparkException, ConnectionError)
        builder = SparkSession.builder.appName("finops").config("spark.sql.session.timeZone", "UTC")
        if url.startswith("sc://"):
            builder = builder.remote(url)
        else:
            builder = builder.master("local[*]" if url == "spark://local" else url)
        self._session = builder.getOrCreate()

    def run(self, sql: str) -> Rows:
        done = self._session.sql(sql)
        return list(done.columns), [tuple(row) for row in done.collect()]

    def close(self) -> None:
        """The session is the process's own; it ends with it."""


class Elsewhere(Warehouse):
    """The charges behind a URL; what is joined with them is joined in this process."""

    remote: Remote

    def __init__(self, url: str, folder: Path, clock: Callable[[], datetime]) -> None:
        """Nothing is opened before the first question."""
        super().__init__(folder, (), clock())
        self.remote = Remote(url)
        self._file = folder / f"{sha256(url.encode()).hexdigest()[:16]}.json"
        self._clock = clock
        self._asking = Lock()

    def sync(self, now: datetime, tell: Tell = unwatched) -> Manifest:  # noqa: ARG002 - it is soon done
        """Ask the engine again what it holds; there is nothing to copy. Raises Unreachable."""
        manifest = described(self.remote, now)
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = self._file.with_suffix(".new")
        made.write_text(manifest.to_json(), "utf-8")
        made.replace(self._file)
        return manifest

    def manifest(self) -> Manifest:
        """What the engine held when it was last asked: an hour ago at most, while it answers."""
        with self._asking:
            known = self._known()
            if known and self._clock() - known.built_at < FRESH:
                return known
            try:
                return self.sync(self._clock())
            except Unreachable as error:
                return known or Manifest(built_at=self._clock(), gaps=(gap(error),))

    def _known(self) -> Manifest | None:
        try:
            return Manifest.from_json(self._file.read_text("utf-8"))
        except FileNotFoundError:
            return None

    def stamp(self) -> None:
        """Others write there at any time: what an answer rests on cannot be told."""

    def gaps(self) -> tuple[Gap, ...]:
        """Nothing is copied, so nothing is left behind."""
        return self.manifest().gaps

    def close(self) -> None:
        """Let go of the engine, and of what joins here."""
        self.remote.close()
        super().close()


def described(remote: Remote, now: datetime) -> Manifest:
    """What the engine holds."""
    day = exp.cast(_column("charge_period_start"), "date")
    ends = (exp.Count(this=exp.Star()), exp.Min(this=day), exp.Max(this=day.copy()))
    by_cloud = _over(_column("cloud"), *ends).group_by(_column("cloud"))
    account, currency = _column("sub_account_id"), _column("billing_currency")
    name = exp.Coalesce(this=_column("sub_account_name"), expressions=[account.copy()])
    accounts = _over(_column("cloud"), account, name).distinct().where(_known(account))
    currencies = _over(currency).distinct().where(_known(currency))
    table = exp.to_table(remote.table, dialect=remote.dialect).sql(remote.dialect)
    keys = remote.text(_TAG_KEYS[remote.dialect].format(table=table))[1]
    return Manifest(
        built_at=now,
        reach=tuple(Reach(*row) for row in sorted(remote.run(by_cloud)[1])),
        currencies=tuple(sorted(row[0] for row in remote.run(currencies)[1])),
        tag_keys=tuple(sorted(row[0] for row in keys)),
        accounts=tuple(Account(*row) for row in sorted(remote.run(accounts)[1])),
    )


def _over(*cells: exp.Expr) -> exp.Select:
    return exp.select(*cells).from_("charges")


def _column(name: str) -> exp.Column:
    return exp.column(name, quoted=True)


def _known(column: exp.Expr) -> exp.Expr:
    return exp.not_(column.copy().is_(exp.null()))
