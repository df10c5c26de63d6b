"""What `/metrics` tells Prometheus: questions, calls to clouds and their price, cache hits, gaps.

A `bot.ask.Watcher`, with a registry of its own. Labels are closed sets or an SDK's own names: never
an account, a person, or anything that stood in a question.
"""

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from bot.ask import Person
from finops.answer import Answer
from providers.model import Call

CONTENT_TYPE = CONTENT_TYPE_LATEST
# Seconds: from a warm answer (tens of milliseconds) to a cold read of a large estate.
BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20, 30, 60)


class Metrics:
    """Counts what one bot does. Safe to use from several threads."""

    def __init__(self) -> None:
        """All begin at nothing."""
        # Else each sample has a second one that says since when it is counted.
        disable_created_metrics()  # type: ignore[no-untyped-call] # it has no types
        self._registry = own = CollectorRegistry()
        ProcessCollector(registry=own)
        self._questions = Counter(
            "finops_questions", "Questions answered.", ("surface", "route", "outcome"), registry=own
        )
        self._seconds = Histogram(
            "finops_question_seconds",
            "How long answers took.",
            ("surface",),
            buckets=BUCKETS,
            registry=own,
        )
        self._sources = Counter(
            "finops_sources", "Sources of answers; cached or read anew.", ("cached",), registry=own
        )
        self._gaps = Counter(
            "finops_gaps", "Gaps that answers told of.", ("surface",), registry=own
        )
        self._calls = Counter(
            "finops_api_calls",
            "API calls to clouds.",
            ("cloud", "service", "operation", "ended"),
            registry=own,
        )
        self._price = Counter(
            "finops_api_price_usd",
            "What clouds bill for them, in USD.",
            ("cloud", "service", "operation"),
            registry=own,
        )
        self._waits = Histogram(
            "finops_api_call_seconds",
            "How long they took.",
            ("cloud", "service"),
            buckets=BUCKETS,
            registry=own,
        )

    def answered(self, answer: Answer, person: Person) -> None:
        """Count an answer."""
        self._questions.labels(person.surface, answer.route or "none", answer.outcome).inc()
        self._seconds.labels(person.surface).observe(answer.elapsed_ms / 1000)
        self._gaps.labels(person.surface).inc(len(answer.gaps))
        for source in answer.sources:
            self._sources.labels("yes" if source.cached else "no").inc()

    def called(self, call: Call) -> None:
        """Count a call to a cloud."""
        self._calls.labels(call.cloud, call.service, call.operation, call.ended).inc()
        self._price.labels(call.cloud, call.service, call.operation).inc(float(call.price))
        self._waits.labels(call.cloud, call.service).observe(call.ms / 1000)

    def page(self) -> bytes:
        """All of it, in CONTENT_TYPE."""
        return generate_latest(self._registry)
