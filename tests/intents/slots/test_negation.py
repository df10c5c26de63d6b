"""Negations and exclusions in every wording turn round what they stand before, and nothing else."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from .tables import conditions, differing, query

SAID = (
    ("VMs without tags", "tags missing"),
    ("VMs with no tags", "tags missing"),
    ("VMs without an owner tag", "tags.owner missing"),
    ("VMs with no owner", "tags.owner missing"),
    ("VMs not tagged env=prod", "tags.env ne prod"),
    ("VMs not tagged with team payments", "tags.team ne payments"),
    ("VMs where env is not prod", "tags.env ne prod"),
    ("VMs where team != payments", "tags.team ne payments"),
    ("VMs that are not running", "state ne running"),
    ("VMs not running", "state ne running"),
    ("VMs that are not stopped", "state not_in stopped,deallocated"),
    ("stopped VMs not in us-east-1", "state in stopped,deallocated; region ne us-east-1"),
    ("VMs other than spot", "lifecycle ne spot"),
    ("VMs not spot", "lifecycle ne spot"),
    ("VMs excluding prod", "tags.env not_in prod,production"),
    ("VMs except prod", "tags.env not_in prod,production"),
    ("VMs outside prod", "tags.env not_in prod,production"),
    ("non-prod VMs", "tags.env not_in prod,production"),
    ("non-production VMs", "tags.env not_in prod,production"),
    ("nonprod VMs", "tags.env not_in prod,production"),
    ("VMs not in prod", "tags.env not_in prod,production"),
    ("VMs not in AWS", "cloud ne aws"),
    ("VMs not in Azure", "cloud ne azure"),
    ("VMs outside AWS", "cloud ne aws"),
    ("disks not attached", "attached eq False"),
    ("disks not encrypted", "encrypted eq False"),
    ("unencrypted disks", "encrypted eq False"),
    ("disks that are neither encrypted nor attached", "encrypted eq False; attached eq False"),
    ("disks without encryption", "encrypted eq False"),
    ("buckets without versioning", "versioning eq False"),
    ("buckets that are not public", "public eq False"),
    ("buckets not public", "public eq False"),
    ("databases without backups", "backup_days eq 0"),
    ("databases that are not postgres", "engine ne postgresql"),
    ("databases other than mysql", "engine ne mysql"),
    ("databases except mysql and postgres", "engine not_in mysql,postgresql"),
    ("VMs other than t3.large", "size ne t3.large"),
    ("VMs except m5.large and m5.xlarge", "size not_in m5.large,m5.xlarge"),
    ("VMs neither t3.micro nor t3.small", "size not_in t3.micro,t3.small"),
    ("VMs whose name does not contain web", "name not_matches *web*"),
    ("VMs not named web-1", "name ne web-1"),
    ("VMs whose name does not start with web", "name not_matches web*"),
    ("VMs without a public IP", "public_ip missing"),
    ("VMs with no public IP", "public_ip missing"),
    ("cost excluding tax last month", "charge_category ne Tax"),
    ("cost without tax last month", "charge_category ne Tax"),
    ("cost except tax and credits last month", "charge_category not_in Tax,Credit"),
    ("cost before tax last month", "charge_category ne Tax"),
    ("cost excluding S3 last month", "service_name not_in Amazon Simple Storage Service,AmazonS3"),
    (
        "cost of everything except RDS last month",
        "service_name not_in Amazon Relational Database Service,AmazonRDS",
    ),
    ("cost by service excluding tax last month", "charge_category ne Tax"),
    ("cost in all accounts but sandbox last month", "sub_account_name ne sandbox"),
    ("cost of all accounts except prod last month", "sub_account_name ne prod"),
    ("cost not in us-east-1 last month", "region_id ne us-east-1"),
    ("cost outside AWS last month", "cloud ne aws"),
    ("cost except Azure last month", "cloud ne azure"),
    ("cost excluding support last month", "service_name not_matches *support*"),
    ("cost credits left out last month", "charge_category ne Credit"),
    ("cost leaving credits out last month", "charge_category ne Credit"),
    ("cost leaving out credits last month", "charge_category ne Credit"),
    ("cost ignoring tax last month", "charge_category ne Tax"),
    ("cost barring tax last month", "charge_category ne Tax"),
    ("cost sans tax last month", "charge_category ne Tax"),
    ("cost exclusive of tax last month", "charge_category ne Tax"),
    ("cost not counting tax last month", "charge_category ne Tax"),
    ("cost ex tax last month", "charge_category ne Tax"),
    ("cost excl. tax last month", "charge_category ne Tax"),
    ("untagged cost last month", "tags missing"),
    ("cost without a team tag last month", "tags.team missing"),
    ("cost not tagged with team last month", "tags.team missing"),
    ("cost where team is not payments last month", "tags.team ne payments"),
    ("functions that do not use node", "runtime not_matches *node*"),
    ("disks not gp3", "disk_type ne gp3"),
    ("disks other than gp2", "disk_type ne gp2"),
    ("snapshots not older than 30 days", "age_days le 30"),
    ("VMs not older than 30 days", "age_days le 30"),
    ("VMs in us-east-1 but not tagged env=prod", "tags.env ne prod"),
    ("VMs in us-east-1 except t3.micro", "size ne t3.micro"),
    ("running VMs without an owner tag in eu-west-1", "state eq running; tags.owner missing"),
    ("VMs not in us-east-1 and not running", "region ne us-east-1; state ne running"),
    (
        "VMs that are not in us-east-1 and not in eu-west-1",
        "region ne us-east-1; region ne eu-west-1",
    ),
    ("VMs not in us-east-1 and stopped", "region ne us-east-1; state in stopped,deallocated"),
    ("VMs that aren't running", "state ne running"),
    ("VMs that don't have an owner tag", "tags.owner missing"),
    ("VMs which haven't got tags", "tags missing"),
    ("buckets that aren't encrypted", "encrypted eq False"),
    ("cost other than S3 last month", "service_name not_in Amazon Simple Storage Service,AmazonS3"),
    (
        "cost of everything but S3 last month",
        "service_name not_in Amazon Simple Storage Service,AmazonS3",
    ),
    (
        "cost of all services but S3 last month",
        "service_name not_in Amazon Simple Storage Service,AmazonS3",
    ),
    (
        "cost by service except S3 last month",
        "service_name not_in Amazon Simple Storage Service,AmazonS3",
    ),
    ("cost besides S3 last month", "service_name not_in Amazon Simple Storage Service,AmazonS3"),
    ("cost apart from S3 last month", "service_name not_in Amazon Simple Storage Service,AmazonS3"),
    ("cost aside from S3 last month", "service_name not_in Amazon Simple Storage Service,AmazonS3"),
    (
        "cost with the exception of S3 last month",
        "service_name not_in Amazon Simple Storage Service,AmazonS3",
    ),
    ("cost save for S3 last month", "service_name not_in Amazon Simple Storage Service,AmazonS3"),
    ("VMs that haven't got an owner tag", "tags.owner missing"),
    ("VMs that have not got any tags", "tags missing"),
    ("VMs which haven't got a public IP", "public_ip missing"),
    ("functions that don't use python", "runtime not_matches *python*"),
    ("VMs no older than 30 days", "age_days le 30"),
    ("disks no larger than 100 GB", "size_gib le 100"),
    ("disks not smaller than 100 GB", "size_gib ge 100"),
    ("VMs older than 30 days but not older than 90 days", "age_days gt 30; age_days le 90"),
    ("VMs not cheaper than $50", "cost ge 50"),
    ("all accounts but sandbox", "account ne sandbox"),
    ("VMs in all accounts but sandbox", "account ne sandbox"),
    ("VMs other than t3", "size not_matches t3.*"),
    ("VMs except t3 and m5", "size not_matches t3.*; size not_matches m5.*"),
    ("VMs neither t3 nor m5", "size not_matches t3.*; size not_matches m5.*"),
    ("VMs not t3 or m5", "size not_matches t3.*; size not_matches m5.*"),
    ("databases other than t3", "size not_matches db.t3.*"),
)
# A negation that cannot be read with what it is about is never dropped.
UNREAD = (
    "VMs no longer running",
    "VMs nor disks",
    "not VMs",
    "everything except",
    "cost except last month",
    "VMs without",
    "VMs not",
    "VMs excluding us-east-1 and stopped",
    "never used functions",
    "VMs that are not idle",
    "cost by team excluding payments last month",
    "VMs not created this year",
    "functions not using python3.8",
    "VMs without backups",
)
# What leaves out, by itself and with each part that may be left out.
WORDS = ("not in", "outside", "outside of", "except in", "excluding", "except", "other than",
         "but not in", "apart from", "aside from", "leaving out", "not including", "minus",
         "omitting", "ignoring", "besides", "barring", "sans", "with the exception of",
         "not counting", "exclusive of", "ex", "excl.", "without")  # fmt: skip
PARTS = (
    ("us-east-1", "region_id ne us-east-1"),
    ("us-east-1 and eu-west-1", "region_id not_in us-east-1,eu-west-1"),
    ("us-east-1 or eu-west-1", "region_id not_in us-east-1,eu-west-1"),
    ("S3", "service_name not_in Amazon Simple Storage Service,AmazonS3"),
    ("Azure", "cloud ne azure"),
)
FILTERS = (
    ("not in us-east-1", "region ne us-east-1"),
    ("without an owner tag", "tags.owner missing"),
    ("not tagged env=prod", "tags.env ne prod"),
    ("other than t3.large", "size ne t3.large"),
    ("not older than 30 days", "age_days le 30"),
    ("with at least 4 cores", "vcpus ge 4"),
    ("with no public IP", "public_ip missing"),
)


def test_a_negation_is_read_as_it_is_meant() -> None:
    assert not differing(SAID, conditions)


def test_what_a_negation_cannot_turn_is_not_read() -> None:
    assert not differing(((words, "Unread") for words in UNREAD), conditions)


def test_every_word_that_leaves_out_leaves_out_every_part() -> None:
    table = [(f"cost {word} {part} last month", left)
             for word in WORDS for part, left in PARTS]  # fmt: skip
    assert not differing(table, conditions)


def test_the_order_of_two_filters_does_not_matter() -> None:
    table = [(f"VMs {one} {other}", {first, second})
             for (one, first), (other, second) in permutations(FILTERS, 2)
             # "An owner tag other than …" is about the tag.
             if not (one.endswith("tag") and other.startswith("other"))]  # fmt: skip
    wrong = [words for words, meant in table if set(conditions(words).split("; ")) != meant]
    assert not wrong


@given(st.sampled_from(WORDS), st.sampled_from(PARTS))
def test_what_is_left_out_and_what_is_kept_are_never_the_same(
    word: str, part: tuple[str, str]
) -> None:
    kept, left = query(f"cost in {part[0]} last month"), query(f"cost {word} {part[0]} last month")
    assert kept != left
