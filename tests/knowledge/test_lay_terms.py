"""The vocabulary of the statute search: every term stands in a law, every row is well formed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from humiao.errors import HumiaoError
from humiao.settings import ROOT
from knowledge.lay_terms import LayTerms, load_lay_terms
from knowledge.spelling import fold
from knowledge.statutes import Statutes


@pytest.fixture(scope="module")
def terms() -> LayTerms:
    return load_lay_terms(ROOT / "data" / "words" / "lay_terms.yml")


def test_every_term_stands_in_an_article_in_force(terms: LayTerms, statutes: Statutes, today: date) -> None:
    laws = (article.text for law in statutes.law_names() for article in statutes.articles(law, today))
    every = "\n".join("".join(text.split()) for text in laws)
    assert sorted({term for row in terms.terms for term in row.law if term not in every}) == []


def test_the_vocabulary_covers_the_field(terms: LayTerms) -> None:
    assert len(terms.terms) >= 250
    assert all(row.ways and row.law for row in terms.terms)


def test_every_law_that_families_meet_is_a_law_in_force(terms: LayTerms, statutes: Statutes, today: date) -> None:
    assert [
        name for name in terms.laws if (law := statutes.law(name)) is None or not statutes.version(law, today)
    ] == []


def test_two_parts_are_found_with_anything_between_and_tell_more(terms: LayTerms) -> None:
    found = {words: telling for _, words, telling in terms.said(fold("楼上的狗昨天又咬了孩子，狗主人不认"))}
    asked = {words: telling for _, words, telling in terms.said(fold("孩子被狗咬"))}
    assert asked["狗咬"] > 1
    assert max(found.values()) >= 1


def test_the_parts_of_the_civil_code_differ(terms: LayTerms, statutes: Statutes, today: date) -> None:
    family, sale = (statutes.resolve(f"民法典{number}条", today) for number in (1084, 600))
    assert family is not None
    assert sale is not None
    assert terms.expected(family) > terms.expected(sale) > 0


def test_a_broken_file_says_so(tmp_path: Path) -> None:
    file = tmp_path / "lay_terms.yml"
    file.write_text("who: []\nterms:\n  - {say: 狗咬}\n", encoding="utf-8")
    with pytest.raises(HumiaoError, match="HM048"):
        load_lay_terms(file)
