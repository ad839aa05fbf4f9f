"""Messages between headquarters and its houses: conversations, acknowledgements, and what is written next."""

from ui.screens.messages.screen import MessagesScreen

__all__ = ["MessagesScreen"]
