"""Words for an incident: at once from the playbook, and from the model when its answer is there and passes the check.

A card every time, never waiting: the model is asked in a job thread, once for new evidence, and whatever goes wrong
leaves the template text with a badge and the reason. The model adds no evidence and no number.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Collection, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from typing import Any

from data.errors import Language, Refusal
from data.home import Home
from data.model_calls import ModelCall, judge, judged
from insights.background import Background
from insights.exchange import NoAnswer, body, cache_key
from insights.findings import Finding
from insights.hypotheses import Playbook, playbook_of
from insights.memory import ClosedCase
from insights.model_settings import ModelSettings, model_settings
from insights.narration.card import Card
from insights.narration.making import ANY_DAY, Topic, card_from, offered_of, template_card, with_reason
from metrics.catalog import catalog_of

LOG = logging.getLogger(__name__)
WORKERS = 4
MOST_JOBS = 500
TRY_AGAIN = 600.0
"""Seconds after which a failed question is asked again."""


@dataclass(frozen=True)
class _Job:
    """A question under way or answered, and when it was put."""

    future: Future[Card]
    since: float

    @property
    def is_stale(self) -> bool:
        """Whether it failed long enough ago to be tried again."""
        return self.future.done() and bool(self.future.result().reason) and time.monotonic() - self.since > TRY_AGAIN


class Narrator:
    """Makes cards for one home. `settings` None reads them from the home each time."""

    def __init__(self, home: Home, settings: ModelSettings | None = None, executor: Executor | None = None) -> None:
        self.home = home
        self._settings = settings
        self._executor = executor or Background(WORKERS, "narrate")
        self._jobs: dict[str, _Job] = {}
        self._lock = threading.Lock()

    def card(self, topic: Topic, person: str = "owner") -> Card:
        """The card as it can be shown now; while the model is being asked, the template with the reason "pending"."""
        playbook, topic = self._playbook(), self._dated(topic)
        template = template_card(playbook, topic)
        try:
            settings = self._settings or model_settings(self.home)
            why = _not_asked(settings, topic)
            if why:
                return with_reason(template, why)
            return self._asked(playbook, topic, template, settings, person)
        except Exception as error:
            return with_reason(template, _told(error))

    def wait(self, topic: Topic, seconds: float, person: str = "owner") -> Card:
        """The card when the model is through, or after so many seconds as it stands then. For jobs, not for pages."""
        until = time.monotonic() + seconds
        while (card := self.card(topic, person)).reason == "pending" and time.monotonic() < until:
            time.sleep(0.01)
        return card

    def preview(self, topic: Topic) -> bytes:
        """送信内容を見る: the exact bytes of the request. Raises ValueError in the mode off."""
        settings = self._settings or model_settings(self.home)
        return body(settings, offered_of(self._playbook(), self._dated(topic), settings).request)

    def _asked(
        self, playbook: Playbook, topic: Topic, template: Card, settings: ModelSettings, person: str
    ) -> Card:  # fmt: skip
        key = cache_key(settings, offered_of(playbook, topic, settings).request)
        with self._lock:
            job = self._jobs.get(key)
        if job is not None and not job.is_stale:
            return job.future.result() if job.future.done() else with_reason(template, "pending")
        earlier = judged(self.home, key)
        if earlier is not None:
            return self._kept(playbook, topic, template, settings, earlier)
        self._start(key, playbook, topic, template, settings, person)
        return with_reason(template, "pending")

    def _start(self, key: str, *about: Any) -> None:
        """Puts the question to a job thread, unless another caller just did."""
        with self._lock:
            job = self._jobs.get(key)
            if job is None or job.is_stale:
                while len(self._jobs) >= MOST_JOBS:
                    self._jobs.pop(next(iter(self._jobs)))
                self._jobs[key] = _Job(self._executor.submit(self._work, *about), time.monotonic())

    def _kept(
        self, playbook: Playbook, topic: Topic, template: Card, settings: ModelSettings, call: ModelCall
    ) -> Card:  # fmt: skip
        """The card of an answer that the ledger holds; checked anew, since names may have been added since."""
        if call.decision != "shown":
            return with_reason(template, "not_verified")
        made = card_from(playbook, topic, template, settings, call.answer, self._names(topic))
        return replace(made, call=call.id) if isinstance(made, Card) else with_reason(template, "not_verified")

    def _dated(self, topic: Topic) -> Topic:
        """The topic as of the company's day, where it names none: rejections rest and cases count from there."""
        return replace(topic, as_of=self.home.today()) if topic.as_of == ANY_DAY else topic

    def _playbook(self) -> Playbook:
        """The home's playbook; the shipped one where the home's has a mistake, so that there is a card all the same."""
        try:
            return playbook_of(self.home.path)
        except Refusal as refusal:
            LOG.warning("playbook.yaml is left out: %s", refusal.message.en)
            return playbook_of()

    def _names(self, topic: Topic) -> Collection[str]:
        """Names that only slots may write: KPIs of the catalogue and the values of the findings' places."""
        metrics = catalog_of(self.home).metrics.values()
        labels = {name for metric in metrics for name in (metric.label.ja, metric.label.en)}
        return labels | {value for finding in topic.findings for _, value in finding.place}

    def _work(
        self, playbook: Playbook, topic: Topic, template: Card, settings: ModelSettings, person: str
    ) -> Card:  # fmt: skip
        """In the job thread: the model's card, or the template with the reason. Never raises."""
        try:
            return self._through(playbook, topic, template, settings, person)
        except Exception as error:
            return with_reason(template, _told(error))

    def _through(
        self, playbook: Playbook, topic: Topic, template: Card, settings: ModelSettings, person: str
    ) -> Card:  # fmt: skip
        """Asks; a refused answer is asked for once more, naming the rule; then the template."""
        from insights.narration.calling import Asking, ask_model  # its client takes long to import

        offer = offered_of(playbook, topic, settings)
        key, request = cache_key(settings, offer.request), offer.request
        asking = Asking(self.home, settings, person, "card")
        for _ in range(2):
            called = ask_model(asking, request, key)
            made = card_from(playbook, topic, template, settings, called.reply.text, self._names(topic))
            if isinstance(made, Card):
                judge(self.home, called.call.id, "passed", "shown")
                return replace(made, call=called.call.id)
            judge(self.home, called.call.id, made, "refused")
            request = offer.repair(made)
        return with_reason(template, "not_verified")


def _not_asked(settings: ModelSettings, topic: Topic) -> str:
    """Why the model is not asked at all; "" where it may be."""
    if settings.privacy == "off":
        return "off"
    if not settings.key:
        return "no_key"
    if settings.price is None:
        return "no_price"
    return "nothing_to_say" if topic.subject.kind == "nothing" else ""


def _told(error: Exception) -> str:
    """The reason that a card gives for an error; what is our fault is logged with an id."""
    if isinstance(error, Refusal):
        return "provider_missing" if error.code == "provider_missing" else "not_set_up"
    if isinstance(error, NoAnswer):
        return error.reason
    LOG.error("narration failed, id %s: %s", uuid.uuid4().hex[:8], type(error).__name__)
    return "fault"


def topic_of(
    subject: Finding, around: Sequence[Finding] = (), language: Language = "ja", cases: Sequence[ClosedCase] = ()
) -> Topic:
    """A topic without a KPI's definition at hand; see Topic for all that it can hold."""
    return Topic(subject, tuple(around), language, cases=tuple(cases))
