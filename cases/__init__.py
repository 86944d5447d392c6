"""The case store: who wrote, what was said, how it was judged and what people did about it."""
