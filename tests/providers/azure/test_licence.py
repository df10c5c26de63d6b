"""Whose licence a VM or a database uses, as Azure tells it."""

import pytest

from providers.azure.licence import of_sql, of_vm
from providers.model import Account

PROD = Account("azure", "0b1f6471-1bf0-4dda-aec3-cb9272f09590", "prod")
TESTS = Account("azure", PROD.id, "tests", "enabled", "MSDNDevTest_2014-09-01")


def vm(system: str, said: str | None = None, publisher: str | None = None) -> dict[str, object]:
    image = {"publisher": publisher} if publisher else {"id": "/images/own"}
    profile = {"osDisk": {"osType": system}, "imageReference": image}
    licence = {"licenseType": said} if said else {}
    return {"properties": {"storageProfile": profile, **licence}}


@pytest.mark.parametrize(
    ("item", "licence"),
    [
        (vm("Windows"), "included"),
        (vm("Windows", "None"), "included"),
        (vm("Windows", "Windows_Server"), "own"),
        (vm("Windows", "Windows_Client"), "own"),
        (vm("Linux", publisher="Canonical"), "none"),
        (vm("Linux", publisher="RedHat"), "included"),
        (vm("Linux", "RHEL_BYOS", "RedHat"), "own"),
        (vm("Linux", "SLES_BYOS"), "own"),
        (vm("Linux", "RHEL_BASE"), "included"),
        (vm("Linux"), None),
    ],
)
def test_a_licence_is_told_by_its_type_and_its_image(item: dict[str, object], licence: str) -> None:
    assert of_vm(item, PROD) == licence


def test_windows_in_a_dev_test_subscription_pays_for_none() -> None:
    assert of_vm(vm("Windows"), TESTS) == "none"


@pytest.mark.parametrize(
    ("said", "licence"),
    [("LicenseIncluded", "included"), ("BasePrice", "own"), (None, None)],
)
def test_a_database_says_so_itself(said: str | None, licence: str | None) -> None:
    properties = {"licenseType": said} if said else {}
    assert of_sql({"properties": properties}, "GeneralPurpose") == licence


def test_a_database_by_dtu_has_it_in_its_price() -> None:
    assert of_sql({"properties": {}}, "Standard") == "included"
