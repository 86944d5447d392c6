"""A jieba tokenizer of our own, with the words of the field."""

from __future__ import annotations

import logging

import jieba

from nlu.components.ideas import Ideas

jieba.setLogLevel(logging.WARNING)


def private_tokenizer(ideas: Ideas) -> jieba.Tokenizer:
    """Keeps the words of ``ideas`` whole and leaves jieba's global dictionary alone."""
    tokenizer = jieba.Tokenizer()
    # jieba's own start keeps a marshalled copy in the shared temporary folder, where anybody may put another.
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for word in ideas.words:
        tokenizer.add_word(word)
    return tokenizer
