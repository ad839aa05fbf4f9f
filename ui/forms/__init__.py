"""Editors of record fields, one a type of value, and the form that is put together from them.

- What may be entered is decided by `app`: an editor only gives a value, and the form shows what app says of it.
- A value that this version does not understand is shown literally beside an empty editor; looking changes nothing.
- What is typed and not saved is a draft; what arrived meanwhile stands beside it, and neither is lost.
"""
