"""Teams' whole way over real HTTP: a signed activity in, a card at the connector out."""

from tests.bot.teams.conftest import Post
from tests.bot.teams.microsoft import Microsoft, message

SPENT = "what did we spend last month"


def test_a_message_is_acknowledged_and_gets_typing_then_a_card(
    post: Post, there: Microsoft
) -> None:
    assert post(message(there, SPENT)).status_code == 201
    typing, card = there.wait(2)
    assert typing["type"] == "typing"
    assert card["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert "20.00" in str(card["attachments"][0]["content"])
    assert card["summary"]
    assert card["conversation"]["id"] == "a:1dm"
    assert there.tokens_given == 1
