"""Asks the model until it answers or it is time to stop: tries, waits, caps, and a row of audit for each try.

Each try is reserved at its worst case before it is made; a try that may have been billed without saying how much stays
counted at that. Judges no words.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from data.home import Home
from data.model_calls import ModelCall, now, reserve, settle
from insights.exchange import NoAnswer, Reply, Request, body
from insights.llm import Model
from insights.model_settings import RETIRED, ModelSettings, Price
from insights.narration.prompt import PROMPT_VERSION

MARGIN = 1.1
OVERHEAD = 200
"""Tokens and share by which the provider's count may fall short of what it bills."""
WAIT = 1.0
LEAST_SECONDS = 0.2
LONGEST_KEPT = 100_000
"""Characters of an answer kept in the ledger."""


@dataclass(frozen=True)
class Asking:
    """A question to the model: who asks, what for, and in which home. `sleep` waits between tries."""

    home: Home
    settings: ModelSettings
    person: str
    purpose: str
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True)
class Called:
    """An answer and the row of audit that holds it."""

    call: ModelCall
    reply: Reply


def ask_model(asking: Asking, request: Request, key: str) -> Called:
    """The model's answer. Raises NoAnswer with the reason where there is none."""
    settings = asking.settings
    price = _price(asking)
    until = time.monotonic() + settings.total_seconds
    model = Model(settings)
    try:
        worst = _worst(settings, price, request, model.count(request, settings.try_seconds))
        return _tries(asking, request, model, _draft(asking, request, key, worst), until)
    finally:
        model.close()


def _price(asking: Asking) -> Price:
    settings = asking.settings
    if not settings.key:
        raise NoAnswer("no_key")
    if settings.price is None:
        raise NoAnswer("no_price")
    last = RETIRED.get(settings.model)
    if last is not None and asking.home.today() > last:
        raise NoAnswer("retired")
    return settings.price


def _worst(settings: ModelSettings, price: Price, request: Request, counted: int | None) -> float:
    """Yen of one try at most: every input token written to the cache, every output token used."""
    size = len(body(settings, request))  # no token is shorter than a byte
    tokens = size if counted is None else min(size, counted * MARGIN) + OVERHEAD
    return settings.yen((tokens * 2 * price.input + settings.max_tokens * price.output) / 1e6)


def _draft(asking: Asking, request: Request, key: str, worst: float) -> ModelCall:
    settings = asking.settings
    return ModelCall(
        "", now(asking.home), asking.person, asking.purpose, key, settings.provider, settings.model, PROMPT_VERSION,
        settings.privacy, body(settings, request).decode(), worst,
    )  # fmt: skip


def _tries(asking: Asking, request: Request, model: Model, draft: ModelCall, until: float) -> Called:
    settings = asking.settings
    last = NoAnswer("timeout")
    for number in range(settings.tries):
        left = until - time.monotonic()
        if left < min(LEAST_SECONDS, settings.total_seconds):
            raise last
        try:
            return _try(asking, request, model, draft, min(left, settings.try_seconds))
        except NoAnswer as error:
            last = error
        wait = _wait(settings, last, number, until)
        if wait is None:
            raise last
        asking.sleep(wait)
    raise last


def _wait(settings: ModelSettings, failed: NoAnswer, number: int, until: float) -> float | None:
    """Seconds to the next try; None where there is no use in one."""
    wanted = failed.wait if failed.wait is not None else min(WAIT * 2**number, settings.wait_seconds)
    late = wanted > settings.wait_seconds or time.monotonic() + wanted >= until
    return None if not failed.is_worth_retrying or late or number + 1 >= settings.tries else wanted


def _try(asking: Asking, request: Request, model: Model, draft: ModelCall, seconds: float) -> Called:
    call = reserve(asking.home, draft, asking.settings.caps)
    if call is None:
        raise NoAnswer("capped")
    try:
        reply = model.ask(request, seconds)
    except NoAnswer as error:
        settle(asking.home, _failed(asking.settings, call, error))
        raise
    done = _settled(asking.settings, call, reply)
    settle(asking.home, done)
    return Called(done, reply)


def _settled(settings: ModelSettings, call: ModelCall, reply: Reply) -> ModelCall:
    return replace(
        call,
        state="answered",
        answer=reply.text[:LONGEST_KEPT],
        stop_reason=reply.stop_reason[:64],
        usage=reply.usage,
        yen=_cost(settings, reply, call.yen),
    )


def _failed(settings: ModelSettings, call: ModelCall, error: NoAnswer) -> ModelCall:
    if error.reply is not None:
        return replace(_settled(settings, call, error.reply), state="failed", failure=error.reason)
    return replace(call, state="failed", failure=error.reason, yen=call.yen if error.billed else 0.0)


def _cost(settings: ModelSettings, reply: Reply, worst: float) -> float:
    """Yen by the tokens used; the worst case where the answer does not say them."""
    used, price = reply.usage, settings.price
    if price is None or not {"input", "output"} <= used.keys():
        return worst
    tokens = used["input"] + 2 * used.get("cache_write", 0) + 0.1 * used.get("cache_read", 0)
    return settings.yen((tokens * price.input + used["output"] * price.output) / 1e6)
