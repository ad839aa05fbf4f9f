"""Suggest an alias for a case: a harmless pair of words, in Russian or English, that says nothing about anyone.

The lists are ours; words that carry a second meaning in slang, a nation, a place or a name are left out.
Both lists have the same sense in both languages, so that a house and headquarters can read one to the other.
"""

from collections.abc import Callable, Container

from storage.errors import UserError

_ADJECTIVES = """
тихий quiet|быстрый quick|мягкий soft|светлый bright|тёплый warm|высокий tall|глубокий deep|старый old
новый new|простой plain|лёгкий light|сильный strong|ясный clear|круглый round|длинный long|смелый bold
зелёный green|серый grey|синий blue|белый white|золотой golden|медный copper|льняной linen|утренний morning
летний summer|осенний autumn|зимний winter|весенний spring|речной river|лесной forest|горный mountain|полевой field
"""

_NOUNS = """
клён maple|дуб oak|тополь poplar|кедр cedar|ясень ash|орех walnut|лист leaf|корень root
камень stone|берег shore|ручей brook|остров island|холм hill|мост bridge|маяк lighthouse|причал pier
якорь anchor|парус sail|компас compass|колокол bell|фонарь lantern|чайник kettle|кувшин jug|стакан glass
стол table|ключ key|замок castle|сад garden|колодец well|снег snow|дождь rain|туман mist
ветер wind|гром thunder|рассвет dawn|вечер evening|полдень noon|месяц moon|журавль crane|снегирь bullfinch
дрозд thrush|стриж swift|лось elk|бобр beaver|барсук badger|ёж hedgehog|карп carp|окунь perch
хлеб bread|мёд honey|перец pepper|укроп dill|шафран saffron|имбирь ginger|лимон lemon|виноград grape
шарф scarf|свитер sweater|карман pocket|сундук chest|рояль piano|барабан drum|глобус globe|календарь calendar
"""

_TRIES = 64


def _pairs(text: str) -> list[tuple[str, str]]:
    entries = text.replace("\n", "|").strip("|").split("|")
    return [(russian, english) for russian, english in (entry.split() for entry in entries)]


ADJECTIVES = _pairs(_ADJECTIVES)
NOUNS = _pairs(_NOUNS)


def suggest(rng: Callable[[int], bytes], language: str = "ru", taken: Container[str] = ()) -> str:
    """Return an alias that is not in `taken`; with a number behind it once pairs run short.

    Both lists have a length that is a power of two, so that a random byte picks evenly.
    Raises: UserError("no_alias_left") when even numbers do not help.
    """
    column = 0 if language == "ru" else 1
    for attempt in range(2 * _TRIES):
        first, second, number = rng(3)
        adjective = ADJECTIVES[first % len(ADJECTIVES)][column]
        noun = NOUNS[second % len(NOUNS)][column]
        tail = f" {number}" if attempt >= _TRIES else ""
        alias = f"{adjective.capitalize()} {noun}{tail}"
        if alias not in taken:
            return alias
    raise UserError("no_alias_left")
