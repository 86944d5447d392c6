"""Clocks 时限: how long something may take, who hears of it when it takes longer, and what stays on record."""
