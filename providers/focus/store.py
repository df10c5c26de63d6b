"""Exports in S3 and in Azure storage, through pyarrow's own file systems.

    s3://bucket/prefix/*.parquet
    abfss://container@account.dfs.core.windows.net/prefix/**/*.csv

S3 is read with the credentials, region and endpoint that AWS's SDK finds, `AWS_ENDPOINT_URL` too.
Azure storage is read with AZURE_STORAGE_CONNECTION_STRING, AZURE_STORAGE_KEY or
AZURE_STORAGE_SAS_TOKEN where set, else by the default chain of Azure's C++ SDK, which is inside
pyarrow: it takes no credential object of ours. Nothing is ever written. pyarrow's file systems are
imported when a URL is first met.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from shutil import copyfileobj
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from providers.aws.object_store import how_to_reach
from providers.errors import CloudError, Denied, Odd, Unreachable
from providers.focus.wildcards import fixed, meaning

if TYPE_CHECKING:
    from pyarrow.fs import FileInfo, FileSelector, FileSystem

COPY_BYTES = 8 << 20
# Seconds: a listing's first page takes S3 well under one, a part of a file a few.
CONNECT_SECONDS, REQUEST_SECONDS = 5.0, 60.0
AZURE_HOSTS = (".core.windows.net", ".core.usgovcloudapi.net", ".core.chinacloudapi.cn")
# What pyarrow says of S3's errors: "AWS Error ACCESS_DENIED during ListObjectsV2 operation: …".
_S3_CODE = re.compile(r"AWS Error ([A-Z_]+)(?: \[code \d+\])?(?: \(HTTP status (\d+)\))?")
# And of Azure's: "… Azure Error: [ContainerNotFound] 404 The specified container …".
_AZURE_CODE = re.compile(r"Azure Error: \[([A-Za-z]*)\] (\d+ [^\n.]*)")
_DENIED = re.compile(
    r"denied|forbidden|unauthori|authenti|credential|signature|expired|\b40[13]\b", re.I
)
_ABSENT = re.compile(r"no.?such|not.?found|does not exist|\b404\b", re.I)


def is_remote(path: str) -> bool:
    """Whether a path is a URL."""
    return "://" in path


def find(pattern: str) -> Iterator[tuple[str, int, int]]:
    """`(URL, size in bytes, time of change in ns)` of every object; raises a CloudError."""
    from pyarrow.fs import FileSelector, FileType

    system, root, path = _opened(pattern)
    base, wanted = fixed(path), meaning(path)
    with _told(pattern):
        # A bucket or container itself is no object.
        found = [system.get_file_info(base)] if "/" in base else []
        if not found or found[0].type != FileType.File:
            found = _below(system, FileSelector(base, recursive=True))
    for one in found:
        if one.type == FileType.File and wanted.fullmatch(one.path):
            yield f"{root}/{one.path.partition('/')[2]}", one.size, one.mtime_ns or 0


def _below(system: "FileSystem", selector: "FileSelector") -> "list[FileInfo]":
    """What is in a folder; where it is not there, nothing. A bucket must be there."""
    try:
        return system.get_file_info(selector)
    except FileNotFoundError as error:
        if _S3_CODE.search(str(error)) or "/" not in selector.base_dir:
            raise
        return []


def read_text(url: str) -> str | None:
    """A small object as text; None where it is not there or cannot be read."""
    system, _, path = _opened(url)
    try:
        with system.open_input_stream(path) as stream:
            return bytes(stream.read()).decode()
    except (OSError, UnicodeError):
        return None


def copy(url: str, place: Path) -> None:
    """Copy an object into a file; raises a CloudError."""
    system, _, path = _opened(url)
    with place.open("wb") as out, _told(url), system.open_input_stream(path) as stream:
        copyfileobj(stream, out, COPY_BYTES)


def _opened(url: str) -> "tuple[FileSystem, str, str]":
    """The file system, the URL of the bucket or container, and the path with either before it."""
    parts = urlsplit(url.replace("?", "%3F").replace("#", "%23"))
    path = parts.path.replace("%3F", "?").replace("%23", "#")
    if parts.scheme in ("s3", "s3a"):
        bucket = parts.netloc
        return _s3(bucket), f"{parts.scheme}://{bucket}", f"{bucket}{path}"
    container, _, host = parts.netloc.partition("@")
    if parts.scheme in ("abfss", "abfs") and host:
        return _azure(host), f"{parts.scheme}://{parts.netloc}", f"{container}{path}"
    why = "it is neither a path, s3://bucket/… nor abfss://container@account.dfs.core.windows.net/…"
    raise Odd(f"charges {url}", why, "check the path under [[charges]]")


@lru_cache(maxsize=32)
def _s3(bucket: str) -> "FileSystem":
    from pyarrow.fs import S3FileSystem, resolve_s3_region

    reach = how_to_reach(bucket)
    region = reach.region
    if reach.endpoint is None:
        try:
            region = resolve_s3_region(bucket)
        except OSError:
            # It says so again, with the reason, when the bucket is listed.
            region = reach.region
    return S3FileSystem(
        access_key=reach.key,
        secret_key=reach.secret,
        session_token=reach.token,
        region=region,
        endpoint_override=reach.endpoint,
        connect_timeout=CONNECT_SECONDS,
        request_timeout=REQUEST_SECONDS,
    )


@lru_cache(maxsize=32)
def _azure(host: str) -> "FileSystem":
    from pyarrow.fs import AzureFileSystem

    account = host.partition(".")[0]
    said = _connection_string(account)
    key = said.get("AccountKey") or os.environ.get("AZURE_STORAGE_KEY")
    token = said.get("SharedAccessSignature") or os.environ.get("AZURE_STORAGE_SAS_TOKEN")
    blob, dfs, scheme = _azure_places(host, said.get("BlobEndpoint", ""))
    return AzureFileSystem(
        account,
        account_key=key,
        sas_token=None if key else token,
        blob_storage_authority=blob,
        dfs_storage_authority=dfs,
        blob_storage_scheme=scheme,  # type: ignore[call-arg]  # the stubs misspell both
        dfs_storage_scheme=scheme,
    )


def _connection_string(account: str) -> dict[str, str]:
    """The parts of AZURE_STORAGE_CONNECTION_STRING, where it is this account's."""
    parts = os.environ.get("AZURE_STORAGE_CONNECTION_STRING", "").split(";")
    said = {name: value for name, _, value in (part.partition("=") for part in parts)}
    return said if said.get("AccountName") == account else {}


def _azure_places(host: str, endpoint: str) -> tuple[str, str, Literal["http", "https"]]:
    """Where blobs and Data Lake files are asked for; a key goes to Azure or to this machine."""
    where = urlsplit(endpoint)
    if _is_loopback(where.hostname or ""):
        # A stand-in, as Azurite is: it serves both kinds of storage at one place.
        return where.netloc, where.netloc, "http" if where.scheme == "http" else "https"
    if not host.endswith(AZURE_HOSTS):
        why = f"EndpointRefused: {host} is neither Azure storage nor on this machine"
        raise Unreachable(f"charges {host}", why, "check the path under [[charges]]")
    domain = host.split(".", 2)[2]
    return f".blob.{domain}", f".dfs.{domain}", "https"


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def _told(url: str) -> Iterator[None]:
    """Turn what pyarrow raises into a CloudError."""
    from pyarrow import ArrowException

    try:
        yield
    except (OSError, ArrowException) as error:
        raise _translated(url, error) from error


def _translated(url: str, error: Exception) -> CloudError:
    said = str(error)
    found = _S3_CODE.search(said) or _AZURE_CODE.search(said)
    plain = said.splitlines()[0].partition(". Detail")[0]
    code = " ".join(part for part in found.groups() if part) if found else plain
    where, name = f"charges {url}", url.partition("://")[2].partition("/")[0]
    if isinstance(error, FileNotFoundError) or _ABSENT.search(code):
        return Odd(
            where, f"{code}: {name} or what is asked of it", "check the path under [[charges]]"
        )
    if isinstance(error, PermissionError) or _DENIED.search(code):
        rights = (
            "s3:ListBucket and s3:GetObject" if url.startswith("s3") else "Storage Blob Data Reader"
        )
        return Denied(where, code, f"grant {rights} on {name}, and check the credentials")
    return Unreachable(where, code, "check the network and the endpoint, then run: finops sync")
