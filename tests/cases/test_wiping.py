"""No table can hold words that an erasure would forget."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, LargeBinary, MetaData, String, Table

from cases.every_table import METADATA
from cases.wiping import SEALED, ForgottenWords, belongs


def test_every_sealed_column_but_the_address_is_known() -> None:
    known = {(table.name, column) for table, columns in SEALED for column in columns}
    there = {(t.name, c.name) for t in METADATA.tables.values() for c in t.columns if c.name.endswith("_sealed")}

    assert there - known == {("contacts", "address_sealed")}


def test_words_that_belong_to_no_conversation_are_refused() -> None:
    diary = Table("diary", MetaData(), Column("id", String), Column("body_sealed", LargeBinary))

    with pytest.raises(ForgottenWords, match="diary"):
        belongs(diary, "c1")


def test_every_sealed_column_can_be_emptied() -> None:
    # One that cannot would make the database refuse the erasure as a whole.
    assert [
        (table.name, name) for table, columns in SEALED for name in columns if not table.columns[name].nullable
    ] == []
