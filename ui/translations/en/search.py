"""English texts of the desktop: search."""

TEXTS = {
    "placeholder": "Search for anything (Ctrl+K)",
    "results": "What was found",
    "nothing": "Nothing found for “{words}”.",
    "more": "there are more, another word narrows it down",
    "in_people": "Show all with “{words}” in the table of people",
    "cases": "Cases",
    "persons": "Persons",
    "houses": "Houses",
    "documents": "Documents",
    "tasks": "Tasks",
    "messages": "Messages",
    "notes": "Notes",
    "incidents": "Incidents",
    "risks": "Risk assessments",
    "consents": "Consents",
    "stays": "Stays",
}
