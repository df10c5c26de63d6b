"""What the bot calls and hears in Slack, and the bot scope that each needs.

`manifest.yml` asks for exactly these; a test holds the two and the code together.
"""

# Web API methods. None: Slack asks for no scope of the bot token.
METHODS: dict[str, str | None] = {
    "apps.connections.open": None,  # the app-level token's connections:write
    "assistant.threads.setStatus": "chat:write",
    "assistant.threads.setSuggestedPrompts": "assistant:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.open": "im:write",
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "usergroups.list": "usergroups:read",
    "users.info": "users:read",
    "views.open": None,
    "views.update": None,
}
EVENTS: dict[str, str | None] = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
}
COMMANDS: dict[str, str] = {"/finops": "commands"}
