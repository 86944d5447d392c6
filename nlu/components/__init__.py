"""The parts of the Rasa pipeline; they run in the NLU environment (Python 3.10) only."""
