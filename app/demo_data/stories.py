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

#: Title, acts, what kind of place, whoever did it and how, certainty, how many days before contact; and what happened.
INCIDENTS = [
    (
        "Задержание у кафе",
        ["unofficial_detention", "beating"],
        "police_station",
        ("police", "carried_out"),
        "likely",
        12,
        "Задержали у входа, двое суток держали без протокола, били по ногам и требовали имена друзей.",
    ),
    (
        "Обыск на рассвете",
        ["home_raid", "device_search"],
        "home",
        ("intelligence_service", "carried_out"),
        "confirmed",
        30,
        "Пришли в шесть утра, забрали компьютер и загранпаспорт, понятых привели с собой. Копия протокола есть.",
    ),
    (
        "Заперли дома",
        ["house_confinement", "honour_killing_threat"],
        "home",
        ("family_member", "carried_out"),
        "likely",
        20,
        "Три дня взаперти без телефона; дядя говорил при всех, что «позор надо смыть». Помогла соседка.",
    ),
    (
        "Подстава на свидании",
        ["online_entrapment", "beating", "extortion"],
        "public_place",
        ("vigilante_group", "carried_out"),
        "confirmed",
        45,
        "Вместо одного человека пришли четверо, избили и снимали на видео, требовали деньги за молчание.",
    ),
    (
        "Звонки на работу",
        ["outing", "dismissal"],
        "workplace",
        ("online_group", "suspected"),
        "possible",
        60,
        "Неизвестные переслали переписку начальству; на следующий день попросили уйти «по собственному».",
    ),
    (
        "Давление на мать",
        ["pressure_on_relatives", "threat"],
        "home",
        ("local_official", "ordered"),
        "likely",
        9,
        "К матери приходил участковый с главой посёлка, просили «вернуть ребёнка по-хорошему».",
    ),
]

#: What a house sets itself to do: type, text.
TASKS_RU = [
    ("safety_check_in", "Утренний звонок: кодовое слово"),
    ("medical", "Контрольный снимок рёбер, записать без полиса"),
    ("document_deadline", "Сделать копию свидетельства о рождении"),
    ("follow_up", "Поговорить о согласии на передачу адвокатке"),
    ("interview_preparation", "Подготовить к собеседованию: вопросы из письма штаба"),
    ("medical", "Продлить рецепт, таблеток осталось на неделю"),
    ("house_inspection", "Проверить замок на чёрном ходе"),
]
#: What headquarters sets itself, and the house, to do.
TASKS_EN = [
    ("document_deadline", "Ask the embassy which certified copies it wants"),
    ("travel_preparation", "Book the second leg as soon as the permit is in"),
    ("risk_review", "Look again at the risk after the summons"),
    ("follow_up", "Answer the question about the sister"),
]

#: What a house asks headquarters: type, title, text.
REQUESTS_RU = [
    (
        "request",
        "Деньги на лекарства",
        "Нужно около сорока евро на рецепт для {name}. Можно взять из фонда дома?",
    ),
    ("report", "Неделя без событий", "Все на месте, чужих у подъезда не видели. {name} спит лучше."),
    (
        "incident_alert",
        "Искали по фотографии",
        "Двое показывали фотографию в магазине у остановки. {name} не узнали, сегодня никто не выходит.",
    ),
]

#: What headquarters tells every house: title, text.
BROADCAST_EN = (
    "Change the keys of the messenger",
    "A laptop of another organisation was taken. Change the messenger accounts today, and say here that you did.",
)

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
