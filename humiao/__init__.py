"""Words that every part of Humiao shares: vocabulary, settings, text, privacy, clock."""

__version__ = "0.1.0"
