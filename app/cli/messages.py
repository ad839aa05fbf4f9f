"""What the command line itself says, in English and Russian; sentences about errors and outcomes are in app.texts.

A template's facts are as in app.texts.wording: `{n:change|changes}` counts.
"""

from typing import Final

from app import texts
from app.texts.wording import fill
from storage.errors import SidingError

#: slug: (English, Russian)
_MESSAGES: Final[dict[str, tuple[str, str]]] = {
    "ask_passphrase": ("Passphrase:", "Парольная фраза:"),
    "ask_new_passphrase": (
        "New passphrase (leave empty to get seven random words):",
        "Новая парольная фраза (пусто: программа предложит семь слов):",
    ),
    "ask_again": ("Once more:", "Ещё раз:"),
    "your_passphrase": (
        "The passphrase is: {passphrase}\nLearn it now, or write it on paper that you can hide; it is not shown again.",
        "Парольная фраза: {passphrase}\nВыучите её сейчас или запишите на бумаге, которую можно спрятать; больше она не появится.",
    ),
    "failed_unlocks": (
        "{count:wrong passphrase was|wrong passphrases were} tried since the last time.",
        "С прошлого раза: {count:неверная попытка|неверные попытки|неверных попыток} открыть хранилище.",
    ),
    "sample_store": (
        "This store is for samples: unlocking it is made easy. No real people in here.",
        "Это учебное хранилище: вход в него облегчён. Настоящих людей сюда не вносите.",
    ),
    "made_store": ("Made a store for {name} in {path}.", "Создано хранилище «{name}»: {path}."),
    "write_the_kit": (
        "Now write the organisation kit (`organisation-kit write`): without it, losing this laptop ends the organisation.",
        "Теперь запишите набор организации (`organisation-kit write`): без него потеря этого ноутбука — конец организации.",
    ),
    "invited": (
        "Invitation for {name} written to {path}. The code:",
        "Приглашение для «{name}» записано в {path}. Код:",
    ),
    "say_code_another_way": (
        "Hand the file over; say the six words another way, for example by telephone. They are not shown again.",
        "Передайте файл; шесть слов сообщите другим путём, например по телефону. Больше они не появятся.",
    ),
    "joined": (
        "This device is {name} now. Send {path} back. The eight words:",
        "Теперь это устройство — «{name}». Отправьте обратно {path}. Восемь слов:",
    ),
    "read_eight_out": (
        "Read the eight words out to headquarters by voice; they answer with four, which you enter with `confirm`.",
        "Прочитайте восемь слов штабу голосом; в ответ назовут четыре, введите их командой `confirm`.",
    ),
    "admitted": (
        "{name} is admitted. Read these four words back to it:",
        "«{name}» принято. Прочитайте в ответ эти четыре слова:",
    ),
    "confirmed": (
        "{name} belongs now, and can send and receive.",
        "«{name}» принято и может отправлять и получать.",
    ),
    "suspended": (
        "{name} is suspended. It may hold {count:compartment|compartments}:",
        "«{name}» приостановлено. У него могут быть {count:раздел|раздела|разделов}:",
    ),
    "revoked": (
        "{name} is revoked for good. It may hold {count:compartment|compartments}; warn or move whom they speak of:",
        "«{name}» отозвано навсегда. У него могут быть {count:раздел|раздела|разделов}; предупредите или перевезите тех, о ком в них речь:",
    ),
    "added": ("Added: {kind} {id}", "Добавлено: {kind} {id}"),
    "changed": ("Changed: {fields}", "Изменено: {fields}"),
    "deleted": (
        "Deleted: {id}. Its history stays, and a change that somebody made without knowing brings it back into view.",
        "Удалено: {id}. История остаётся; если кто-то изменил запись, не зная об этом, она появится снова.",
    ),
    "undo_reason": ("Taken back.", "Отменено."),
    "undone_added": (
        "Taken back: {kind} {id}, which had just been added, is deleted; its history stays.",
        "Отменено: {kind} {id} — запись только что добавили, теперь она удалена; история остаётся.",
    ),
    "undone_changed": (
        "Taken back in {kind} {id}: {fields}.",
        "Отменено, {kind} {id}: {fields}.",
    ),
    "undone_deleted": (
        "Taken back: {kind} {id} is not deleted any more.",
        "Отменено: {kind} {id} больше не удалено.",
    ),
    "undo_left": (
        "Left as it is, because somebody has written there since: {id} {field}",
        "Оставлено как есть, потому что туда уже писал кто-то другой: {id} {field}",
    ),
    "undo_travelled": (
        "Some of it had been sent already; the others learn with your next bundle that it was taken back.",
        "Часть этого уже была отправлена; остальные узнают об отмене из следующего пакета.",
    ),
    "attached": ("Attached: {id} ({size:byte|bytes})", "Приложено: {id} ({size:байт|байта|байт})"),
    "metadata_stripped": (
        "Hidden data (place, camera, author) was taken out of the picture.",
        "Скрытые данные (место, камера, автор) из снимка удалены.",
    ),
    "metadata_kept_as_evidence": (
        "It was kept to the byte, hidden data too, because it is evidence.",
        "Сохранено до последнего байта вместе со скрытыми данными: это доказательство.",
    ),
    "metadata_kept_as_is": (
        "This picture could not be cleaned and was kept as it is; place or author may be in it.",
        "Очистить этот снимок не удалось, он сохранён как есть: в нём могут быть место или автор.",
    ),
    "metadata_pdf_untouched": (
        "A PDF is kept as it is; it may name its author or program.",
        "PDF сохраняется как есть; в нём могут быть автор и программа.",
    ),
    "metadata_other_untouched": (
        "A file of this kind is kept as it is; it may hold hidden data.",
        "Файл такого вида сохраняется как есть; в нём могут быть скрытые данные.",
    ),
    "original_stays": (
        "The original still lies at {path}. Delete it there; on a solid-state disk or a stick, traces can survive even that.",
        "Оригинал всё ещё лежит здесь: {path}. Удалите его; на SSD и флешках следы могут остаться и после этого.",
    ),
    "extracted": ("Written to {path}.", "Записано в {path}."),
    "copy_is_open": (
        "{path} is not encrypted: whoever finds it reads it. Delete it when you are done.",
        "{path} не зашифрован: прочтёт любой, кто его найдёт. Удалите его, когда закончите.",
    ),
    "acknowledged": (
        "Acknowledged; the answer goes with the next bundle.",
        "Подтверждено; ответ уйдёт со следующим пакетом.",
    ),
    "acknowledged_before": ("That was acknowledged before.", "Это уже подтверждено."),
    "settled": ("{field} is settled: {value}", "{field}, решено: {value}"),
    "opened": (
        "{name} may hold {count:compartment|compartments} of this case; they go with the next bundle.",
        "«{name}» может хранить {count:раздел|раздела|разделов} этого дела; они уйдут со следующим пакетом.",
    ),
    "shed": (
        "{count:compartment|compartments} dropped from this laptop; headquarters has them.",
        "С этого ноутбука убрано: {count:раздел|раздела|разделов}; они есть у штаба.",
    ),
    "wanted": ("Asked for with your next bundle.", "Будет запрошено со следующим пакетом."),
    "sent": (
        "Written: {changes:change|changes}, {blobs:attachment|attachments}.",
        "Записано: {changes:изменение|изменения|изменений}, {blobs:вложение|вложения|вложений}.",
    ),
    "sent_relink": (
        "Written: a bundle that renews the link; send again once its answer is in.",
        "Записано: пакет, который обновляет связь; отправьте ещё раз, когда придёт ответ.",
    ),
    "sent_part": (
        "{left:change waits|changes wait} for the next bundle.",
        "До следующего пакета ждёт: {left:изменение|изменения|изменений}.",
    ),
    "sent_withheld": (
        "{count:compartment stays|compartments stay} here: consent was refused or withdrawn.",
        "Остаётся здесь: {count:раздел|раздела|разделов} — согласия нет или оно отозвано.",
    ),
    "stick_verified": (
        "Read back from the stick, matches; it is safe to remove.",
        "Прочитано с флешки обратно, совпадает; её можно вынимать.",
    ),
    "stick_written": (
        "Written to the stick, not verified past the cache; eject it properly before you pull it out.",
        "Записано на флешку, но мимо кэша не проверено; извлеките её безопасно, прежде чем вынуть.",
    ),
    "partly_refused": (
        "{count:chain was|chains were} not taken: no right to write there. The sender is told.",
        "Не принято: {count:цепочка|цепочки|цепочек} — нет права туда писать. Отправитель узнает.",
    ),
    "let_in": (
        "Let in from {name}: {changes:change|changes}.",
        "Принято от «{name}»: {changes:изменение|изменения|изменений}.",
    ),
    "let_in_waiting": (
        "{count:change waits|changes wait}: something that comes before is not here yet.",
        "Ждёт: {count:изменение|изменения|изменений} — того, что было раньше, здесь ещё нет.",
    ),
    "let_in_forks": (
        "{count:chain contradicts|chains contradict} what the same device sent before; kept aside, see `quarantine list`.",
        "Противоречит присланному раньше: {count:цепочка|цепочки|цепочек}; отложено, смотрите `quarantine list`.",
    ),
    "let_in_refused": (
        "{count:chain was|chains were} not taken: no right to write there.",
        "Не принято: {count:цепочка|цепочки|цепочек} — нет права туда писать.",
    ),
    "let_in_absent": (
        "{count:attachment is|attachments are} not here: quarantine keeps none. Once reinstated, the device is asked for them.",
        "Здесь нет: {count:вложение|вложения|вложений} — карантин их не хранит. Их попросят у устройства, когда его вернут в работу.",
    ),
    "let_go": (
        "Let go; nothing of it was taken. If {name} is reinstated, all of it comes again with its next bundles.",
        "Отклонено; ничего не принято. Если «{name}» вернут в работу, всё это придёт снова с его следующими пакетами.",
    ),
    "reinstated": (
        "{name} belongs again. Send it a bundle: it renews the link, and the answer brings what was written meanwhile.",
        "«{name}» снова в работе. Отправьте ему пакет: он обновит связь, а ответ принесёт записанное за это время.",
    ),
    "new_conflicts": (
        "{count:new conflict waits|new conflicts wait}; see `conflicts`.",
        "Ждёт решения: {count:новое расхождение|новых расхождения|новых расхождений}; смотрите `conflicts`.",
    ),
    "conflict_in": ("  Several values of {field}:", "  Несколько значений поля {field}:"),
    "absent_shed": (
        "{compartment}: dropped from this laptop; ask for it with `want`.",
        "{compartment}: убрано с этого ноутбука; запросить — `want`.",
    ),
    "absent_withheld": (
        "{compartment}: not here, consent was not given.",
        "{compartment}: здесь нет, согласие не дано.",
    ),
    "absent_sealed": (
        "{compartment}: sealed, consent was withdrawn.",
        "{compartment}: опечатано, согласие отозвано.",
    ),
    "absent_not_granted": (
        "{compartment}: not open to this device.",
        "{compartment}: этому устройству не открыто.",
    ),
    "hidden": ("(shown by `show` only)", "(показывает только `show`)"),
    "none": ("Nothing.", "Ничего."),
    "verified_well": (
        "{chains:chain|chains}, the view and the attachments are what they were.",
        "Цепочки ({chains}), представление и вложения не изменились.",
    ),
    "verified_badly": (
        "The store is not what it was. Send nothing; copy the whole directory, and tell headquarters.",
        "Хранилище изменилось само. Ничего не отправляйте; скопируйте всю папку и сообщите штабу.",
    ),
    "passphrase_changed": ("The passphrase is changed.", "Парольная фраза изменена."),
    "old_copies_open": (
        "An old copy of this store still opens with the old passphrase.",
        "Старая копия этого хранилища по-прежнему открывается старой фразой.",
    ),
    "erased": ("The store in {path} is destroyed.", "Хранилище {path} уничтожено."),
    "erase_cannot_promise": (
        "Copies elsewhere are not; and a solid-state disk may keep old blocks that a laboratory can find.",
        "Копии в других местах остались; а SSD может хранить старые блоки, которые найдёт лаборатория.",
    ),
    "share_heading": ("Share", "Доля"),
    "kit_written": (
        "The kit is in {path}. Any {needed} of these shares open it:",
        "Набор записан в {path}. Его открывают любые {needed} из этих долей:",
    ),
    "keep_shares_apart": (
        "Give each of the {count} shares to another person, on paper; {needed} together open the kit, fewer open nothing.",
        "Отдайте каждую из {count} долей другому человеку, на бумаге; {needed} вместе открывают набор, меньше — ничего.",
    ),
    "kit_opens": (
        "These shares open the kit, and it is this organisation's.",
        "Эти доли открывают набор, и он этой организации.",
    ),
    "demo_made": (
        "Sample stores are in {path}: hq and {houses:house|houses}; bundles wait in {bundles}.",
        "Учебные хранилища в {path}: hq и {houses:дом|дома|домов}; пакеты ждут в {bundles}.",
    ),
    "demo_passphrase": (
        "They open with --passphrase-file {path}. Never put real people into them: unlocking them is made easy.",
        "Они открываются с --passphrase-file {path}. Не вносите в них настоящих людей: вход нарочно облегчён.",
    ),
    "bug": (
        "This is a mistake in the program; what was saved before is safe.\n"
        "Please report the lines below to those who maintain Siding: they hold places in the program, nothing of your data.",
        "Это ошибка в программе; сохранённое раньше не пострадало.\n"
        "Пришлите строки ниже тем, кто сопровождает Siding: в них места в программе и ничего из ваших данных.",
    ),
}
_LANGUAGES: Final = ("en", "ru")


def say(slug: str, language: str, **facts: str | int) -> str:
    """Return one of the messages, with its facts."""
    return fill(_MESSAGES[slug][_LANGUAGES.index(language)], facts, texts.grammar(language))


def explain(error: SidingError, language: str) -> str:
    """Return what happened and what to do about an error, as two sentences."""
    return texts.say(error.slug, language, **error.facts)
