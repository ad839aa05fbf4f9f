"""Small widgets of our own, one idea a file; screens are put together from them and style nothing themselves.

- Every text is plain text, whoever wrote it: rich text could fetch a file. Tips too (`plain.tip`).
- Everything works by keyboard and has a name for a screen reader.
- Colours, fonts and distances come from `ui.theme`; what a widget says by itself from `wording`.
"""
