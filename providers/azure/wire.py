"""The policies of our own in azure-core's pipeline: patience with throttling, and the audit.

This module imports azure-core when it is imported: `session` does so at the first read.
"""

import random
import time
from collections.abc import Callable
from typing import Any

from azure.core.exceptions import AzureError
from azure.core.pipeline import PipelineRequest, PipelineResponse
from azure.core.pipeline.policies import HTTPPolicy, RetryPolicy

from providers.azure.errors import said

# Takes how a try ended ("ok", or Azure's error code) and how long it took, in milliseconds.
Told = Callable[[str, float], None]
# Nobody waits longer for one page; beyond it, that we were throttled is the answer.
LONGEST_WAIT_SECONDS = 60.0


class Patience(RetryPolicy[Any, Any]):
    """Retries that wait as long as Azure asks, within reason, and not all at the same moment."""

    def __init__(self) -> None:
        """Three more tries at what is throttled or failing, one at what is not there."""
        super().__init__(
            retry_total=4,
            retry_connect=1,
            retry_backoff_max=20,
            retry_on_status_codes=[529],
        )

    def get_backoff_time(self, settings: dict[str, Any]) -> float:
        """Azure-core's, with jitter: half to all of it."""
        return super().get_backoff_time(settings) * random.uniform(0.5, 1)  # noqa: S311 - jitter

    def is_retry(self, settings: dict[str, Any], response: PipelineResponse[Any, Any]) -> bool:
        """As azure-core, but for a wait that is too long."""
        if (self.get_retry_after(response) or 0) > LONGEST_WAIT_SECONDS:
            return False
        return bool(super().is_retry(settings, response))


class Record(HTTPPolicy[Any, Any]):
    """Tells the request's `told` option of every try, retries included."""

    def send(self, request: PipelineRequest[Any]) -> PipelineResponse[Any, Any]:
        """Pass it on, and time it, the reading of its body included."""
        options, kept = request.context.options, request.context
        if "told" in options:
            kept["told"] = options.pop("told")
        told: Told = kept["told"]
        began = time.perf_counter()
        try:
            response = self.next.send(request)
        except AzureError as error:
            told(type(error).__name__, _ms(began))
            raise
        told(_ended(response.http_response), _ms(began))
        return response


def _ms(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _ended(response: Any) -> str:
    return "ok" if response.status_code < 400 else said(response.content, response.status_code)[0]
