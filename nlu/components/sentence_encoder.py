"""The shipped encoder in Rasa's graph: reads each message once, for the classifiers after it."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.encoder.reading import Encoder

ENCODED = "encoded"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(GraphComponent):  # type: ignore[misc]
    """Sets ``encoded``: the encoder's own shares of levels and intents, which stay inside the pipeline.

    It learns nothing here: it was fine-tuned with ``make encoder``. A missing or broken artefact stops the
    server, which is the loud failure: the product then runs degraded and says so, instead of judging worse unseen.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        return cls(Encoder.open())

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The linear models learn from words alone: what the encoder says of its own lessons is too good."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if text := message.get(TEXT):
                message.set(ENCODED, self._encoder.shares(text))
        return messages
