"""Starts the embedded estate: AWS and Azure on loopback, charges and truth on disk.

`running(home)` needs no account, key or network. What is made from the seed is kept under
`home/demo`, by seed, clock and the generator's own source, so that a second start finds it there.

    with running(Path("~/.finops").expanduser()) as estate:
        os.environ.update(estate.env)
        settings = Settings.model_validate(estate.settings)

One estate runs in a process at a time: moto keeps its state in the process. moto is imported only
when it is started, which takes most of the time.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from demo.bought import own_budgets
from demo.estate import NOW, SEED, make_estate
from demo.lab import RULES
from demo.mapping import dimensions
from demo.shape import Account, Estate
from demo.stock import SUBJECTS

ROLE = "finops-read"
# Where the bot that asks this estate keeps its state: the past is in it from the start.
STATE = "state"
# The files that decide what is written.
_GENERATOR = (
    "accounts", "acted_on", "azure", "azure_bought", "belongings", "bought", "charges", "cpu",
    "estate", "grounds", "history", "labels", "ledger", "mapping", "meters", "past_findings",
    "plans", "prices", "services",
    "sizes", "stock_charges", "vm_metrics", "disk_metrics",
    "shape", "truth", "usage", "stock/__init__", "stock/thing",
    *(f"stock/{name}" for name in SUBJECTS),
    "lab/__init__", "lab/vm", "lab/disk", "lab/address", *(f"lab/{name}" for name in RULES),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Running:
    """A running estate: what would stand in `finops.toml`, in the environment, and what is true."""

    settings: Mapping[str, object]
    env: Mapping[str, str]
    truth: Path
    estate: Estate

    def write_settings(self, path: Path) -> None:
        """Write the settings as a `finops.toml`."""
        path.write_text(_toml(self.settings), encoding="utf-8")


@contextmanager
def running(home: Path, now: datetime = NOW, seed: int = SEED) -> Iterator[Running]:
    """Serve the estate until the block ends; files go to `home/demo`."""
    estate = make_estate(now, seed)
    with ThreadPoolExecutor(1, "demo") as pool:
        files = pool.submit(written, home, estate)
        from demo.arm import arm_server
        from demo.aws import aws_server
        from demo.aws_bought import fill_budgets
        from demo.azure import arm_estate

        with aws_server(estate) as (aws_url, keys), ExitStack() as later:
            folder = files.result()
            planned = json.loads((folder / "budgets.json").read_text(encoding="utf-8"))
            fill_budgets(planned)
            azure_url = later.enter_context(arm_server(arm_estate(estate, planned)))
            yield Running(
                settings=_settings(home, estate, azure_url, folder),
                env={
                    "AWS_ENDPOINT_URL": aws_url,
                    "AWS_ACCESS_KEY_ID": keys.access_key_id,
                    "AWS_SECRET_ACCESS_KEY": keys.secret_access_key,
                    "AWS_DEFAULT_REGION": "us-east-1",
                    "AWS_EC2_METADATA_DISABLED": "true",
                    # Whatever else the person has set up must not leak in.
                    "AWS_CONFIG_FILE": os.devnull,
                    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
                    "NO_PROXY": "127.0.0.1,localhost",
                    "no_proxy": "127.0.0.1,localhost",
                    "FINOPS_NOW": now.isoformat().replace("+00:00", "Z"),
                },
                truth=folder / "truth.json",
                estate=estate,
            )


def written(home: Path, estate: Estate) -> Path:
    """The folder with `charges/{aws,azure}/*.parquet`, `truth.json` and the past, made if need be.

    It appears by a rename, whole or not at all; two makers do not disturb each other.
    """
    folder = home / "demo" / _key(estate)
    if folder.is_dir():
        return folder
    from demo.bought import budgets
    from demo.charges import make_charges, write_charges
    from demo.history import write_snapshots
    from demo.mapping import write_mapping
    from demo.past_findings import write_findings
    from demo.truth import make_truth

    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".making-", dir=folder.parent))
    charges = make_charges(estate)
    write_charges(charges, made / "charges")
    write_mapping(made)
    write_snapshots(estate, made / STATE / "snapshots")
    planned = json.dumps(budgets(estate, charges))
    (made / "budgets.json").write_text(planned, encoding="utf-8")
    truth = make_truth(estate, charges)
    (made / "truth.json").write_text(json.dumps(truth, ensure_ascii=False), encoding="utf-8")
    write_findings(estate, truth, made / STATE / "findings")
    try:
        made.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
        shutil.rmtree(made)  # another process was quicker, with the same content
    return folder


def _key(estate: Estate) -> str:
    """Changes with the seed, the clock and every file that the content depends on."""
    here = Path(__file__).parent
    source = b"".join((here / f"{name}.py").read_bytes() for name in _GENERATOR)
    text = f"{estate.seed} {estate.now.isoformat()}".encode()
    return f"{estate.now:%Y-%m-%d}-{sha256(text + source).hexdigest()[:12]}"


def _settings(home: Path, estate: Estate, azure_url: str, folder: Path) -> dict[str, object]:
    aws = estate.of("aws")
    return {
        "home": str(home),
        "aws": {
            "regions": sorted({network.place.region for network in aws.networks}),
            "accounts": [_account(account, n == 0) for n, account in enumerate(aws.accounts)],
        },
        "azure": {"endpoint": azure_url},
        "charges": [{"path": str(folder / "charges" / cloud)} for cloud in ("aws", "azure")],
        "dimensions": dimensions(folder),
        "budgets": own_budgets(),
    }


def _account(account: Account, own: bool) -> dict[str, str]:  # noqa: FBT001 - read where it is called
    """The caller's own account needs no role."""
    entry = {"id": account.id, "name": account.name}
    return entry if own else {**entry, "role_arn": f"arn:aws:iam::{account.id}:role/{ROLE}"}


def _toml(settings: Mapping[str, object]) -> str:
    """Settings of this file's shape as TOML: plain values, tables, and lists of tables."""
    plain = [f"{key} = {_value(v)}" for key, v in settings.items() if isinstance(v, str)]
    for key, value in settings.items():
        if isinstance(value, dict):
            plain += ["", f"[{key}]", *(f"{name} = {_value(v)}" for name, v in value.items())]
        elif isinstance(value, list):
            for entry in value:
                plain += ["", f"[[{key}]]", *(f"{name} = {_value(v)}" for name, v in entry.items())]
    return "\n".join(plain) + "\n"


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(v)}" for key, v in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(entry) for entry in value) + "]"
    return json.dumps(value)  # a JSON string is a TOML basic string
