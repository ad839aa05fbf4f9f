"""Hidden data in pictures stays outside; no picture takes the program down."""

import io
import os
import random
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageCms, PngImagePlugin, UnidentifiedImageError

from app.casework import documents, strip_worker
from app.casework.codes import MetadataOutcome as Outcome
from storage.errors import MachineError

SECRET = "55.7558N-Ivanov-Galaxy"
GPS_IFD = 0x8825


def picture(mode: str = "RGB", size: tuple[int, int] = (64, 48)) -> Image.Image:
    made = Image.new("RGB", size)
    made.putdata([(x * 3 % 256, y * 5 % 256, (x + y) % 256) for y in range(size[1]) for x in range(size[0])])
    return made.convert(mode)


def telling_exif(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = SECRET
    exif[0x0112] = orientation
    exif.get_ifd(GPS_IFD)[1] = "N"
    exif.get_ifd(GPS_IFD)[29] = SECRET
    return exif


def saved(made: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    made.save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def telling_png() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", SECRET)
    info.add_itxt("XML:com.adobe.xmp", f"<x>{SECRET}</x>")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return saved(picture("RGBA"), "PNG", pnginfo=info, exif=telling_exif(), icc_profile=profile)


def telling_tiff() -> bytes:
    return saved(
        picture(), "TIFF", save_all=True, append_images=[picture("L")], tiffinfo={270: SECRET, 305: SECRET}
    )


_SMALL = saved(picture(), "PNG")

TELLING: dict[str, Callable[[], bytes]] = {
    "jpeg": lambda: saved(picture(), "JPEG", exif=telling_exif(), comment=SECRET.encode()) + SECRET.encode(),
    "png": telling_png,
    "tiff": telling_tiff,
    "webp": lambda: saved(picture(), "WEBP", exif=telling_exif(), xmp=SECRET.encode()),
}


def in_file(directory: Path, data: bytes) -> Path:
    path = directory / "from a phone.bin"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("kind", TELLING)
def test_nothing_hidden_comes_along(tmp_path: Path, kind: str) -> None:
    original = TELLING[kind]()
    assert SECRET.encode() in original
    cleaned = documents.clean(in_file(tmp_path, original), evidence=False)
    assert cleaned.outcome is Outcome.STRIPPED
    assert cleaned.data is not None
    assert SECRET.encode() not in cleaned.data
    assert b"Exif" not in cleaned.data
    with Image.open(io.BytesIO(cleaned.data)) as made, Image.open(io.BytesIO(original)) as before:
        assert made.format == before.format == kind.upper()
        assert made.size == before.size
        assert not made.getexif().get_ifd(GPS_IFD)
        assert getattr(made, "n_frames", 1) == getattr(before, "n_frames", 1)
        assert "icc_profile" not in made.info


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pixels_of_a_png_stay_as_they_were(mode: str) -> None:
    before = Image.new(mode, (9, 7), 3) if mode == "I;16" else picture(mode, (9, 7))
    with Image.open(io.BytesIO(strip_worker.strip(saved(before, "PNG")))) as made:
        assert made.convert("RGBA").tobytes() == before.convert("RGBA").tobytes()


@pytest.mark.parametrize("mode", ["P", "L", "RGB"])
def test_a_transparent_colour_stays_transparent(mode: str) -> None:
    key = (0, 0, 0) if mode == "RGB" else 0
    with Image.open(io.BytesIO(strip_worker.strip(saved(picture(mode), "PNG", transparency=key)))) as made:
        assert made.mode == "RGBA"
        assert made.getchannel("A").getextrema() == (0, 255)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_jpeg_keeps_its_quality(mode: str) -> None:
    original = saved(picture(mode), "JPEG", quality=60)
    made = strip_worker.strip(original)
    with Image.open(io.BytesIO(original)) as before, Image.open(io.BytesIO(made)) as after:
        assert before.quantization == after.quantization  # type: ignore[attr-defined]
        assert before.mode == after.mode


def test_a_picture_taken_sideways_is_turned_before_the_hint_goes() -> None:
    sideways = saved(picture(size=(64, 48)), "JPEG", exif=telling_exif(orientation=6))
    with Image.open(io.BytesIO(strip_worker.strip(sideways))) as made:
        assert made.size == (48, 64)


def test_lossless_webp_stays_lossless() -> None:
    before = picture("RGBA", (9, 7))
    with Image.open(io.BytesIO(strip_worker.strip(saved(before, "WEBP", lossless=True)))) as made:
        assert made.convert("RGBA").tobytes() == before.tobytes()


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_moving_picture_is_left_alone_rather_than_cut_to_one_frame(tmp_path: Path, kind: str) -> None:
    moving = saved(picture(), kind, save_all=True, append_images=[picture().rotate(90)])
    assert documents.clean(in_file(tmp_path, moving), evidence=False) == documents.Cleaned(Outcome.KEPT_AS_IS)


def test_too_many_pixels_are_refused_before_they_are_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strip_worker, "MAX_PIXELS", 64 * 48 - 1)
    monkeypatch.setattr(Image.Image, "load", lambda _: pytest.fail("decoded"))
    with pytest.raises((strip_worker.NotForUs, Image.DecompressionBombWarning)):
        strip_worker.strip(_SMALL)


def test_pages_count_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strip_worker, "MAX_PIXELS", 64 * 48)
    with pytest.raises(strip_worker.NotForUs):
        strip_worker.strip(telling_tiff())


@pytest.mark.parametrize("kind", TELLING)
def test_malformed_pictures_end_in_one_of_two_ways(kind: str) -> None:
    """Flips and cuts: the worker strips or refuses; in this process, so that many are tried."""
    source, original = random.Random(kind), TELLING[kind]()
    for _ in range(60):
        bad = bytearray(original[: source.randrange(8, len(original) + 1)])
        for _ in range(source.randrange(6)):
            bad[source.randrange(len(bad))] = source.randrange(256)
        run = _main_with(bytes(bad))
        assert run[0] in (0, 1)
        assert (run[0] == 0) == bool(run[1])


def _main_with(untrusted: bytes) -> tuple[int, bytes]:
    streams = sys.stdin, sys.stdout
    out = io.BytesIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO(untrusted))
    sys.stdout = io.TextIOWrapper(out, write_through=True)
    original_limits, strip_worker.limit_self = strip_worker.limit_self, lambda: None
    try:
        with warnings.catch_warnings():
            code = strip_worker.main()
        return code, out.getvalue()
    finally:
        sys.stdin, sys.stdout = streams
        strip_worker.limit_self = original_limits


def test_a_malformed_picture_is_kept_as_it_is(tmp_path: Path) -> None:
    cut = TELLING["jpeg"]()[:300]
    assert documents.clean(in_file(tmp_path, cut), evidence=False) == documents.Cleaned(Outcome.KEPT_AS_IS)


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        (b"%PDF-1.7 and more", Outcome.PDF_UNTOUCHED),
        (b"", Outcome.OTHER_UNTOUCHED),
        (b"MZ\x90\x00", Outcome.OTHER_UNTOUCHED),
        (b"\x00\x00\x00\x18ftypheic0000", Outcome.KEPT_AS_IS),
    ],
)
def test_other_files_are_not_touched_and_said_so(tmp_path: Path, data: bytes, outcome: Outcome) -> None:
    assert documents.clean(in_file(tmp_path, data), evidence=False) == documents.Cleaned(outcome)


def test_evidence_is_never_touched(tmp_path: Path) -> None:
    source = in_file(tmp_path, TELLING["jpeg"]())
    assert documents.clean(source, evidence=True) == documents.Cleaned(Outcome.KEPT_AS_EVIDENCE)


def test_a_large_picture_is_kept_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = in_file(tmp_path, _SMALL)
    monkeypatch.setattr(documents, "MAX_PICTURE", len(_SMALL) - 1)
    assert documents.clean(source, evidence=False).outcome is Outcome.KEPT_AS_IS


@pytest.mark.parametrize(
    "script",
    [
        "while True: pass",
        "import sys\nwhile True: sys.stdout.buffer.write(bytes(65536))",
        "import os; os.abort()",
        "raise SystemExit(1)",
        "print('half a picture'); raise SystemExit(1)",
        "",
    ],
)
def test_a_worker_that_hangs_floods_or_dies_does_no_harm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    monkeypatch.setattr(documents, "MAX_PICTURE", 1 << 20)
    source = in_file(tmp_path, _SMALL)
    cleaned = documents.clean(source, evidence=False, seconds=0.5, worker=[sys.executable, "-c", script])
    assert cleaned == documents.Cleaned(Outcome.KEPT_AS_IS)


def test_a_file_that_is_not_there_is_the_machines_word(tmp_path: Path) -> None:
    with pytest.raises(MachineError):
        documents.clean(tmp_path / "gone.jpg", evidence=False)


@pytest.mark.skipif(os.name != "posix", reason="limits of a process are POSIX")
def test_the_worker_limits_itself() -> None:
    script = (
        "from app.casework.strip_worker import limit_self; import resource; limit_self();"
        "print(resource.getrlimit(resource.RLIMIT_CPU)[1], resource.getrlimit(resource.RLIMIT_FSIZE)[1],"
        "resource.getrlimit(resource.RLIMIT_AS)[1] < 4 << 30, resource.getrlimit(resource.RLIMIT_CORE)[1])"
    )
    root = Path(documents.__file__).parents[2]
    made = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    assert made.stdout.split() == ["10", "0", "True", "0"]


def test_a_phones_jpeg_with_a_second_picture_becomes_a_plain_one() -> None:
    phones = saved(picture(), "MPO", save_all=True, append_images=[picture()], exif=telling_exif())
    made = strip_worker.strip(phones)
    assert SECRET.encode() not in made
    with Image.open(io.BytesIO(made)) as plain:
        assert plain.format == "JPEG"


def test_the_worker_limits_itself_before_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    def limits() -> None:
        raise RuntimeError("limits first")

    monkeypatch.setattr(strip_worker, "limit_self", limits)
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(RuntimeError, match="limits first"):
        strip_worker.main()


@pytest.mark.parametrize("kind", ["GIF", "BMP", "PPM"])
def test_formats_outside_the_list_are_not_even_tried(kind: str) -> None:
    with pytest.raises(UnidentifiedImageError):
        strip_worker.strip(saved(picture("L"), kind))
