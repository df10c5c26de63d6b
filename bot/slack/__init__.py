"""The bot in Slack: `app` hears and wires, `listeners` answer, `render` draws.

Nothing outside this folder imports the Slack SDKs, and importing `app` does not load them yet.
"""
