"""Where to look: clouds, and accounts by name or id; and where not."""

from tests.intents.reading import ACCOUNTS, WITH_ACCOUNTS

from .tables import conditions, differing, query

# Clouds, then accounts, then conditions.
SAID = (
    ("VMs in prod", "prod"),
    ("VMs in Atlas Orion", "Atlas Orion"),
    ("VMs in Staging", "Staging"),
    ("VMs in account prod", "prod"),
    ("VMs in the prod account", "prod"),
    ("VMs in account Atlas Orion", "Atlas Orion"),
    ("VMs in 111111111111", "prod"),
    ("VMs in account 111111111111", "prod"),
    ("VMs in account id 111111111111", "prod"),
    ("VMs in accounts prod and Atlas Orion", "prod,Atlas Orion"),
    ("VMs in prod or Staging", "prod,Staging"),
    ("VMs in subscription Staging", "Staging"),
    ("VMs in the Staging subscription", "Staging"),
    ("VMs in subscription 0b1f6471-1bf0-4dda-aec3-cb9272f09590", "Staging"),
    ("VMs in 333333333333", "333333333333"),
    ("VMs in account 333333333333", "333333333333"),
    ("VMs in account nosuch", "nosuch"),
    ("VMs in AWS", "aws"),
    ("VMs in Azure", "azure"),
    ("VMs on AWS", "aws"),
    ("VMs in amazon", "aws"),
    ("VMs in Amazon Web Services", "aws"),
    ("VMs in microsoft azure", "azure"),
    ("VMs in both clouds", "aws,azure"),
    ("VMs in AWS and Azure", "aws,azure"),
    ("AWS VMs", "aws"),
    ("Azure VMs", "azure"),
    ("VMs in all accounts", ""),
    ("VMs across all accounts", ""),
    ("VMs in my subscription", ""),
    ("VMs not in prod", "account ne prod"),
    ("VMs in all accounts but prod", "account ne prod"),
    ("VMs in all accounts except Staging", "account ne Staging"),
    ("all accounts but sandbox", "Unread"),
    ("all accounts but prod", "account ne prod"),
    ("cost in prod last month", "prod"),
    ("cost of account prod last month", "prod"),
    ("cost for Atlas Orion last month", "Atlas Orion"),
    ("cost of the Staging subscription last month", "Staging"),
    ("cost of 111111111111 last month", "prod"),
    ("cost of AWS last month", "aws"),
    ("cost of Azure last month", "azure"),
    ("AWS cost last month", "aws"),
    ("Azure cost last month", "azure"),
    ("cost in GCP last month", "Unread"),
    ("VMs in Google Cloud", "Unread"),
    ("VMs in the prod and Staging accounts", "prod,Staging"),
    ("cost outside prod last month", "sub_account_name ne prod"),
    ("cost of all accounts but prod last month", "sub_account_name ne prod"),
    ('VMs in "Atlas Orion"', "Atlas Orion"),
    ("VMs in atlas orion", "Atlas Orion"),
    ("VMs in ATLAS ORION", "Atlas Orion"),
)
BY_ID = ("VMs in {}", "VMs in account {}", "cost of {} last month", "cost in account {} last month",
         "disks in {}", "cost by service in {} last month", "VMs in subscription {}")  # fmt: skip
WITHOUT = ("VMs not in {}", "VMs in all accounts but {}", "VMs in all accounts except {}",
           "VMs outside {}", "VMs excluding {}", "VMs except in {}", "VMs not in account {}",
           "VMs in any account other than {}")  # fmt: skip


def scope(words: str) -> str:
    found = query(words, WITH_ACCOUNTS)
    if isinstance(found, str):
        return found
    parts = (",".join((*found.clouds, *found.accounts)), conditions(words, WITH_ACCOUNTS))
    return "; ".join(part for part in parts if part)


def test_a_scope_is_read_as_it_is_meant() -> None:
    assert not differing(SAID, scope)


def test_an_account_is_the_same_by_name_and_by_id() -> None:
    table = [(shape.format(said), account.name) for shape in BY_ID for account in ACCOUNTS
             for said in (account.name, account.id, account.name.upper(),
                          account.name.lower())]  # fmt: skip
    assert not differing(table, scope)


def test_an_account_is_left_out_in_every_wording() -> None:
    table = [(shape.format(account.name), f"account ne {account.name}")
             for shape in WITHOUT for account in ACCOUNTS]  # fmt: skip
    assert not differing(table, scope)
