"""How a device comes to belong, in steps that the first run and the dialogs of an open store show alike."""
