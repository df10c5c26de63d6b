"""What is told of a script before it runs: what cannot succeed, and nothing of what can."""

import sys
import tomllib
from importlib.abc import MetaPathFinder
from pathlib import Path

import pytest

from sandbox_runner import policy
from sandbox_runner.checked import problems
from sandbox_runner.policy.described import described
from sandbox_runner.shims.azure import CLIENTS

BENIGN = [
    script
    for file in sorted((Path(__file__).parent / "benign").glob("*.toml"))
    for script in tomllib.loads(file.read_text("utf-8"))["script"]
]
# Those that try what is refused on purpose, and deal with it.
REFUSED = ("get_secret_value", "begin_restart", "terminate_instances")
END = "\nresult = 1"


@pytest.mark.parametrize("script", BENIGN, ids=lambda script: script["question"])
def test_a_script_that_can_succeed_has_no_problem(script: dict[str, str]) -> None:
    tried = [name for name in REFUSED if name in script["code"]]
    assert len(problems(script["code"])) == len(tried)
    assert all(name in problems(script["code"])[0] for name in tried)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("result = (1", "line 1: it is no Python"),
        ("result = '\0'", "cannot be read|no Python"),
        ("x = 1", "leaves no `result`"),
        ("def f():\n    result = 1\nf()", "leaves no `result`"),
        ("import requests" + END, "line 1: there is no module requests"),
        ("import azure.mgmt.nothing" + END, "there is no module azure.mgmt.nothing"),
        ("from .own import x" + END, "there is no module"),
        ("import pandas as pd, polars" + END, "there is no module polars"),
        ("import subprocess" + END, "subprocess is of no use: it needs a process"),
        ("from urllib import request" + END, "urllib.request is of no use: it needs a network"),
        ("import http.client" + END, "http.client is of no use"),
        ("import socket" + END, "socket is of no use"),
        ("open('/tmp/x', 'w')" + END, "open: there are no files"),
        ("import pandas as pd\npd.DataFrame().to_csv('x.csv')" + END, "to_csv: there are no files"),
        ("exit()" + END, "exit: let the script come to its end"),
        ("import boto3\nboto3.client('iam').create_user(UserName='x')" + END,
         "iam.create_user is not among|nothing may be asked of AWS's iam"),
        ("import boto3\nec2 = boto3.client('ec2')\nec2.terminate_instances(InstanceIds=[])" + END,
         "line 3: ec2.terminate_instances is not among"),
        ("import boto3\nboto3.client('ec2').get_paginator('describe_nothing')" + END,
         "ec2.describe_nothing is not among"),
        ("import boto3\ns = boto3.Session()\nx = s.client('s3')\nx.get_object(Bucket='b')" + END,
         "s3.get_object is not among"),
        ("import boto3\nwith_ = boto3.client('ec2')\nfor r in ['a']:\n"
         "    with_.stop_instances()" + END, "ec2.stop_instances"),
        ("from boto3 import client\nec2 = client('ec2')\nec2.stop_instances()" + END,
         "line 3: ec2.stop_instances is not among"),
        ("from boto3 import client as of\nof('secretsmanager').get_secret_value()" + END,
         "line 2: secretsmanager.get_secret_value is not among"),
        ("import boto3\nboto3.client(service_name='s3').get_object(Bucket='b')" + END,
         "s3.get_object is not among"),
        ("import boto3\nboto3.client('ec2').get_paginator(operation_name='run')" + END,
         "ec2.run is not among"),
        ("import boto3\nboto3.client('dynamodb').scan(TableName='t')" + END, "dynamodb"),
        ("import boto3\nboto3.resource('braket')" + END, "nothing may be asked of AWS's braket"),
        ("from azure.mgmt.compute import ComputeManagementClient\n"
         "c = ComputeManagementClient(None, 's')\nc.virtual_machines.begin_delete('g', 'v')" + END,
         "line 3: begin_delete: nothing may be changed in Azure"),
    ],
)  # fmt: skip
def test_what_cannot_succeed_is_told_with_its_line(code: str, said: str) -> None:
    found = " · ".join(problems(code))
    assert any(part in found for part in said.split("|")), found


@pytest.mark.parametrize(
    "code",
    [
        "from statistics import mean as result",
        "if True:\n    result = 1",
        "with_ = 1\nfor result in [1]: pass",
        "def f():\n    global result\n    result = 1\nf()",
        "result: dict = {}",
        "(result := 1)",
        # A name that stands for several things, or comes from elsewhere: the broker decides.
        "import boto3\nc = boto3.client('ec2')\nc = {}\nc.pop('x', None)\nresult = 1",
        "import boto3\ndef f(c):\n    return c.terminate()\nresult = 1",
        "import boto3\nname = 'ec2'\nboto3.client(name).describe_instances()\nresult = 1",
        "import pandas as pd\nresult = pd.DataFrame({'a': [1]}).to_csv()",
        "import asyncio, threading, zoneinfo, decimal, urllib.parse\nresult = 1",
        "class Client:\n    pass\nresult = Client()",
    ],
)
def test_what_reading_cannot_tell_passes(code: str) -> None:
    assert problems(code) == ()


def test_a_library_that_only_this_process_does_without_exists(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class NotHere(MetaPathFinder):
        def find_spec(self, name: str, *_: object) -> None:
            if name == "pandas":
                raise ModuleNotFoundError(name)

    monkeypatch.setattr(sys, "meta_path", [NotHere(), *sys.meta_path])
    monkeypatch.delitem(sys.modules, "pandas", raising=False)
    assert problems("import pandas as pd" + END) == ()


def test_what_is_too_deep_to_be_read_is_told_and_not_raised() -> None:
    assert problems("result = " + "(" * 5000 + ")" * 5000)
    assert problems("result = " + "-" * 200_000 + "1")
    assert problems("#" * 1_000_001)


def test_what_a_writer_is_told_is_what_the_policy_allows() -> None:
    text = described()
    parts = (line.partition(": ") for line in text.splitlines())
    listed = {name: rest for name, colon, rest in parts if colon}
    for name, service in policy.aws().items():
        assert set(listed[name].split(", ")) == service.operations
    for kind in policy.azure().reads:
        space, _, rest = kind.partition("/")
        assert (rest or space) in listed[space if rest else "of a subscription"].split(", ")
    for denied, operations in policy.denied().items():
        assert not operations & set(listed.get(denied, "").split(", "))
    assert len(text) < 12_000, "it goes with every question, though cached"


def test_every_client_that_a_writer_is_told_of_is_installed() -> None:
    imports = "\n".join(f"import {name}" for name in CLIENTS)
    assert problems(imports + END) == ()
    assert all(name in described() for name in CLIENTS)
