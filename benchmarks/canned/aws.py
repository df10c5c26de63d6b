"""An AWS of canned answers, fast enough not to be what is measured: STS, EC2 and CloudWatch.

    python -m benchmarks.canned.aws --vms 100000 --regions 20 --latency 0.05 --throttle

The first line printed is the port. `GET /seen` tells what was asked, as JSON by action, and forgets
it. VMs are spread evenly over the regions; nine of ten run; the mean CPU of one is told by its
number, evenly from 0.05% to 99.95%. With `--throttle` each region refuses what goes beyond the
limits that AWS documents, with AWS's own codes.
"""

import argparse
import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from functools import cache
from math import ceil, sin
from typing import Any
from urllib.parse import parse_qsl

from benchmarks.canned import loopback

Given = dict[str, Any]

ACCOUNT = "111111111111"
REGIONS = (
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-west-1", "eu-west-2", "eu-west-3",
    "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "ap-south-1", "ap-northeast-1",
    "ap-northeast-2", "ap-northeast-3", "ap-southeast-1", "ap-southeast-2", "ca-central-1",
    "sa-east-1", "me-south-1",
)  # fmt: skip
MOST_A_PAGE = 1000
LEVELS = 1000
_SCOPE = re.compile(rb"Credential=[^/]+/\d+/([^/]+)/([^/]+)/", re.IGNORECASE)
_TARGET = re.compile(rb"x-amz-target: *\S+\.(\w+)", re.IGNORECASE)
XML, JSON = "text/xml;charset=UTF-8", "application/x-amz-json-1.0"
# Tokens at most, and a second, by what is asked: docs.aws.amazon.com, "Request throttling for the
# Amazon EC2 API" and "CloudWatch service quotas" (of GetMetricData also 396,000 points a second).
LIMITS = {
    "DescribeInstances": (100, 20), "DescribeInstances unpaged": (50, 10),
    "DescribeRegions": (100, 20), "GetMetricData": (50, 50), "GetMetricStatistics": (400, 400),
    "points": (396_000, 396_000),
}  # fmt: skip

INSTANCE = """
                <item>
                    <instanceId>%(id)s</instanceId>
                    <imageId>ami-0abcdef1234567890</imageId>
                    <instanceState>
                        <code>%(code)s</code>
                        <name>%(state)s</name>
                    </instanceState>
                    <privateDnsName>ip-%(dashed)s.ec2.internal</privateDnsName>
                    <dnsName/>
                    <reason/>
                    <keyName>fleet-key</keyName>
                    <amiLaunchIndex>0</amiLaunchIndex>
                    <productCodes/>
                    <instanceType>%(size)s</instanceType>
                    <launchTime>2026-0%(month)s-19T08:49:30.000Z</launchTime>
                    <placement>
                        <availabilityZone>%(region)s%(zone)s</availabilityZone>
                        <groupName/>
                        <tenancy>default</tenancy>
                    </placement>%(platform)s
                    <monitoring>
                        <state>disabled</state>
                    </monitoring>
                    <subnetId>subnet-0abcdef1234567890</subnetId>
                    <vpcId>vpc-0abcdef1234567890</vpcId>
                    <privateIpAddress>%(ip)s</privateIpAddress>
                    <sourceDestCheck>true</sourceDestCheck>
                    <groupSet>
                        <item>
                            <groupId>sg-0abcdef1234567890</groupId>
                            <groupName>web</groupName>
                        </item>
                    </groupSet>
                    <architecture>x86_64</architecture>
                    <rootDeviceType>ebs</rootDeviceType>
                    <rootDeviceName>/dev/xvda</rootDeviceName>
                    <blockDeviceMapping>
                        <item>
                            <deviceName>/dev/xvda</deviceName>
                            <ebs>
                                <volumeId>vol-0abcdef1234567890</volumeId>
                                <status>attached</status>
                                <attachTime>2026-04-19T08:49:31.000Z</attachTime>
                                <deleteOnTermination>true</deleteOnTermination>
                            </ebs>
                        </item>
                    </blockDeviceMapping>
                    <virtualizationType>hvm</virtualizationType>
                    <clientToken>fleet-0abcdef1234567890</clientToken>
                    <tagSet>%(tags)s
                    </tagSet>
                    <hypervisor>xen</hypervisor>
                    <networkInterfaceSet>
                        <item>
                            <networkInterfaceId>eni-0abcdef1234567890</networkInterfaceId>
                            <subnetId>subnet-0abcdef1234567890</subnetId>
                            <vpcId>vpc-0abcdef1234567890</vpcId>
                            <ownerId>111111111111</ownerId>
                            <status>in-use</status>
                            <macAddress>02:8e:1c:11:22:33</macAddress>
                            <privateIpAddress>%(ip)s</privateIpAddress>
                            <tagSet/>
                            <attachment>
                                <attachmentId>eni-attach-0abcdef1234567890</attachmentId>
                                <deviceIndex>0</deviceIndex>
                                <status>attached</status>
                                <attachTime>2026-04-19T08:49:30.000Z</attachTime>
                                <deleteOnTermination>true</deleteOnTermination>
                            </attachment>
                            <privateIpAddressesSet>
                                <item>
                                    <privateIpAddress>%(ip)s</privateIpAddress>
                                    <primary>true</primary>
                                </item>
                            </privateIpAddressesSet>
                            <ipv6AddressesSet/>
                        </item>
                    </networkInterfaceSet>
                    <ebsOptimized>true</ebsOptimized>
                    <enaSupport>true</enaSupport>
                    <metadataOptions>
                        <state>applied</state>
                        <httpTokens>required</httpTokens>
                        <httpEndpoint>enabled</httpEndpoint>
                    </metadataOptions>
                    <platformDetails>%(details)s</platformDetails>
                    <usageOperation>RunInstances</usageOperation>
                </item>"""
RESERVATION = """
        <item>
            <reservationId>r-%(id)s</reservationId>
            <ownerId>111111111111</ownerId>
            <groupSet/>
            <instancesSet>%(instance)s
            </instancesSet>
        </item>"""
TAG = """
                        <item>
                            <key>%s</key>
                            <value>%s</value>
                        </item>"""
PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
    <requestId>8f7724cf-496f-496e-8fe3-example</requestId>
    <reservationSet>%s
    </reservationSet>%s
</DescribeInstancesResponse>
"""
# All that differs from one VM to another but its own name and address: rendered once for each.
KINDS = 40


def level(n: int) -> float:
    """The mean CPU of a region's n-th VM, in percent."""
    return (n * 37 % LEVELS) / 10 + 0.05


def is_running(n: int) -> bool:
    return n % 10 != 3


@cache
def kind(region: str, k: int) -> list[str]:
    """A reservation of one VM, cut where its number, id and address go."""
    windows, spot = k % 8 == 1, k % 5 == 2
    labels = {"team": f"team-{k % 7}", "env": ("prod", "dev", "test")[k % 3], "owner": "fleet"}
    labels |= {"cost-center": str(1000 + k)} if k % 4 else {"note": "R&amp;D"}
    told = {
        "id": "\0id\0", "ip": "\0ip\0", "dashed": "\0ip\0", "region": region, "zone": "abc"[k % 3],
        "code": 16 if is_running(k) else 80, "state": "running" if is_running(k) else "stopped",
        "size": ("m5.large", "c6i.xlarge", "t3.medium", "r5.2xlarge")[k % 4], "month": k % 9 + 1,
        "platform": ("\n                    <platform>windows</platform>" if windows else "")
        + ("\n                    <instanceLifecycle>spot</instanceLifecycle>" if spot else ""),
        "details": "Windows" if windows else "Linux/UNIX",
        "tags": "".join(TAG % pair for pair in {"Name": "vm-\0id\0", **labels}.items()),
    }  # fmt: skip
    return (RESERVATION % {"id": "\0id\0", "instance": INSTANCE % told}).split("\0")


class Bucket:
    def __init__(self, most: float, rate: float) -> None:
        self.most, self.rate, self.left, self.at = most, rate, most, time.monotonic()

    def take(self, tokens: float = 1) -> bool:
        now = time.monotonic()
        self.left = min(self.most, self.left + (now - self.at) * self.rate)
        self.at = now
        if self.left < tokens:
            return False
        self.left -= tokens
        return True


class Estate:
    def __init__(self, vms: int, regions: int, *, throttle: bool) -> None:
        self.regions = REGIONS[:regions]
        self.count = dict.fromkeys(self.regions, vms // regions)
        self.throttle = throttle
        self.buckets: dict[tuple[str, str], Bucket] = {}
        self.seen: Counter[str] = Counter()

    def answer(self, region: str, action: str, given: Given) -> tuple[int, str, bytes]:
        """Status, content type and body."""
        self.seen[action] += 1
        limit = action
        if action == "DescribeInstances" and not (
            {"MaxResults"} & set(given) or "Filter.1.Name" in given
        ):
            limit += " unpaged"
        if not self._takes(region, limit):
            return self._refused(action)
        make: Callable[[str, Given], tuple[int, str, bytes]] | None = getattr(self, action, None)
        if make is None:
            self.seen["not known"] += 1
            return (
                400,
                XML,
                b"<Response><Errors><Error><Code>InvalidAction</Code></Error></Errors></Response>",
            )
        return make(region, given)

    def _takes(self, region: str, limit: str, tokens: float = 1) -> bool:
        if not self.throttle or limit not in LIMITS:
            return True
        if (region, limit) not in self.buckets:
            self.buckets[region, limit] = Bucket(*LIMITS[limit])
        return self.buckets[region, limit].take(tokens)

    def _refused(self, action: str) -> tuple[int, str, bytes]:
        self.seen["throttled"] += 1
        if action.startswith("Get"):
            return 400, JSON, b'{"__type":"ThrottlingException","message":"Rate exceeded"}'
        return (
            503,
            XML,
            (
                b"<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Request limit "
                b"exceeded.</Message></Error></Errors><RequestID>1</RequestID></Response>"
            ),
        )

    def GetCallerIdentity(self, _: str, __: Given) -> tuple[int, str, bytes]:  # noqa: N802
        return (
            200,
            XML,
            (
                '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
                f"<GetCallerIdentityResult><Arn>arn:aws:iam::{ACCOUNT}:user/b</Arn><UserId>B</UserId>"
                f"<Account>{ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
            ).encode(),
        )

    def DescribeRegions(self, _: str, __: Given) -> tuple[int, str, bytes]:  # noqa: N802
        items = "".join(
            f"<item><regionName>{r}</regionName><optInStatus>opted-in</optInStatus></item>"
            for r in self.regions
        )
        return (
            200,
            XML,
            (
                '<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">'
                f"<requestId>1</requestId><regionInfo>{items}</regionInfo></DescribeRegionsResponse>"
            ).encode(),
        )

    def DescribeInstanceTypes(self, _: str, given: Given) -> tuple[int, str, bytes]:  # noqa: N802
        names = (value for key, value in given.items() if key.startswith("Filter.1.Value"))
        items = "".join(
            f"<item><instanceType>{name}</instanceType><vCpuInfo><defaultVCpus>2</defaultVCpus>"
            "</vCpuInfo><memoryInfo><sizeInMiB>8192</sizeInMiB></memoryInfo></item>"
            for name in names
        )
        return (
            200,
            XML,
            (
                '<DescribeInstanceTypesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">'
                f"<requestId>1</requestId><instanceTypeSet>{items}</instanceTypeSet>"
                "</DescribeInstanceTypesResponse>"
            ).encode(),
        )

    def DescribeInstances(self, region: str, given: Given) -> tuple[int, str, bytes]:  # noqa: N802
        whole = self.count.get(region, 0)
        start = int(given.get("NextToken", "0"))
        most = min(int(given["MaxResults"]), MOST_A_PAGE) if "MaxResults" in given else whole
        end = min(start + most, whole)
        number = self.regions.index(region) if region in self.regions else 0
        running = given.get("Filter.1.Name") == "instance-state-name"
        numbers = (n for n in range(start, end) if not running or is_running(n))
        text = "".join(_vm(region, number, n) for n in numbers)
        more = f"\n    <nextToken>{end}</nextToken>" if end < whole else ""
        return 200, XML, (PAGE % (text, more)).encode()

    def GetMetricData(self, region: str, given: Given) -> tuple[int, str, bytes]:  # noqa: N802
        parts, points = [], 0
        for query in given["MetricDataQueries"]:
            stat = query["MetricStat"]
            times, count = _times(given["StartTime"], given["EndTime"], stat["Period"])
            n = int(stat["Metric"]["Dimensions"][0]["Value"][-9:], 16)
            points += count
            parts.append(
                f'{{"Id":"{query["Id"]}","Label":"CPUUtilization","StatusCode":"Complete",'
                f'"Timestamps":{times},"Values":{_values(n % LEVELS, count, stat["Stat"])}}}'
            )
        if not self._takes(region, "points", points):
            return self._refused("GetMetricData")
        text = f'{{"MetricDataResults":[{",".join(parts)}],"Messages":[]}}'
        return 200, JSON, text.encode()

    def GetMetricStatistics(self, _: str, given: Given) -> tuple[int, str, bytes]:  # noqa: N802
        """One point over the whole window, as Cloud Custodian asks for it."""
        dimensions = given.get("Dimensions")
        name = dimensions[0]["Value"] if dimensions else given["Dimensions.member.1.Value"]
        mean = level(int(name[-9:], 16) % LEVELS)
        if dimensions:
            point = {"Timestamp": 1_700_000_000, "Average": mean, "Unit": "Percent"}
            return (
                200,
                JSON,
                json.dumps({"Label": "CPUUtilization", "Datapoints": [point]}).encode(),
            )
        return (
            200,
            XML,
            (
                '<GetMetricStatisticsResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/">'
                "<GetMetricStatisticsResult><Label>CPUUtilization</Label><Datapoints><member>"
                f"<Timestamp>2026-11-01T00:00:00Z</Timestamp><Average>{mean}</Average>"
                "<Unit>Percent</Unit></member></Datapoints></GetMetricStatisticsResult>"
                "<ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>"
                "</GetMetricStatisticsResponse>"
            ).encode(),
        )


def _vm(region: str, number: int, n: int) -> str:
    parts = kind(region, n % KINDS).copy()
    for at in range(1, len(parts), 2):
        parts[at] = (
            f"i-{number:08x}{n:09x}"
            if parts[at] == "id"
            else f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}"
        )
    return "".join(parts)


@cache
def _times(start: float, end: float, period: int) -> tuple[str, int]:
    count = ceil((end - start) / period)
    return json.dumps([int(start) + period * n for n in reversed(range(count))]), count


@cache
def _values(n: int, count: int, stat: str) -> str:
    """Points around the mean that average to it; as many digits as CloudWatch gives."""
    mean = level(n)
    swing = [sin(k + n) for k in range(count)]
    off = sum(swing) / count
    wide = min(mean, 100 - mean) / 4 if count > 1 else 0
    factor = {"Average": 1.0, "Maximum": 1.01, "Minimum": 0.99}.get(stat, 1.0)
    return json.dumps([(mean + (each - off) * wide) * factor for each in swing])


class Http(loopback.Http):
    """AWS's side of a connection."""

    def __init__(self, estate: Estate, latency: float) -> None:
        super().__init__(latency)
        self.estate = estate

    def asked(self, head: bytes, body: bytes) -> None:
        if head.startswith(b"GET /seen"):
            self.send(200, JSON, json.dumps(self.estate.seen).encode(), at_once=True)
            self.estate.seen.clear()
            return
        scope = _SCOPE.search(head)
        region = scope[1].decode() if scope else ""
        if target := _TARGET.search(head):
            answer = self.estate.answer(region, target[1].decode(), json.loads(body))
        else:
            given = dict(parse_qsl(body.decode(), keep_blank_values=True))
            answer = self.estate.answer(region, given.get("Action", ""), given)
        self.send(*answer)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vms", type=int, default=5000)
    parser.add_argument("--regions", type=int, default=3)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds")
    parser.add_argument("--throttle", action="store_true")
    options = parser.parse_args()
    estate = Estate(options.vms, options.regions, throttle=options.throttle)
    asyncio.run(loopback.serve(lambda: Http(estate, options.latency)))


if __name__ == "__main__":
    main()
