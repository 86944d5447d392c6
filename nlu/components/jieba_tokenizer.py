"""Chinese words by jieba, with the words of the field."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from humiao.text import normalise
from nlu.components.chinese_words import private_tokenizer
from nlu.components.ideas import WORDS, Ideas, fingerprint

_FILE = "domain.txt"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class DomainTokenizer(Tokenizer):  # type: ignore[misc]
    """Cuts the normalised text; each token carries its place in the original.

    Rasa's own JiebaTokenizer loads its words into jieba's global dictionary, for the whole process.
    """

    @staticmethod
    def supported_languages() -> list[str]:
        return ["zh"]

    @staticmethod
    def required_packages() -> list[str]:
        return ["jieba", "opencc"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, words: str) -> None:
        super().__init__(config)
        self._storage = storage
        self._resource = resource
        self._words = words
        self._jieba = private_tokenizer(Ideas.read(words))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> DomainTokenizer:
        return cls(config, model_storage, resource, WORDS.read_text(encoding="utf-8"))

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> DomainTokenizer:
        """The words of the day of training: a model must not change with a file edited later."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, (folder / _FILE).read_text(encoding="utf-8"))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        return fingerprint()

    def train(self, training_data: TrainingData) -> Resource:
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(self._words, encoding="utf-8")
        return self._resource

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        form = normalise(message.get(attribute))
        # HMM guesses unknown words: as good without (cross-validated), and ten times faster on endless repetitions.
        cut = self._jieba.tokenize(form.text, HMM=False)
        return [Token(word, *form.span(start, end)) for word, start, end in cut if word.strip()]
