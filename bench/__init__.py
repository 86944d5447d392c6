"""Benchmarks: our parts, and Rasa's stock pipeline over the same sentences beside them, in one run."""
