"""Azure's blob storage on loopback, as much of it as reading an export takes.

It speaks what Azure documents: List Blobs, Get Blob Properties, Get Blob with a range; the question
whether the storage has real folders is answered "no", as plain storage accounts do.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

WRITTEN = "Wed, 18 Nov 2026 10:00:00 GMT"


class Storage(BaseHTTPRequestHandler):
    """One request to a storage account."""

    protocol_version = "HTTP/1.1"
    blobs: dict[str, bytes]
    denied: str

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        _, _, path = unquote(parts.path).lstrip("/").partition("/")
        container = path.partition("/")[0]
        if container == self.denied:
            self.refuse(403, "AuthorizationFailure")
        elif not any(name.startswith(f"{container}/") for name in self.blobs):
            self.refuse(404, "ContainerNotFound")
        elif asked.get("action") == "getAccessControl":
            self.refuse(400, "InvalidQueryParameterValue")
        elif asked.get("comp") == "list":
            self.send(200, listed(self.blobs, container, asked), "application/xml")
        elif path in self.blobs:
            self.send_blob(self.blobs[path])
        else:
            self.refuse(404, "BlobNotFound")

    def send_blob(self, data: bytes) -> None:
        wanted = self.headers.get("x-ms-range") or self.headers.get("Range")
        if self.command == "HEAD" or not wanted:
            self.send(200, data, "text/csv")
            return
        first, _, last = wanted.removeprefix("bytes=").partition("-")
        end = min(int(last) + 1 if last else len(data), len(data))
        whole = {"Content-Range": f"bytes {first}-{end - 1}/{len(data)}"}
        self.send(206, data[int(first) : end], "text/csv", whole)

    def send(self, status: int, body: bytes, kind: str, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        told = {
            "Content-Length": str(len(body)), "Content-Type": kind, "ETag": '"1"',
            "Last-Modified": WRITTEN, "x-ms-blob-type": "BlockBlob",
            "x-ms-creation-time": WRITTEN, "x-ms-lease-status": "unlocked",
            "x-ms-lease-state": "available", "x-ms-server-encrypted": "true",
            "x-ms-version": "2024-08-04", "x-ms-request-id": "1", **(more or {}),
        }  # fmt: skip
        for name, value in told.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def refuse(self, status: int, code: str) -> None:
        body = f'<?xml version="1.0"?><Error><Code>{code}</Code><Message>no</Message></Error>'
        # An answer to HEAD has no body, and the SDK would look for XML in it.
        kind = "text/plain" if self.command == "HEAD" else "application/xml"
        said = b"" if self.command == "HEAD" else body.encode()
        self.send(status, said, kind, {"x-ms-error-code": code})

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        pass


@contextmanager
def serving(blobs: dict[str, bytes], denied: str = "denied") -> Iterator[str]:
    """Serve `container/name: bytes`; gives the endpoint. Container `denied` refuses all."""

    class Own(Storage):
        pass

    Own.blobs, Own.denied = blobs, denied
    server = ThreadingHTTPServer(("127.0.0.1", 0), Own)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def listed(blobs: dict[str, bytes], container: str, asked: dict[str, str]) -> bytes:
    """The answer of List Blobs: those below a prefix, and the folders next below it."""
    prefix, sign = asked.get("prefix", ""), asked.get("delimiter")
    found: dict[str, str] = {}
    for path, data in sorted(blobs.items()):
        own, _, name = path.partition("/")
        if own != container or not name.startswith(prefix):
            continue
        rest = name[len(prefix) :]
        if sign and sign in rest:
            folder = prefix + rest.partition(sign)[0] + sign
            found[folder] = f"<BlobPrefix><Name>{escape(folder)}</Name></BlobPrefix>"
            continue
        found[name] = (
            f"<Blob><Name>{escape(name)}</Name><Properties><Last-Modified>{WRITTEN}</Last-Modified>"
            f"<Etag>1</Etag><Content-Length>{len(data)}</Content-Length><BlobType>BlockBlob"
            "</BlobType><Creation-Time>" + WRITTEN + "</Creation-Time>"
            "<AccessTier>Hot</AccessTier><ServerEncrypted>true</ServerEncrypted></Properties></Blob>"
        )
    inside = "".join(found.values())
    return (
        f'<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="x" '
        f'ContainerName="{container}"><Prefix>{escape(prefix)}</Prefix><Blobs>{inside}</Blobs>'
        "<NextMarker/></EnumerationResults>"
    ).encode()
