"""Texts for invented cases: what happened, notes of a house, messages of headquarters. Written for this program.

`{name}` is the name the person goes by. Russian notes use the present or verbless forms, so that they fit everybody.
"""

RISK_STORIES = [
    (
        {"family_reach": 4, "pursuit_active": 3, "location_known": 1},
        "Родственники обзванивают знакомых и обещают вознаграждение за адрес. Двоюродный брат работает в полиции"
        " и уже спрашивал в общежитии.",
    ),
    (
        {"state_reach": 3, "security_service_reach": 3, "exit_ban": 2},
        "Вызывали повесткой как свидетеля, на допросе требовали назвать друзей. Телефон изъяли и вернули через сутки.",
    ),
    (
        {"online_reach": 3, "exposure_event": 4, "community_reach": 3},
        "Переписку с сайта знакомств разослали по чатам района вместе с фотографией. Соседи знают.",
    ),
    (
        {"wanted_or_border_alert": 4, "state_reach": 4},
        "Адвокат подтвердил: есть дело и отметка на границе. Выезжать по внутреннему паспорту опасно.",
    ),
    (
        {"acute_health": 3, "self_harm": 2},
        "Плохо спит, вздрагивает от звонка в дверь. Психологу на связи дважды в неделю удаётся поговорить.",
    ),
    (
        {"legal_status_expiry": 3, "location_known": 1},
        "Срок загранпаспорта истекает через четыре месяца, менять его лично нельзя.",
    ),
    (
        {"community_reach": 2, "housemate_conflict": 1},
        "Угрозы от бывшего работодателя прекратились после переезда, новых звонков нет.",
    ),
    (
        {"minor_or_dependant": 3, "family_reach": 3},
        "С ребёнком девяти лет; отец ребёнка грозит розыском через опеку.",
    ),
]

ACTIONS = [
    "Сменить сим-карту, не выходить по вечерам, кодовое слово каждое утро.",
    "Ключи и деньги наготове, сумка собрана; запасной адрес согласован.",
    "Связь только через координатора; соцсети удалены, телефон без карты.",
    "Сопровождение к врачу и к нотариусу, не ходить в одиночку.",
]

NOTES_RU = [
    "{name} приезжает поздно вечером, с одной сумкой. Показаны комната, правила и выход через двор.",
    "Спокойный день. {name} помогает на кухне, вечером долгий разговор о планах.",
    "Разговор о согласии: объяснено, что увидит штаб и для чего. {name} просит не передавать ничего родным.",
    "Ночью просыпается от шума в подъезде. Проверили: соседи с собакой. Договорились о лампе в коридоре.",
    "Заполняли анкету. О задержании {name} рассказывает коротко, подробности — позже, когда будут силы.",
    "Врач по видеосвязи: нужны повторный осмотр рёбер и снимок. Обезболивающее есть на неделю.",
    "{name} просит учить английский. Нашли учебник, занимаемся по часу после завтрака.",
    "Проверка безопасности: фотографии с телефона без геометок, старый аккаунт удалён.",
    "Пришёл ответ от адвокатки: доверенность можно оформить без личного присутствия.",
    "Звонок сестре с чужого номера, две минуты, адрес не назван. {name} засыпает спокойнее.",
    "Фото на визу сделаны дома на белой простыне, по размерам подходят.",
    "Обсудили дорогу: автобус до границы области, дальше машина. Даты знает только штаб.",
]

NOTES_EN = [
    "Arrived late and exhausted; slept most of the day. No visible injuries apart from bruises on the left arm.",
    "Translation of yesterday's note: {name} is ready to give testimony, but only to a woman, and without a camera.",
    "Asked about relatives abroad: a friend in Toronto may write a letter of support.",
]

STORY_RU = [
    "Задержали у входа в кафе, держали двое суток без протокола, били по ногам. Требовали имена. Отпустили к родным"
    " со словами «разбирайтесь сами». Через день удалось уйти через окно и уехать на попутной машине.",
    "После публикации открытого письма пришли с обыском в шесть утра. Забрали компьютер и загранпаспорт,"
    " на допросе намекали на статью. Работодатель уволил на следующей неделе.",
    "Старший брат нашёл переписку. Три дня взаперти, отнят телефон; соседка передала зарядку и вызвала такси.",
    "На свидание пришли четверо вместо одного: избили, снимали на видео, требовали деньги. Видео разослали коллегам.",
    "Отказ от мобилизации, повестки на адрес родителей. Знакомого из той же группы увезли прямо с работы.",
]

HEALTH_RU = [
    "Перелом двух рёбер, заживает. Нужен контрольный снимок.",
    "Принимает лекарство дважды в день, запас на три недели; рецепт у координатора.",
    "Панические атаки по ночам, консультации психолога продолжаются.",
]

MESSAGES_EN = [
    (
        "question",
        "Birth certificate",
        "Does {name} have a birth certificate or a copy of it? The visa form asks for it.",
    ),
    (
        "document_request",
        "Passport scan",
        "Please scan all pages of the passport, also the empty ones, flat and in daylight.",
    ),
    (
        "pathway_update",
        "File accepted",
        "The embassy confirmed that the file is complete. Expect an interview by telephone in three to five weeks.",
    ),
    (
        "directive",
        "Stay inside",
        "Until further notice nobody leaves the house after dark. A neighbour in a similar flat was questioned.",
    ),
    ("approval", "Dentist", "The costs for the dentist are approved, up to the amount you named."),
    (
        "travel_stop",
        "Not this week",
        "Do not travel this week: there are checks at the regional border. We will write as soon as it is over.",
    ),
    (
        "question",
        "Consent for the lawyer",
        "Would {name} agree that we share the story with a lawyer? Please ask, and write down the answer either way.",
    ),
]

PAPERS = [
    (
        "Справка из больницы",
        "medical",
        ["СПРАВКА", "", "ДАНА В ТОМ, ЧТО {NAME}", "ОБРАЩАЛСЯ(АСЬ) ЗА ПОМОЩЬЮ."],
    ),
    ("Повестка", "court", ["ПОВЕСТКА", "", "{NAME}", "ЯВИТЬСЯ К 10:00, КАБИНЕТ 12."]),
    ("Загранпаспорт, разворот", "identity_paper", ["ПАСПОРТ / PASSPORT", "", "{NAME}", "{LATIN}"]),
    ("Letter of support", "letter", ["LETTER OF SUPPORT", "", "TO WHOM IT MAY CONCERN:", "{LATIN}"]),
    ("Свидетельство о рождении", "identity_paper", ["СВИДЕТЕЛЬСТВО О РОЖДЕНИИ", "", "{NAME}"]),
]

SAMPLE = "ОБРАЗЕЦ - SAMPLE - НЕ НАСТОЯЩИЙ ДОКУМЕНТ"
