"""Quality 质检: reviews by a rubric, a sample looked through for misses, and levels that a human changed."""
