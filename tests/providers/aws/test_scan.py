"""The scanner is right or silent: held against botocore's own parser on every kind of page."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import botocore
import pytest
from botocore.parsers import EC2QueryParser, ResponseParserError
from hypothesis import given, settings
from hypothesis import strategies as st

from providers.aws import vm
from providers.aws.listing import COLUMNS, Listing
from providers.aws.place import Place
from providers.aws.scan import Scanner
from providers.aws.session import models
from providers.model import Account
from providers.schema import batch

RECORDINGS = Path(__file__).parents[3] / ".." / "shared" / "recordings" / "aws-c7n"
PLACE = Place(Account("aws", "111111111111", "prod"), "us-east-1")
VOLUMES = Listing(
    "Volumes",
    ("VolumeId", "Size", "Encrypted", "CreateTime"),
    (("Attachments", ("InstanceId", "State")), ("Tags", ("Key", "Value"))),
)


@cache
def shape(operation: str) -> Any:
    from botocore.model import ServiceModel

    return (
        ServiceModel(models().load_service_model("ec2", "service-2"))
        .operation_model(operation)
        .output_shape
    )


@cache
def scanner(operation: str, listing: Listing, *, in_columns: bool = False) -> Scanner:
    paths = (*listing.paths, "NextToken")
    return Scanner(shape(operation), paths, listing if in_columns else None)


def parsed(operation: str, body: bytes) -> Any:
    """What botocore makes of it; None where it refuses it as XML."""
    answer = {"body": body, "headers": {}, "status_code": 200}
    try:
        return EC2QueryParser().parse(answer, shape(operation))
    except ResponseParserError:
        return None


def pruned(value: Any, paths: tuple[str, ...]) -> Any:
    if isinstance(value, list):
        return [pruned(each, paths) for each in value]
    if not isinstance(value, dict):
        return value
    inner: dict[str, list[str]] = {path.partition(".")[0]: [] for path in paths}
    for path in paths:
        head, _, rest = path.partition(".")
        inner[head] += [rest] if rest else []
    return {name: pruned(value[name], tuple(inner[name])) for name in inner if name in value}


def agree(body: bytes, operation: str = "DescribeInstances", listing: Listing = vm.READS) -> Any:
    """What the scanner read, which is what botocore reads, or None; and the same in columns."""
    found = scanner(operation, listing).read(body)
    columns = scanner(operation, listing, in_columns=True).read(body)
    if columns is not None:
        assert found is not None
        assert listing.of(columns) == listing.of(found)
        assert columns.get("NextToken") == found.get("NextToken")
    if found is None:
        return None
    paths = (*listing.paths, "NextToken")
    try:
        whole = parsed(operation, body)
    except (ValueError, TypeError):
        # It stumbles over a number or a time that is none, of a member that nobody wants.
        return found
    assert found == pruned(whole, paths)
    return found


# -- pages as EC2 writes them ---------------------------------------------------------------------

letters = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("<>&'\"]\n\t é"),
    max_size=12,
)
blank = st.sampled_from(["", "\n", "\n    ", "  "])
moments = st.integers(0, 2**31).map(
    lambda at: datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
)


@st.composite
def element(draw: Any, name: str, inner: str) -> str:
    if not inner and draw(st.booleans()):
        return f"<{name}/>"
    return f"<{name}>{inner}</{name}>"


@st.composite
def joined(draw: Any, parts: list[str]) -> str:
    gap = draw(blank)
    return str(gap + "".join(part + gap for part in draw(st.permutations(parts))))


@st.composite
def leaf(draw: Any, name: str, texts: Any = letters) -> str:
    # As serializers write it: a bare ">" is allowed, save after "]]".
    return str(draw(element(name, escape(draw(texts)))))


@st.composite
def tag_set(draw: Any) -> str:
    items = []
    for _ in range(draw(st.integers(0, 3))):
        parts = [draw(leaf("key")), *([draw(leaf("value"))] if draw(st.booleans()) else [])]
        items.append(draw(element("item", draw(joined(parts)))))
    return str(draw(element("tagSet", draw(joined(items)))))


@st.composite
def interfaces(draw: Any) -> str:
    """Its members are named like the instance's, and lie deep."""
    public = "<association><publicIp>1.2.3.4</publicIp></association>"
    address = f"<item>{draw(leaf('privateIpAddress'))}{public}</item>"
    parts = [
        draw(leaf("subnetId")), draw(leaf("vpcId")), draw(leaf("privateIpAddress")),
        draw(tag_set()), "<ipv6AddressesSet/>", "<attachment><status>x</status></attachment>",
        f"<privateIpAddressesSet>{address}</privateIpAddressesSet>",
    ]  # fmt: skip
    return f"<networkInterfaceSet><item>{draw(joined(parts))}</item></networkInterfaceSet>"


MEMBERS: dict[str, Any] = {
    name: leaf(name)
    for name in (
        "instanceId", "instanceType", "subnetId", "vpcId", "privateIpAddress", "ipAddress",
        "platformDetails", "reason", "clientToken", "notInAnyModel",
    )
} | {
    "instanceLifecycle": leaf("instanceLifecycle", st.sampled_from(["spot", "capacity-block"])),
    "platform": leaf("platform", st.sampled_from(["windows", "Windows", ""])),
    "launchTime": leaf("launchTime", moments),
    "instanceState": leaf("name", st.sampled_from(["running", "stopped", "terminated"])).map(
        lambda name: f"<instanceState><code>16</code>{name}</instanceState>"
    ),
    "placement": leaf("availabilityZone").map(
        lambda zone: f"<placement>{zone}<groupName/></placement>"
    ),
    "tagSet": tag_set(),
    "networkInterfaceSet": interfaces(),
    "unknown": st.just("<unknown><tagSet><item><key>a</key></item></tagSet></unknown>"),
    "productCodes": st.just("<productCodes/>"),
}  # fmt: skip


@st.composite
def instance(draw: Any) -> str:
    names = draw(st.sets(st.sampled_from(sorted(MEMBERS)))) | {"instanceId"}
    return f"<item>{draw(joined([draw(MEMBERS[name]) for name in sorted(names)]))}</item>"


@st.composite
def reservation(draw: Any) -> str:
    instances = draw(joined(draw(st.lists(instance(), max_size=3))))
    parts = [f"<instancesSet>{instances}</instancesSet>", "<groupSet/>", draw(leaf("ownerId"))]
    return f"<item>{draw(joined(parts))}</item>"


@st.composite
def page(draw: Any, items: Any = None, name: str = "reservationSet") -> str:
    items = reservation() if items is None else items
    parts = [
        "<requestId>1</requestId>",
        draw(element(name, draw(joined(draw(st.lists(items, max_size=3)))))),
        *([draw(leaf("nextToken"))] if draw(st.booleans()) else []),
    ]
    head = draw(st.sampled_from(['<?xml version="1.0" encoding="UTF-8"?>\n', ""]))
    space = draw(st.sampled_from([' xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"', ""]))
    return f"{head}<Response{space}>{draw(joined(parts))}</Response>{draw(blank)}"


@given(page())
def test_pages_as_ec2_writes_them_are_read_as_botocore_reads_them(text: str) -> None:
    assert agree(text.encode()) is not None


@given(page())
def test_columns_are_those_of_botocore(text: str) -> None:
    def rows(answer: Any) -> Any:
        told = vm.READS.of(answer)
        return batch("vm", vm.columns(told, PLACE, {}), len(told["InstanceId"]))

    whole = parsed("DescribeInstances", text.encode())
    found = scanner("DescribeInstances", vm.READS, in_columns=True).read(text.encode())
    assert found is not None
    assert COLUMNS in found
    assert rows(found) == rows(whole)


def test_a_page_without_its_list_is_left_to_botocore() -> None:
    for name in ("reservationSet", "instancesSet"):
        text = WHOLE.replace(f"{name}>", "other>")
        scan = scanner("DescribeInstances", vm.READS, in_columns=True)
        assert scan.read(text.encode()) is None
        whole = parsed("DescribeInstances", text.encode())
        with pytest.raises(KeyError):
            vm.READS.of(whole)


attachment = st.tuples(leaf("instanceId"), leaf("status"), leaf("device")).map(
    lambda parts: f"<item>{''.join(parts)}<deleteOnTermination>true</deleteOnTermination></item>"
)
volume = st.tuples(
    leaf("volumeId"),
    st.integers(-5, 2**40).map(lambda n: f"<size> {n} </size>"),
    leaf("encrypted", st.sampled_from(["true", "false", "True", ""])),
    leaf("createTime", moments),
    st.lists(attachment, max_size=2).map(lambda a: f"<attachmentSet>{''.join(a)}</attachmentSet>"),
    tag_set(),
).flatmap(lambda parts: joined(list(parts)).map(lambda inner: f"<item>{inner}</item>"))


@given(page(volume, "volumeSet"))
def test_other_lists_are_read_too(text: str) -> None:
    assert agree(text.encode(), "DescribeVolumes", VOLUMES) is not None
    scan = scanner("DescribeVolumes", VOLUMES, in_columns=True)
    assert COLUMNS in (scan.read(text.encode()) or ())


# -- pages as nobody writes them ------------------------------------------------------------------

WHOLE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<R xmlns="http://x/"><reservationSet><item>'
    "<instancesSet><item><instanceId>i-1</instanceId><imageId>a</imageId><instanceState><code>16"
    "</code><name>running</name></instanceState><launchTime>2026-04-19T08:49:30.000Z</launchTime>"
    "<tagSet><item><key>a</key><value>b</value></item></tagSet></item></instancesSet></item>"
    "</reservationSet><nextToken>t</nextToken></R>"
)
STRANGE = [
    "<!-- a -->", "<![CDATA[<x>]]>", "<?p q?>", "&nbsp;", "&#0;", "&#xD800;", "&#13;", "&", "\r\n",
    "]]>", "\x01", "\ufffe", "<b/>", "<b c='d'/>", '<b c="d">e</b>', "<a:b/>", "<1/>", "<b>",
    "</b>", "<b ></b >", "<b />", "<instanceId>i-2</instanceId>", "<item/>", "<item></item>",
    "<other/>", "<tagSet/>", "<instancesSet/>", "<reservationSet/>", "<key>k</key>", "<name/>",
    "<code>x</code>", "<launchTime>1776588570</launchTime>", "<launchTime>soon</launchTime>",
    "text", " ", "\n", "<b>" * 12 + "</b>" * 12, "<instanceState/>", "<nextToken/>",
    "<item>text</item>",
]  # fmt: skip
GAPS = [n for n, letter in enumerate(WHOLE) if letter == "<"] + [len(WHOLE)]


@pytest.mark.parametrize("strange", STRANGE)
def test_what_is_strange_is_read_right_or_left_to_botocore(strange: str) -> None:
    for at in GAPS:
        agree((WHOLE[:at] + strange + WHOLE[at:]).encode())


@pytest.mark.parametrize("strange", STRANGE)
def test_so_it_is_inside_of_a_text(strange: str) -> None:
    for end in ("</instanceId>", "</key>", "</value>", "</name>", "</imageId>", "</nextToken>"):
        agree(WHOLE.replace(end, strange + end).encode())


@settings(max_examples=400)
@given(st.data())
def test_a_damaged_page_is_read_right_or_left_to_botocore(data: st.DataObject) -> None:
    body = bytearray(data.draw(st.just(WHOLE) | page()).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(body)))
        gone = data.draw(st.integers(0, 8))
        new = data.draw(st.binary(max_size=3) | st.sampled_from([b"<", b">", b"/", b"&", b"<a>"]))
        body[at : at + gone] = new
    agree(bytes(body))


def test_every_cut_of_a_page_is_left_to_botocore() -> None:
    for end in range(len(WHOLE)):
        assert agree(WHOLE[:end].encode()) is None


def test_bytes_that_are_not_utf_8_are_left_to_botocore() -> None:
    assert agree(WHOLE.replace("i-1", "é").encode("latin-1")) is None


def test_references_to_characters_are_read() -> None:
    text = WHOLE.replace(">b<", ">&lt;&#233;&#x20AC;&amp;&quot;&apos;&#10;<")
    found = agree(text.encode())
    assert found["Reservations"][0]["Instances"][0]["Tags"][0]["Value"] == "<é€&\"'\n"


def test_a_member_that_the_model_has_not_cannot_be_wanted() -> None:
    with pytest.raises(KeyError):
        Scanner(shape("DescribeInstances"), ("Reservations.Instances.Nothing",))


# -- pages that nobody here wrote -----------------------------------------------------------------


def printed(value: Any, of: Any, name: str) -> str:
    """A parsed answer as EC2 would have written it."""
    match of.type_name:
        case "structure":
            known = [(member, of.members[member]) for member in value if member in of.members]
            names = [
                (member, inner, inner.serialization.get("name", member)) for member, inner in known
            ]
            text = "".join(printed(value[member], inner, xml) for member, inner, xml in names)
        case "list":
            text = "".join(printed(each, of.member, "item") for each in value)
        case "boolean":
            text = str(value).lower()
        case "timestamp" if isinstance(value, datetime):
            text = value.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        case _:
            text = escape(str(value))
    return f"<{name}>{text}</{name}>"


def examples(operation: str) -> list[Any]:
    path = Path(botocore.__file__).parent / "data" / "ec2" / "2016-11-15" / "examples-1.json"
    found = json.loads(path.read_text())["examples"].get(operation, [])
    return [one["output"] for one in found if one.get("output")]


@pytest.mark.parametrize(
    ("operation", "listing"), [("DescribeInstances", vm.READS), ("DescribeVolumes", VOLUMES)]
)
def test_botocores_own_examples_are_read_as_botocore_reads_them(
    operation: str, listing: Listing
) -> None:
    for output in examples(operation):
        agree(printed(output, shape(operation), "Response").encode(), operation, listing)


@pytest.mark.skipif(not RECORDINGS.is_dir(), reason="no recordings beside the repo")
@pytest.mark.parametrize(
    ("operation", "listing"), [("DescribeInstances", vm.READS), ("DescribeVolumes", VOLUMES)]
)
def test_recorded_answers_are_read_as_botocore_reads_them(operation: str, listing: Listing) -> None:
    def revived(item: dict[str, Any]) -> Any:
        return datetime(**item, tzinfo=UTC) if item.pop("__class__", None) == "datetime" else item

    files = sorted(RECORDINGS.glob(f"*ec2.{operation}_*.json"))
    assert files
    for file in files:
        recorded = json.loads(file.read_text(), object_hook=revived)["data"]
        body = printed(recorded, shape(operation), "Response").encode()
        assert agree(body, operation, listing) is not None
