"""Stores through the command line: each failure its own status and sentence, and nothing lost (cli.md, exit status)."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support.cli import PASSPHRASE, ROOT, Organisation, Store, call, program

from app.absence import Why
from app.casework.codes import MetadataOutcome
from app.cli import main as cli
from app.cli import messages, tour
from app.cli.call import printable


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text(PASSPHRASE + "\r\n")
    return path


def init(store: Path, secret: Path, *rest: str) -> list[str]:
    where = ["--store", str(store), "--passphrase-file", str(secret), "--json"]
    return [*where, "init", "--name", "house-x", "--kdf", "small", *rest]


def test_a_store_is_made_opened_and_erased_by_the_program(tmp_path: Path, secret: Path) -> None:
    store = tmp_path / "store"
    made = program(*init(store, secret))
    assert made.code == 0, made.err
    assert made.data["name"] == "house-x"
    assert len(made.data["device"]) == 26
    again = program(*init(store, secret))
    assert (again.code, again.out) == (3, "")
    opened = program(
        "--json",
        "list",
        "case",
        environment={"SIDING_STORE": str(store), "SIDING_PASSPHRASE_FILE": str(secret)},
    )
    assert (opened.code, opened.data) == (0, [])
    assert program("--store", str(store), "erase").code == 2, "not without --yes"
    erased = program("--store", str(store), "--json", "erase", "--yes")
    assert erased.code == 0
    assert not store.exists()
    assert program("--store", str(store), "--passphrase-file", str(secret), "list", "case").code == 2


def test_the_passphrase_comes_from_standard_input_once(tmp_path: Path, secret: Path) -> None:
    store = tmp_path / "store"
    where = ["--store", str(store), "--passphrase-file", "-", "--json"]
    made = call(*where, "init", "--name", "x", "--kdf", "small", typed=PASSPHRASE + "\n")
    assert made.code == 0, made.err
    assert call(*where, "list", "case", typed=PASSPHRASE).code == 0
    invitation = tmp_path / "letter"
    invitation.write_bytes(b"x")
    twice = ["join", str(invitation), "--code-file", "-", "--reply-out", str(tmp_path / "reply")]
    done = call(*where, *twice, typed=PASSPHRASE)
    assert done.code == 2
    assert "only one -" in done.err


def test_without_a_terminal_or_a_file_there_is_nobody_to_ask(org: Organisation) -> None:
    done = call("--store", str(org.house.path), "list", "case", environment={"SIDING_PASSPHRASE_FILE": ""})
    assert done.code == 2
    assert "--passphrase-file" in done.err


def test_a_wrong_passphrase_is_status_4_and_is_counted(org: Organisation, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("some other passphrase entirely")
    store = Store("x", org.house.path, wrong)
    for _ in range(2):
        store.refused("list", "case", code=4)
    done = org.house.call("list", "case")
    assert done.code == 0
    assert "2 wrong" in done.err
    assert PASSPHRASE not in done.err


def test_a_weak_passphrase_makes_no_store(tmp_path: Path) -> None:
    weak = tmp_path / "weak"
    for text in ("short", "aaaaaaaaaaaaaaaaaaaaaaaa", "house-x house-x house-x"):
        weak.write_text(text)
        done = call(*init(tmp_path / "store", weak))
        assert done.code == 3, text
        assert not (tmp_path / "store").exists()


def test_the_passphrase_is_changed(org: Organisation, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    fresh.write_text("copper walnut eleven gentle harbours sing")
    case = org.house.add("case")
    done = org.house.call("passphrase", "change", "--new-passphrase-file", str(fresh))
    assert (done.code, done.data) == (0, {"changed": True})
    org.house.refused("list", "case", code=4)
    changed = Store("x", org.house.path, fresh)
    assert [found["id"] for found in changed.run("list", "case")] == [case]
    changed.refused("passphrase", "change", "--new-passphrase-file", str(fresh))


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def test_damaged_keys_are_not_a_wrong_passphrase(org: Organisation) -> None:
    flip(org.house.path / "keys", 700)
    said = org.house.refused("list", "case")
    assert "keys" in said
    flip(org.house.path / "keys", 700)
    assert org.house.run("list", "case") == []


def test_a_damaged_store_says_so(org: Organisation) -> None:
    org.house.add("case")
    flip(org.house.path / "store", 4096 + 100)
    said = org.house.refused("list", "case")
    assert "damaged" in said


def test_an_older_store_is_refused_with_a_way_out(org: Organisation, tmp_path: Path) -> None:
    org.round()
    older = tmp_path / "older"
    shutil.copy(org.house.path / "store", older)
    case = org.house.add("case", "alias=Later")
    shutil.copy(older, org.house.path / "store")
    assert "--accept-behind" in org.house.refused("list", "case")
    assert "--accept-behind" in org.house.refused("list", "case"), "asked again, refused again"
    back = Store(org.house.name, org.house.path, org.house.secret, ("--accept-behind",))
    assert case not in [found["id"] for found in back.run("list", "case")]
    assert org.house.run("list", "case") == [], "accepted once"
    assert org.house.run("send", "--to", "hq", "--out", str(org.way))["relink"]


def test_a_second_process_is_told_that_the_store_is_open(org: Organisation) -> None:
    with org.house.open():
        done = program(*org.house.arguments("list", "case"))
    assert (done.code, done.out) == (5, "")
    assert org.house.run("list", "case") == []


def test_verify_finds_nothing_in_a_sound_store_and_names_what_is_not(org: Organisation) -> None:
    case = org.house.add("case")
    sound = org.house.run("verify")
    assert sound["ok"]
    assert sound["chains"] > 0
    with org.house.open() as workspace, workspace.vault.transaction() as tx:
        row = tx.execute("SELECT id, body FROM change ORDER BY id DESC LIMIT 1").fetchone()
        body = bytearray(row[1])
        body[-1] ^= 1
        tx.execute("UPDATE change SET body = ? WHERE id = ?", (bytes(body), row[0]))
    found = org.house.call("verify")
    assert found.code == 3
    assert found.data["faults"]
    assert "damaged" in org.house.refused("send", "--to", "hq", "--out", str(org.way)), "nothing is sent then"
    assert list(org.way.iterdir()) == []
    assert org.house.run("show", case)


def test_verify_notices_a_statement_that_its_author_never_made(org: Organisation) -> None:
    org.house.add("case")
    org.house.run("send", "--to", "hq", "--out", str(org.way))
    org.desk.run("receive", str(org.way))
    assert org.desk.run("verify")["ok"]
    with org.desk.open() as workspace, workspace.vault.transaction() as tx:
        assert tx.execute("UPDATE statement SET number = number + 1").rowcount
    found = org.desk.call("verify")
    assert (found.code, found.data["ok"]) == (3, False)


def test_verify_notices_a_view_that_is_not_what_the_log_says(org: Organisation) -> None:
    org.house.add("case")
    with org.house.open() as workspace, workspace.vault.transaction() as tx:
        tx.execute("UPDATE row SET lam = lam + 1")
    done = org.house.call("verify")
    assert done.code == 3
    assert not done.data["projection"]


def test_a_bug_is_reported_without_anybodys_data(org: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Магомед Пример")

    monkeypatch.setattr("app.lists.list_records", broken)
    done = org.house.call("list", "case")
    assert (done.code, done.out) == (1, "")
    assert "RuntimeError" in done.err
    assert "looking.py" in done.err
    assert "Магомед" not in done.err


def test_an_interruption_is_neither_a_bug_nor_done(
    org: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("app.lists.list_records", stopped)
    assert org.house.call("list", "case").code == 130


def test_people_read_russian_where_the_locale_is(org: Organisation) -> None:
    where = ["--store", str(org.house.path), "--passphrase-file", str(org.house.secret)]
    done = call(*where, "add", "case", "alias=Тихий берег", environment={"LANG": "ru_RU.UTF-8", "LC_ALL": ""})
    assert done.out.startswith("Добавлено")
    assert call("--lang", "ru", *where, "show", "x").err.splitlines()[-1].startswith("Это не")
    assert call("--lang", "de", *where, "show", "x").code == 2
    shown = call(*where, "list", "case").out
    assert "Тихий берег" in shown


def test_nothing_that_is_shown_moves_the_cursor() -> None:
    assert printable("a\x1b[2Jb\u202ec\nd") == "a\\u001b[2Jb\\u202ec\nd"


def test_the_command_line_loads_no_qt_and_nothing_heavy_before_it_is_needed() -> None:
    code = (
        "import sys, app.cli.main\n"
        "heavy = {'PySide6', 'PIL', 'reportlab', 'zxcvbn', 'shamir_mnemonic', 'rich', 'asyncio'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_help_is_there_for_every_command() -> None:
    done = program("--help")
    assert done.code == 0
    for command in ("init", "invite", "send", "receive", "state-hash", "organisation-kit", "demo"):
        assert command in done.out
    assert program("send", "--help").code == 0
    assert program().code == 2


def test_run_turns_dumps_off_first(monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    monkeypatch.setattr("storage.files.no_dumps", lambda: order.append("no dumps"))
    monkeypatch.setattr(cli, "main", lambda _arguments: order.append("main") or 0)
    with pytest.raises(SystemExit):
        cli.run()
    assert order == ["no dumps", "main"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_place_that_is_not_ours_is_status_5(tmp_path: Path, secret: Path) -> None:
    tmp_path.chmod(0o500)
    assert call(*init(tmp_path / "store", secret)).code == 5


def test_json_is_one_document(org: Organisation) -> None:
    done = program(*org.house.arguments("roster"))
    assert json.loads(done.out) == done.data
    assert done.out.count("\n") == 1


def test_everything_the_command_line_says_has_its_words() -> None:
    said = set()
    for path in (ROOT / "app" / "cli").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("say", "tell") and node.args:
                first = node.args[0]
                choices = (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,)
                said |= {each.value for each in choices if isinstance(each, ast.Constant)}
    known = set(messages._MESSAGES) | set(tour._WORDS)
    assert said
    assert said <= known
    metadata = {f"metadata_{outcome}" for outcome in MetadataOutcome}
    absent = {f"absent_{why}" for why in Why}
    assert metadata | absent <= known
    for english, russian in (*messages._MESSAGES.values(), *tour._WORDS.values()):
        assert set(re.findall(r"\{(\w+)", english)) == set(re.findall(r"\{(\w+)", russian))
