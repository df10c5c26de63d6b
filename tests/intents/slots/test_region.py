"""Regions by code, name, city and alias, of both clouds; and misspelt ones, which are echoed."""

import tomllib
from importlib.resources import files

from hypothesis import assume, given
from hypothesis import strategies as st

from intents.query import Query
from intents.slots import region
from tests.intents.reading import asked

from .tables import conditions, differing, query

RAW = tomllib.loads(files("intents.slots").joinpath("regions.toml").read_text("utf-8"))
CODES = sorted(region.clouds())
# Every name of every region: its code, and the places that it is called by.
NAMES = [(code if cloud == "aws" else code.casefold().replace(" ", ""), name)
         for cloud in ("aws", "azure") for code, places in RAW[cloud].items()
         for name in (code, *places)]  # fmt: skip
AZURE_WAYS = [(name.casefold().replace(" ", ""), way) for name in RAW["azure"]
              for way in (name, name.lower(), name.replace(" ", "-"), name.replace(" ", ""),
                          name.upper())]  # fmt: skip
# Where each shape of a question puts its regions.
SHAPES = ("VMs in {}", "disks in {}", "cost in {} last month", "which VMs are in {}", "{} VMs",
          "how many VMs are there in {}", "VMs in the {} region", "VMs located in {}",
          "VMs in region {}")  # fmt: skip
SAID = (
    ("us-east-1", "us-east-1"), ("US-EAST-1", "us-east-1"), ("Us-East-1", "us-east-1"),
    ("us-east-1 or eu-west-1", "us-east-1,eu-west-1"),
    ("us-east-1 and eu-west-1", "us-east-1,eu-west-1"),
    ("us-east-1, eu-west-1", "us-east-1,eu-west-1"),
    ("us-east-1, eu-west-1 and us-west-2", "us-east-1,eu-west-1,us-west-2"),
    ("either us-east-1 or us-west-2", "us-east-1,us-west-2"),
    ("north virginia", "us-east-1"), ("N. Virginia", "us-east-1"), ("virginia",
    "us-east-1,eastus,eastus2"),
    ("northern virginia", "us-east-1"), ("ohio", "us-east-2"), ("oregon", "us-west-2"),
    ("northern california", "us-west-1"), ("Cape Town", "af-south-1,southafricawest"),
    ("mumbai", "ap-south-1,westindia"),
    ("stockholm", "eu-north-1"), ("montreal", "ca-central-1"), ("tel aviv", "il-central-1"),
    ("West Europe", "westeurope"), ("west europe", "westeurope"), ("westeurope", "westeurope"),
    ("west-europe", "westeurope"), ("east us", "eastus"), ("East US 2", "eastus2"),
    ("eastus2", "eastus2"), ("north europe", "northeurope"), ("toronto", "canadacentral"),
    ("iowa", "centralus"), ("Frankfurt", "eu-central-1,germanywestcentral"),
    ("Ireland", "eu-west-1,northeurope"), ("dublin", "eu-west-1,northeurope"),
    ("london", "eu-west-2,uksouth"), ("sydney", "ap-southeast-2,australiaeast"),
    ("Frankfurt or Ohio", "eu-central-1,germanywestcentral,us-east-2"),
    ("west europe and north virginia", "westeurope,us-east-1"),
)  # fmt: skip
# A letter of the code is missing, too many, another, or swapped: read, and told.
MISSPELT = (
    ("us-esat-1", "us-east-1"), ("us-eas-1", "us-east-1"),
    ("us-eastt-1", "us-east-1"),     ("us-wset-2", "us-west-2"), ("us-wst-2", "us-west-2"),
    ("us-wesst-2", "us-west-2"),
    ("eu-wset-1", "eu-west-1"), ("eu-wesst-1", "eu-west-1"),
    ("eu-cetnral-1", "eu-central-1"), ("eu-centrl-1", "eu-central-1"),
    ("eu-centra-1", "eu-central-1"),
    ("ap-southest-1", "ap-southeast-1"), ("ap-souhteast-2", "ap-southeast-2"),
    ("ap-notheast-1", "ap-northeast-1"), ("ca-centrel-1", "ca-central-1"),
    ("sa-eats-1", "sa-east-1"), ("westeurop", "westeurope"), ("weseteurope", "westeurope"),
    ("westeuorpe", "westeurope"), ("northeurop", "northeurope"), ("eastsu2", "eastus2"),
    ("germanywestcentrl", "germanywestcentral"), ("francecentrall", "francecentral"),
)  # fmt: skip
# No region, or one of several: a question about it is not read as about another.
NONE = (
    "us-west-3", "us-east-4", "us-east-11", "eu-west-9", "us-central-1", "uk-west-1", "ca-north-1",
    "us-est-1", "us-eest-1", "us-east1", "europe-west1", "eu-east-1", "mars-north-1", "us-east",
    "eu-west", "westeurope3", "eastus9",
    "ap-east-9", "us-north-1", "uswest", "xx-east-1", "atlantis",
)  # fmt: skip
LEFT_OUT = (
    ("VMs not in us-east-1", "region ne us-east-1"),
    ("VMs outside us-east-1", "region ne us-east-1"),
    ("VMs outside of eu-west-1", "region ne eu-west-1"),
    ("VMs except in us-east-1", "region ne us-east-1"),
    ("VMs except us-east-1 and us-west-2", "region not_in us-east-1,us-west-2"),
    ("VMs neither in us-east-1 nor eu-west-1", "region not_in us-east-1,eu-west-1"),
    ("VMs neither in us-east-1 nor in eu-west-1", "region ne us-east-1; region ne eu-west-1"),
    ("VMs not in us-east-1 or eu-west-1", "region not_in us-east-1,eu-west-1"),
    ("VMs that are not in Frankfurt", "region not_in eu-central-1,germanywestcentral"),
    ("VMs in all regions but us-east-1", "region ne us-east-1"),
    ("VMs in any region other than us-east-1", "region ne us-east-1"),
    ("cost outside us-east-1 last month", "region_id ne us-east-1"),
    ("cost excluding eu-west-1 last month", "region_id ne eu-west-1"),
    ("cost without Ireland last month", "region_id not_in eu-west-1,northeurope"),
    ("VMs not in us-esat-1", "region ne us-east-1"),
)  # fmt: skip


def regions(question: str) -> str:
    found = query(question)
    return found if isinstance(found, str) else ",".join(found.regions)


def test_a_region_is_read_however_it_is_called() -> None:
    assert not differing(SAID, lambda said: regions(f"VMs in {said}"))


def test_every_code_reads_to_itself_in_every_shape_of_a_question() -> None:
    table = [(shape.format(code), code) for shape in SHAPES for code in CODES]
    assert not differing(table, regions)


def test_every_name_of_a_region_finds_it() -> None:
    for code, name in NAMES:
        assert code in regions(f"VMs in {name}").split(","), name


def test_an_azure_region_may_be_written_apart_closed_up_or_hyphenated() -> None:
    table = ((way, code) for code, way in AZURE_WAYS)
    assert not differing(table, lambda way: regions(f"VMs in {way}"))


def test_a_place_in_both_clouds_is_told() -> None:
    for place in ("Frankfurt", "Ireland", "London", "Sydney"):
        assert any("is read as" in note for note in asked(f"VMs in {place}").notes)


def test_a_misspelt_region_is_read_and_echoed() -> None:
    assert not differing(MISSPELT, lambda text: regions(f"VMs in {text}"))
    for text, code in MISSPELT:
        assert f"{text!r} is read as {code!r}" in asked(f"VMs in {text}").notes


def test_what_is_no_region_or_one_of_several_is_not_taken_for_one() -> None:
    assert not differing(
        ((text, "none") for text in NONE),
        lambda text: "none" if isinstance(query(f"VMs in {text}"), str) else text,
    )


def test_a_region_left_out_is_left_out() -> None:
    assert not differing(LEFT_OUT, conditions)


@given(st.sampled_from(CODES), st.data())
def test_swapped_letters_are_read_as_the_region_meant_or_not_at_all(
    code: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(code) - 2))
    text = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assume(text != code and text not in CODES)
    found = asked(f"VMs in {text}")
    if isinstance(found.reading, Query):
        assert found.reading.regions == (code,)
        assert any(text in note for note in found.notes)
