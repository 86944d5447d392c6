"""Which files Rasa trains on: sentences, but never the held-out ones, and no stories."""

from __future__ import annotations

from pathlib import Path

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData

HELD_OUT = "heldout"


class SentencesImporter(RasaFileImporter):  # type: ignore[misc]
    """Rasa's own importer takes every YAML file under data/ that has a line such as ``nlu:`` or ``rules:``."""

    def __init__(
        self,
        config_file: str | None = None,
        domain_path: str | None = None,
        training_data_paths: list[str] | str | None = None,
    ) -> None:
        super().__init__(config_file, domain_path, training_data_paths)
        asked = [training_data_paths] if isinstance(training_data_paths, str) else training_data_paths or []
        if not any(HELD_OUT in Path(path).parts for path in asked):
            self._nlu_files: list[str] = [file for file in self._nlu_files if HELD_OUT not in Path(file).parts]
        # Actions are chosen in plain code: the project has no stories, but other YAML files look like them.
        self._story_files: list[str] = []
        self._conversation_test_files: list[str] = []
        self._sentences: TrainingData | None = None

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The training sentences, read once: Rasa asks twice, and its reader takes ten seconds for them."""
        if self._sentences is None:
            self._sentences = super().get_nlu_data(language)
        return self._sentences
