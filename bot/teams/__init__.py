"""Microsoft Teams: hears messages and buttons, answers with Adaptive Cards."""
