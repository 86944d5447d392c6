"""Rasa's features of a message, from its characters, words and ideas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import coo_matrix, csr_matrix, vstack

from nlu.components.ideas import WORDS, fingerprint
from nlu.components.sentence_terms import Sentence, SentenceTerms


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentenceFeatures(SparseFeaturizer, GraphComponent):  # type: ignore[misc]
    """Adds one sparse row to each message; there are no features of single tokens."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """There is nothing to configure."""

    def __init__(
        self,
        config: dict[str, Any],
        context: ExecutionContext,
        storage: ModelStorage,
        resource: Resource,
        terms: SentenceTerms | None = None,
    ) -> None:
        super().__init__(context.node_name, {**self.get_default_config(), **config})
        self._storage = storage
        self._resource = resource
        self._terms = terms

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceFeatures:
        return cls(config, execution_context, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SentenceFeatures:
        with model_storage.read_from(resource) as folder:
            return cls(config, execution_context, model_storage, resource, SentenceTerms.open(folder))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        sentences = [_sentence(message) for message in training_data.training_examples if message.get(TEXT)]
        self._terms = SentenceTerms.learn(WORDS.read_text(encoding="utf-8"), sentences)
        with self._storage.write_to(self._resource) as folder:
            self._terms.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        said = [message for message in messages if message.get(TEXT)]
        if self._terms is not None and said:
            rows = self._terms.rows([_sentence(message) for message in said])
            for at, message in enumerate(said):
                # Rasa joins the features of several components in the COO form.
                self.add_features_to_message(None, coo_matrix(rows[at]), TEXT, message)
        return messages


def matrix(messages: Sequence[Message]) -> csr_matrix:
    """The rows that ``SentenceFeatures`` gave to ``messages``, for a classifier."""
    return vstack([message.get_sparse_features(TEXT)[1].features for message in messages], format="csr")


def _sentence(message: Message) -> Sentence:
    return Sentence(message.get(TEXT), tuple(token.text for token in message.get(TOKENS_NAMES[TEXT], [])))
