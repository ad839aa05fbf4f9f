"""Names for invented people: common given names and surnames, Russian, Chechen and of Dagestan, put together at random.

Any likeness to somebody is chance. Latin spelling follows the table of machine-readable passports (ICAO Doc 9303).
"""

import random
from dataclasses import dataclass

_WOMEN = """
Анна Мария Елена Ольга Татьяна Наталья Ирина Светлана Юлия Екатерина Дарья Ксения Вера Полина Алиса
Марьям Хеда Зарема Милана Амина Аминат Патимат Зулейхан Макка Раяна Залина Джамиля Саида Асет Луиза
"""
_MEN = """
Алексей Дмитрий Сергей Андрей Михаил Иван Никита Кирилл Артём Павел Роман Егор Максим Илья Тимофей
Магомед Ахмед Ислам Рустам Тимур Адам Заур Мурад Шамиль Расул Хасан Аслан Руслан Умар Арсен
"""
_SURNAMES = """
Иванов Смирнов Кузнецов Попов Васильев Петров Соколов Михайлов Новиков Фёдоров Морозов Волков Лебедев Зайцев
Магомедов Алиев Гаджиев Ахмедов Исаев Мусаев Ибрагимов Умаров Дадаев Хасанов Сулейманов Абдуллаев Юсупов Бисултанов
"""

_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "e",
            "zh",
            "z",
            "i",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "ie",
            "y",
            "_",
            "e",
            "iu",
            "ia",
        ],
        strict=True,
    )
) | {"ь": ""}

CODENAMES = ["Гнездо", "Мельница", "Причал", "Оранжерея", "Обсерватория", "Пасека", "Ангар", "Архив"]
REGIONS = ["Северо-Запад", "Поволжье", "Урал", "Юг", "Центр", "Сибирь"]


@dataclass(frozen=True, slots=True)
class Name:
    """An invented person's names and the words that go with them."""

    given: str
    surname: str
    woman: bool

    @property
    def cyrillic(self) -> str:
        """Surname and given name as papers write them."""
        return f"{self.surname} {self.given}"

    @property
    def latin(self) -> str:
        """The same in Latin letters."""
        return latin(self.cyrillic)


def invent(source: random.Random) -> Name:
    """Put a given name and a surname together."""
    woman = source.random() < 0.45
    given = source.choice((_WOMEN if woman else _MEN).split())
    surname = source.choice(_SURNAMES.split())
    return Name(given, surname + "а" if woman else surname, woman)


def latin(text: str) -> str:
    """Write Cyrillic in Latin letters; other characters stay."""
    return "".join(_capital(letter) if letter.isupper() else _LATIN.get(letter, letter) for letter in text)


def _capital(letter: str) -> str:
    return _LATIN.get(letter.lower(), letter).capitalize()


def phone(source: random.Random) -> str:
    """Return a number that cannot exist: there is no area code 000."""
    return f"+7 000 555-{source.randrange(100):02}-{source.randrange(100):02}"
