"""How well messages are judged, measured on sentences that nothing was trained on (docs/evaluation.md)."""
