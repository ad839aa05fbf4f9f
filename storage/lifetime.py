"""How a store directory comes into being, is taken by one process, and is destroyed.

What it does not: work in an open store (`vault`). Its rules:

- `store` being there makes a directory a store. Making one ends with the rename that puts it there; until then
  `store.new` marks what is unfinished and may be made again.
- `keys` without `store` or `store.new` belongs to a store whose database is to be put back: it is not overwritten.
- Erasing begins with the keys, and touches no file that is not ours.
"""

from __future__ import annotations

from collections.abc import Callable

from storage import keyslots, migrations, turn
from storage.blobs import Blobs
from storage.database import Database
from storage.errors import UserError
from storage.files import Files
from storage.keyslots import Keys
from storage.lock import Lock
from storage.mark import Mark
from storage.places import Places, database_files
from storage.turn import Turn, TurnFile, TurnKey

Rng = Callable[[int], bytes]


def build(places: Places, store_key: bytes, keys: Keys | None, files: Files, rng: Rng) -> Lock:
    """Write all parts of a new store; give its lock, held.

    Raises:
        UserError: store_exists.
        MachineError: what the machine has against it.
    """
    files.make_dir(places.directory)
    held = Lock(places.lock, rng)
    try:
        if is_there(places, files):
            raise UserError("store_exists", path=str(places.directory))
        _write_parts(places, store_key, keys, files, rng)
    except BaseException:
        held.release()
        raise
    return held


def is_there(places: Places, files: Files) -> bool:
    """Tell whether a store is there, or what is left of one; what was only half made does not count.

    Raises:
        MachineError: what the machine has against looking.
    """
    if files.exists(places.store):
        return True
    return files.exists(places.keys) and not files.exists(places.new_store)


def _write_parts(places: Places, store_key: bytes, keys: Keys | None, files: Files, rng: Rng) -> None:
    # Not removed first: its being there says that what lies beside it is unfinished.
    for path in database_files(places.new_store)[1:]:
        files.unlink(path)
    files.open_new(places.new_store, over=True).finish()
    files.fsync_dir(places.directory)
    database = Database(places.new_store, store_key, files, fresh=True)
    try:
        migrations.migrate(database)
    finally:
        database.close()
    files.make_dir(places.blobs)
    fresh = Turn(TurnKey.after(0, rng), None, Mark())
    TurnFile(places.turn, store_key, files, rng).write(fresh)
    if keys is not None:
        files.replace_durably(places.keys, keys.encode())
    files.rename(places.new_store, places.store)


def take(places: Places, files: Files, rng: Rng) -> Lock:
    """Lock a store that is there.

    Raises:
        UserError: no_store; damaged_store, when its keys are there and the database is not.
        MachineError: busy.
    """
    if not files.exists(places.store):
        if files.exists(places.keys) and not files.exists(places.new_store):
            raise UserError("damaged_store", path=str(places.store), missing=1)
        raise UserError("no_store", path=str(places.directory))
    return Lock(places.lock, rng)


def erase(places: Places, files: Files, rng: Rng) -> None:
    """Destroy a store: its keys first, then every file that belongs to it.

    `keys` and `turn` are overwritten in place; without them the rest is noise. On solid state disks and sticks,
    old blocks of them may survive in spare areas, and copies of the files elsewhere are untouched: with a
    passphrase those still open. Files that are not ours stay, and then so does their directory.

    Raises:
        UserError: no_store.
        MachineError: busy; or what failed, and then erasing may be called again.
    """
    ours = (places.keys, places.store, places.new_store, places.turn, places.blobs)
    if not any(files.exists(path) for path in ours):
        raise UserError("no_store", path=str(places.directory))
    held = Lock(places.lock, rng)
    try:
        for path, size in ((places.keys, keyslots.SIZE), (places.turn, turn.SIZE)):
            if files.exists(path):
                files.overwrite(path, rng(size))
                files.unlink(path)
        files.fsync_dir(places.directory)
        for path in (*places.leftovers(), *database_files(places.store)):
            files.unlink(path)
        Blobs(places.blobs, files, rng).remove_all()
        files.remove_dir(places.blobs)
        files.fsync_dir(places.directory)
    finally:
        held.release()
    files.unlink(places.lock)
    files.remove_dir(places.directory)
