"""What is being done is told once, and only the latest of it."""

from bot.doing import Doing


def test_the_latest_is_news_once() -> None:
    doing = Doing()
    assert doing.news() is None
    doing.say("1 of 3")
    doing.say("2 of 3")
    assert doing.news() == "2 of 3"
    assert doing.news() is None
