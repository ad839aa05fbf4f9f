"""A dot-matrix alphabet of our own, five by seven dots: Cyrillic and Latin capitals, digits, a few signs.

For pages that look printed and scanned, because no font with Cyrillic can be relied on (dependencies.md).
Each letter is seven rows of five bits, the left dot the highest.
"""

from PIL import Image

WIDTH, HEIGHT = 5, 7
LINE = HEIGHT + 4
"""Dots from one line of text to the next."""

_ROWS = """
А 0E11111F111111 Б 1F10101E11111E В 1E11111E11111E Г 1F101010101010 Д 060A0A0A0A1F11 Е 1F10101E10101F
Ё 0A1F101E10101F Ж 1515150E151515 З 1E01010E01011E И 11111315191111 Й 0A041113151911 К 11121418141211
Л 07090909090911 М 111B1515111111 Н 1111111F111111 О 0E11111111110E П 1F111111111111 Р 1E11111E101010
С 0E11101010110E Т 1F040404040404 У 1111110F01110E Ф 040E1515150E04 Х 11110A040A1111 Ц 12121212121F01
Ч 1111110F010101 Ш 1515151515151F Щ 15151515151F01 Ъ 1808080E09090E Ы 11111119151519 Ь 1010101E11111E
Э 0E11010701110E Ю 1215151D151512 Я 0F11110F050911
D 1E11111111111E F 1F10101E101010 G 0E11101711110E I 0E04040404040E J 0702020202120C L 1010101010101F
N 11191513111111 Q 0E11111115120D R 1E11111E141211 S 0F10100E01011E U 1111111111110E V 11111111110A04
W 1111111515150A Y 11110A04040404 Z 1F01020408101F
0 0E11131519110E 1 040C040404040E 2 0E11010608101F 3 0E11010601110E 4 02060A121F0202 5 1F101E0101110E
6 0608101E11110E 7 1F010204080808 8 0E11110E11110E 9 0E11110F01020C
. 00000000000C0C , 000000000C0408 - 0000001F000000 : 000C0C000C0C00 / 01010204081010 ? 0E110102040004
"""

_LOOK_ALIKES = dict(zip("ABCEHKMOPTX", "АВСЕНКМОРТХ", strict=True))


def _parsed(text: str) -> dict[str, tuple[int, ...]]:
    words = text.split()
    pairs = zip(words[::2], words[1::2], strict=True)
    return {letter: tuple(bytes.fromhex(rows)) for letter, rows in pairs}


GLYPHS = _parsed(_ROWS)


def rows_of(letter: str) -> tuple[int, ...]:
    """Return the seven rows of a letter; a blank has none set, an unknown sign is a question mark."""
    if letter.isspace():
        return (0,) * HEIGHT
    capital = letter.upper()
    return GLYPHS.get(_LOOK_ALIKES.get(capital, capital), GLYPHS["?"])


def text_mask(lines: list[str], columns: int, rows: int) -> Image.Image:
    """Draw lines of text, one dot a pixel: white where there is paper, black where there is ink."""
    mask = Image.new("L", (columns * (WIDTH + 1), rows * LINE), 255)
    for line_number, line in enumerate(lines[:rows]):
        for place, letter in enumerate(line[:columns]):
            _draw(mask, letter, place * (WIDTH + 1), line_number * LINE)
    return mask


def _draw(mask: Image.Image, letter: str, left: int, top: int) -> None:
    for down, row in enumerate(rows_of(letter)):
        for across in range(WIDTH):
            if row >> (WIDTH - 1 - across) & 1:
                mask.putpixel((left + across, top + down), 0)
