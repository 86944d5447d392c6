"""The topic or act of a message: Rasa's intent, its ranking, and a probability for every one."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.blend import TOPIC_WEIGHT, blend
from nlu.components.ideas import fingerprint
from nlu.components.sentence_encoder import ENCODED, SentenceEncoder
from nlu.components.sentence_features import matrix
from nlu.components.topic_scores import TopicScores

RANKED = 10


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):  # type: ignore[misc]
    """Sets ``intent``, ``intent_ranking``, ``topics`` (a share for every name, adding up to one) and ``model``.

    ``model`` names what answered, for the record of each assessment: Rasa's own answer leaves it out.
    """

    def __init__(self, storage: ModelStorage, resource: Resource, scores: TopicScores | None = None) -> None:
        self._storage = storage
        self._resource = resource
        self._scores = scores

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
    ) -> TopicClassifier:
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, TopicScores.open(folder))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        examples = [message for message in training_data.intent_examples if message.get(TEXT)]
        intents = [message.get(INTENT) for message in examples]
        version = _version([message.get(TEXT) for message in examples], intents)
        self._scores = TopicScores.learn(matrix(examples), intents, version)
        with self._storage.write_to(self._resource) as folder:
            self._scores.save(folder)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if self._scores is not None and message.get(TEXT):
                self._label(message, self._scores)
        return messages

    @staticmethod
    def _label(message: Message, scores: TopicScores) -> None:
        linear = dict(zip(scores.names, scores.shares(matrix([message]))[0], strict=True))
        shares = blend(linear, message.get(ENCODED).intents, TOPIC_WEIGHT)
        likeliest = sorted(shares, key=lambda name: -shares[name])
        ranking = [{"name": name, "confidence": shares[name]} for name in likeliest]
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set("intent_ranking", ranking[:RANKED], add_to_output=True)
        message.set("topics", shares, add_to_output=True)
        message.set("model", scores.version, add_to_output=True)


def _version(texts: list[str], intents: list[str]) -> str:
    """The same for the same sentences and code, on every machine."""
    content = json.dumps([fingerprint(), sorted(zip(texts, intents, strict=True))], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:12]
