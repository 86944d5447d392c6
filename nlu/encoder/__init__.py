"""The sentence encoder: a small transformer that was fine-tuned on our sentences, shipped ready to use."""
