"""Documents seen inside the program: the viewer, and the helper process that decodes pictures and pages for it."""
