"""The desktop: windows on what `app` can do. It holds no rule and asks no database itself."""

from ui.lasting_none import let_none_last

# Before the first call into Qt, whichever module of the desktop is imported first.
let_none_last()
