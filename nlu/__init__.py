"""Understanding one message: safety rules, the Rasa model, its server, training and measuring."""
