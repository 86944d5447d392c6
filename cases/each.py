"""Doing the same for many cases, each in a transaction of its own: one that fails stops none of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import structlog

from cases.errors import CaseError, StoreDown
from cases.store import Store, Work

_log = structlog.get_logger(__name__)


def each(
    store: Store, ids: Iterable[str], act: Callable[[Work, str], int], *, expected: tuple[type[CaseError], ...] = ()
) -> int:
    """The sum of what ``act`` returns. Of a failure nothing is kept; the next round tries it again.

    It is logged unless it is ``expected``. Raises StoreDown, which is nobody's fault among them.
    """
    done = 0
    for id in ids:
        try:
            with store.session() as work:
                found = act(work, id)
                work.commit()
        except StoreDown:
            raise
        except expected:
            continue
        except Exception as error:  # noqa: BLE001 - behind it may wait the child who needs it most
            _log.error("case_failed", error=type(error).__name__, what=act.__name__, id=id)
        else:
            done += found
    return done
