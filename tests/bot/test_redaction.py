"""Redaction: what is taken for a credential, and what is left to read."""

import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import log
from bot.redaction import BLOT, redacted, redacted_question

KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def tagged(key: str, value: object, op: str = "eq") -> dict[str, object]:
    return {"subject": "vm", "where": [{"any": [{"field": key, "op": op, "value": value}]}]}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Password: hunter2, please", f"Password: {BLOT}, please"),
        ("api_key='abc' and more", f"api_key='{BLOT}' and more"),
        (f"{KEY_ID}abc", f"{BLOT}abc"),
        (f"{KEY_ID} {SECRET_KEY}", f"{BLOT} {BLOT}"),
        (f"key {KEY_ID} with secret {SECRET_KEY}.", f"key {BLOT} with secret {BLOT}."),
    ],
)
def test_a_credential_is_blotted_out(text: str, left: str) -> None:
    assert redacted(text) == left


@pytest.mark.parametrize(
    "text",
    ["VMs tagged team=web", f"the commit {'0a' * 20}", "which secrets are unused", "cost by team"],
)
def test_an_ordinary_question_is_left_as_it_is(text: str) -> None:
    assert redacted(text) == text


@given(st.text())
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    assert redacted(redacted(text)) == redacted(text)


@pytest.mark.parametrize("key", ["tags.password", "tags.DB_Secret", "tags.ApiKey", "tags.token"])
def test_the_value_of_a_tag_named_like_a_secret_goes_from_query_and_question(key: str) -> None:
    words, [query] = redacted_question("VMs whose tag is hunter2", tagged(key, "hunter2"))
    assert words == f"VMs whose tag is {BLOT}"
    assert query == tagged(key, BLOT)


def test_each_value_of_a_list_goes() -> None:
    _, [query] = redacted_question("", tagged("tags.token", ("one", "two"), "in"))
    assert query == tagged("tags.token", [BLOT, BLOT], "in")


def test_what_names_a_part_of_a_query_stays() -> None:
    _, [query] = redacted_question("", tagged("tags.secret", "tags.secret"))
    assert query == tagged("tags.secret", BLOT)


def test_an_aws_secret_key_of_the_question_goes_from_the_query_too() -> None:
    data = tagged("name", SECRET_KEY.lower())
    _, [query] = redacted_question(f"VMs named {KEY_ID} {SECRET_KEY}", data)
    assert query == tagged("name", BLOT)


def test_a_question_that_came_as_data_is_read_as_such() -> None:
    words, _ = redacted_question('{"field": "tags.password", "op": "eq", "value": "hunter2"}')
    assert words == f'{{"field": "tags.password", "op": "eq", "value": "{BLOT}"}}'


def test_a_line_of_the_log_has_no_credential(tmp_path: Path) -> None:
    before = logging.root.handlers[:], logging.root.level
    try:
        path = log.start(tmp_path)
        logging.getLogger("bot").error("refused %s", "Bearer abcdefghijkl")
        logging.root.handlers[0].close()
    finally:
        logging.root.handlers[:], logging.root.level = before
    assert path.read_text("utf-8").endswith(f"refused Bearer {BLOT}\n")
