"""How well danger is found, side by side with the usual ways, on the held-out sentences in one run.

``.venv-nlu/bin/python -m bench.accuracy``: a list of alarming words, logistic regression on character n-grams (both
as anybody would begin), our linear part, our encoder, and the two blended. The rules are left out here: what people
meet, rules and all, is measured with ``humiao nlu evaluate``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from humiao.settings import ROOT
from humiao.text import normalise
from humiao.vocabulary import RiskLevel
from nlu.components.choosing import views
from nlu.sentences import Example, read_examples

WORDS = {
    3: "自杀 想死 不想活 跳楼 割腕 遗书 强奸 性侵 猥亵 裸照 拿刀 砍 打出血 骨折 失踪 拐卖 绑架 离家出走 锁在 救命",
    2: "打我 骂我 欺负 霸凌 勒索 要钱 威胁 辍学 童工 家暴 孤立 造谣 罚跪",
    1: "难过 焦虑 失眠 吵架 压力 孤独 分手 成绩",
}
"""What a first keyword list for a hotline holds."""
RANKS = NDArray[np.int64]


def main() -> None:
    """Prints the figures as JSON; minutes."""
    trained, held = read_examples(ROOT / "data" / "nlu"), read_examples(ROOT / "data" / "heldout")
    true = np.array([example.level.rank for example in held])
    ours = views(trained, held)
    found: dict[str, RANKS] = {
        "keyword list": np.array([_by_words(example.text) for example in held]),
        "character n-grams, logistic regression": _by_characters(trained, held),
        "ours: linear part": ours.level_shares(0.0).argmax(1),
        "ours: encoder": ours.level_shares(1.0).argmax(1),
        "ours: both": ours.level_shares().argmax(1),
    }
    figures = {name: _figures(true, ranks) for name, ranks in found.items()}
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


def _by_words(text: str) -> int:
    plain = normalise(text).text
    return max((rank for rank, words in WORDS.items() if any(word in plain for word in words.split())), default=0)


def _by_characters(trained: Sequence[Example], held: Sequence[Example]) -> RANKS:
    terms = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
    rows = terms.fit_transform([normalise(example.text).text for example in trained])
    model = LogisticRegression(C=4.0, class_weight="balanced", max_iter=400)
    model.fit(rows, [example.level.rank for example in trained])
    return np.asarray(model.predict(terms.transform([normalise(example.text).text for example in held])))


def _figures(true: RANKS, found: RANKS) -> dict[str, float]:
    red, yellow, none = RiskLevel.RED.rank, RiskLevel.YELLOW.rank, RiskLevel.NONE.rank
    shares = {
        "red_found": found[true == red] == red,
        "red_right": true[found == red] == red,
        "red_as_red_or_yellow": found[true == red] >= yellow,
        "none_raised": found[true == none] >= yellow,
        "level_right": found == true,
    }
    return {name: round(float(np.mean(share)), 3) for name, share in shares.items()}


if __name__ == "__main__":
    main()
