"""The risk of a message, learnt from the level that stands beside each training sentence."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import METADATA_EXAMPLE, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from humiao.vocabulary import RiskLevel
from nlu.components.blend import LEVEL_WEIGHT, blend
from nlu.components.ideas import fingerprint
from nlu.components.risk_steps import RiskSteps
from nlu.components.sentence_encoder import ENCODED, SentenceEncoder
from nlu.components.sentence_features import matrix


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class RiskClassifier(IntentClassifier, GraphComponent):  # type: ignore[misc]
    """Sets ``risk``: a share for each level, adding up to one."""

    def __init__(self, storage: ModelStorage, resource: Resource, steps: RiskSteps | None = None) -> None:
        self._storage = storage
        self._resource = resource
        self._steps = steps

    @classmethod
    def required_components(cls) -> list[type]:
        return [Featurizer, SentenceEncoder]

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RiskClassifier:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> RiskClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, RiskSteps.open(folder))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        examples = [message for message in training_data.intent_examples if message.get(TEXT)]
        self._steps = RiskSteps.learn(matrix(examples), [_level_of(message) for message in examples])
        with self._storage.write_to(self._resource) as folder:
            self._steps.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if self._steps is not None and message.get(TEXT):
                linear = {str(level): share for level, share in self._steps.shares(matrix([message]))[0].items()}
                message.set("risk", blend(linear, message.get(ENCODED).levels, LEVEL_WEIGHT), add_to_output=True)
        return messages


def _level_of(message: Message) -> RiskLevel:
    """The level of a training sentence; one without it stops the training, for it would teach "no risk"."""
    beside = (message.get("metadata") or {}).get(METADATA_EXAMPLE) or {}
    try:
        return RiskLevel(beside.get("risk"))
    except ValueError:
        # Training sentences are written for the project: this one may be shown.
        raise RasaException(f"no metadata 'risk' beside the training sentence: {message.get(TEXT)}") from None
