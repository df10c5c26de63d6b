"""What can be asked: the answer to "help", made from the catalog and the phrases."""

from functools import cache

from intents import catalog
from intents.catalog import CLOUD_TITLES, Subject
from intents.phrases import examples
from intents.query import HowTo
from intents.slots import subject as subject_slot
from intents.slots.claim import Asked

_HELP = frozenset({
    "help", "help me", "what can you do", "what can i ask", "what can i ask you", "usage",
    "commands", "examples", "show examples", "how do i use this", "how does this work",
    "what do you do", "who are you", "what are you", "what can you answer", "what can you tell me",
    "hello", "hi", "hey", "thanks", "thank you", "help please", "please help", "what do you know",
    "what questions can i ask", "what can we ask", "what can i ask about", "how to use this",
    "hi there", "good morning",
})  # fmt: skip
_ABOUT = (
    ("what", "fields", "do"), ("which", "fields", "do"), ("what", "columns", "do"),
    ("what", "do", "you", "know", "about"), ("what", "can", "i", "ask", "about"), ("help", "with"),
    ("what", "can", "you", "tell", "me", "about"), ("help", "on"), ("help", "about"),
)  # fmt: skip
_SILENT = frozenset({"have", "has", "the", "our", "my", "you", "know"})


def read(asked: Asked) -> HowTo | None:
    """The help that is asked for, or None."""
    words = tuple(word.text for word in asked.words if not word.text.startswith(("<@", "@")))
    if not words or " ".join(words) in _HELP:
        return HowTo("help", overview())
    skipped = len(asked.words) - len(words)
    for lead in _ABOUT:
        if words[: len(lead)] == lead:
            found = subject_slot.every().at(asked, skipped + len(lead))
            if found and all(word.text in _SILENT for word in asked.words[found[1] :]):
                return HowTo(found[0], of(catalog.subject(found[0])))
    return None


@cache
def overview() -> str:
    """What can be asked, with examples of each subject."""
    lines = ["Ask me about AWS and Azure, in your own words. For example:"]
    for known in catalog.subjects():
        lines += [f"• {question}" for question in examples(known.name)[:2]]
    about = ", ".join(known.plural for known in catalog.subjects())
    lines += [f"I know about {about}. Ask “what fields do VMs have” for what is known of one.",
              "I read clouds and never change them."]  # fmt: skip
    return "\n".join(lines)


def of(known: Subject) -> str:
    """What is known of a subject: its fields, and the clouds that do not tell them."""
    lines = [f"What is known of {known.plural}:"]
    for field in known.fields.values():
        missing = [CLOUD_TITLES[cloud] for cloud in known.clouds if cloud not in field.sources]
        without = f" (not in {' or '.join(missing)})" if missing else ""
        unit = f", in {field.unit}" if field.unit and field.unit != "count" else ""
        lines.append(f"• {field.title}: {field.about}{unit}{without}")
    return "\n".join(lines + [f"For example: {question}" for question in examples(known.name)[:3]])
