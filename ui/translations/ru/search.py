"""Russian texts of the desktop: search."""

TEXTS = {
    "placeholder": "Найти что угодно (Ctrl+K)",
    "results": "Что нашлось",
    "nothing": "По словам «{words}» ничего не нашлось.",
    "more": "есть ещё, поможет ещё одно слово",
    "in_people": "Показать всех с «{words}» в таблице людей",
    "cases": "Дела",
    "persons": "Люди",
    "houses": "Дома",
    "documents": "Документы",
    "tasks": "Задачи",
    "messages": "Сообщения",
    "notes": "Заметки",
    "incidents": "Происшествия",
    "risks": "Оценки риска",
    "consents": "Согласия",
    "stays": "Проживание",
}
