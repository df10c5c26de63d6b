"""Writes the documents that are derived from the code: `make docs`.

`docs/answer.schema.json` is the JSON contract; `docs/subjects.md` what can be asked about, from
the catalog. A test holds both to what this would write.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from finops.answer import Answer
from intents.catalog import CLOUD_TITLES, CLOUDS, Field, Subject, subjects

FOLDER = Path(__file__).parents[1] / "docs"


def documents() -> Mapping[str, str]:
    """Every derived document, by its name in `docs/`."""
    schema = json.dumps(Answer.model_json_schema(), indent=2, ensure_ascii=False)
    return {"answer.schema.json": f"{schema}\n", "subjects.md": "\n".join(_subjects()) + "\n"}


def _subjects() -> Iterator[str]:
    yield "# What can be asked about"
    yield ""
    yield "Made by `make docs` from `intents/catalog/`. A field that a cloud does not tell is `–`."
    for subject in subjects():
        yield ""
        yield f"## {subject.name}"
        yield ""
        yield f"People say: {', '.join(subject.words)}. {_cloud_words(subject)}".rstrip()
        yield ""
        yield "| field | type | unit | what it is | AWS | Azure |"
        yield "|---|---|---|---|---|---|"
        for field in subject.fields.values():
            yield _row(field)
        yield from _permissions(subject)


def _permissions(subject: Subject) -> Iterator[str]:
    from providers.aws.subjects import needs_of as of_aws
    from providers.azure.subjects import needs_of as of_azure

    for title, needs in (("AWS", of_aws(subject.name)), ("Azure", of_azure(subject.name))):
        if needs:
            yield ""
            yield f"{title} permissions: {', '.join(f'`{need}`' for need in needs)}"


def _cloud_words(subject: Subject) -> str:
    said = (f"{CLOUD_TITLES[c]}: {', '.join(w)}." for c, w in subject.cloud_words.items() if w)
    return " ".join(said)


def _row(field: Field) -> str:
    sources = (field.sources.get(cloud, "–") for cloud in CLOUDS)
    cells = (f"`{field.name}`", field.type, field.unit or "", field.about, *sources)
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Write them."""
    for name, text in documents().items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
