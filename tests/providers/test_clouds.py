"""The table of clouds."""

import subprocess
import sys
from pathlib import Path

from providers.cache import Cache
from providers.clouds import open_providers
from providers.settings import Aws, Azure


def test_only_the_clouds_that_are_switched_on_are_opened(tmp_path: Path) -> None:
    def clouds(aws: bool, azure: bool) -> list[str]:
        opened = open_providers(Aws(enabled=aws), Azure(enabled=azure), Cache(tmp_path / "cache"))
        return [provider.cloud for provider in opened]

    assert clouds(aws=True, azure=True) == ["aws", "azure"]
    assert clouds(aws=False, azure=True) == ["azure"]
    assert clouds(aws=False, azure=False) == []


def test_opening_them_imports_no_sdk_and_makes_nothing(tmp_path: Path) -> None:
    script = f"""
import sys
from pathlib import Path
from providers.cache import Cache
from providers.clouds import open_providers
from providers.settings import Aws, Azure
open_providers(Aws(), Azure(), Cache(Path({str(tmp_path / "cache")!r})))
sdks = {{"boto3", "botocore", "azure.identity", "azure.core"}}
assert not sdks & set(sys.modules), sdks & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
    assert not (tmp_path / "cache").exists()
