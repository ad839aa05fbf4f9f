"""Russian texts of the desktop: the frame around the screens."""

TEXTS = {
    "today": "Сегодня",
    "people": "Люди",
    "houses": "Дома",
    "messages": "Сообщения",
    "exchange": "Обмен",
    "devices": "Устройства",
    "settings": "Настройки",
    "lock": "Заблокировать",
    "lock_keys": "Заблокировать (Ctrl+L); погасить экран и заблокировать сразу: Ctrl+Shift+L",
    "told": "Что сообщала программа",
    "told_hint": "Последнее сверху. С блокировкой это забывается.",
    "sample": "Учебные данные: всё вымышлено",
}
