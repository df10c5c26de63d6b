from typing import Any

from providers.azure import account
from providers.settings import AzureSubscription

SEEN: Any = (
    {"id": "AAA", "name": "prod", "state": "enabled"},
    {"id": "bbb", "name": "old", "state": "disabled"},
)


def test_without_settings_all_that_are_seen() -> None:
    found = account.chosen((), SEEN)
    assert [(one.id, one.name, one.state) for one in found] == [
        ("aaa", "prod", "enabled"),
        ("bbb", "old", "disabled"),
    ]


def test_settings_choose_and_name_and_the_rest_is_azures() -> None:
    said = (AzureSubscription(id="aAa"), AzureSubscription(id="ccc", name="mine"))
    found = account.chosen(said, SEEN)
    assert [(one.id, one.name, one.state) for one in found] == [
        ("aaa", "prod", "enabled"),
        ("ccc", "mine", None),
    ]


def test_a_disabled_subscription_is_remarked_upon_not_read() -> None:
    enabled, disabled = account.chosen((), SEEN)
    remark = account.unread(disabled)
    assert account.unread(enabled) is None
    assert remark is not None
    assert not remark.matters
    assert "disabled" in remark.why


def test_seeing_no_subscription_is_a_gap_not_an_empty_estate(scripted: Any) -> None:
    cloud = scripted(lambda *_: (200, {}, {"value": []}))
    found = cloud.provider().accounts(cloud.context)
    assert found.items == ()
    assert [gap.why.partition(":")[0] for gap in found.gaps] == ["NoSubscriptions"]
