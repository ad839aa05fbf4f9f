"""Random worlds: work, couriers who lose, double, delay, cut and flip, disks imaged back, clocks wrong by years.

What must hold in them is in invariants.py; a scenario may add acts of its own (`step`).
"""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

from storage import holdings, log, purge
from storage.errors import UserError
from support import invariants
from support.world import GOOD, HOME, Replica, case, exchange, load
from sync import grants, kinds, links, sight, writing
from sync.outcomes import Outcome

HOUSES = 12
#: Rounds that a fair courier needs at most: a laptop that was imaged back silently is noticed when it uses a number twice.
ROUNDS = 40

KINDS = ("case", "note", "kind_of_a_later_version", "risk")
FIELDS = ("status", "alias", "text", "level")


class World:
    """One world and its dice. `refusals`: what sending may be refused for there."""

    refusals = frozenset({"max_size_too_small", "no_prekey", "no_certificate"})

    def __init__(self, template: Path, base: Path, seed: int) -> None:
        self.base = base
        self.dice = Random(seed)
        self.replicas = load(template, base / "stores", seed)
        self.mail: list[tuple[str, str, bytes]] = []
        self.images: dict[str, Path] = {}
        self.imaged = 0
        self.went_back: set[tuple[str, str]] = set()
        self.outcomes: dict[Outcome, int] = {}

    def pair(self) -> tuple[Replica, Replica]:
        """Choose who sends to whom: mostly a house and its desk."""
        one = self.dice.choice(list(self.replicas.values()))
        return one, self.replicas[self.dice.choice(one.peers())]

    def work(self) -> None:
        """Save a form somewhere: a new case, or a field that others may be editing too."""
        who = self.dice.choice(list(self.replicas.values()))
        scopes = [scope for scope in who.scopes() if scope[0] in invariants.CASES]
        fresh = not scopes or self.dice.random() < 0.2
        scope = case(self.dice) if fresh else self.dice.choice(scopes)
        if fresh and who.is_desk:
            self.open_to_a_house(who, scope)
        values = {
            self.dice.choice(FIELDS): self.dice.choice(["а", "б", 1, None, "в" * self.dice.randrange(300)])
        }
        record = bytes([self.dice.randrange(3)]) * 16
        who.write(scope, record, self.dice.choice(KINDS), values)

    def open_to_a_house(self, desk: Replica, scope: bytes) -> None:
        """A desk makes a case for one of its houses."""
        house = self.replicas[f"house-{self.dice.randrange(1, HOUSES + 1)}"]
        with desk.vault.transaction() as tx:
            grants.open_to(
                tx, desk.me.identity, scope, house.me.identity.device_id, rng=desk.me.rng, now=desk.me.now
            )

    def send(self) -> None:
        """Seal a bundle, sometimes a small one, and give it to a courier."""
        one, other = self.pair()
        try:
            bundle, _ = one.send(other.name, max_size=self.dice.choice([None, None, 16_384, 3_840]))
        except UserError as error:
            assert error.slug in self.refusals, error.slug
            if error.slug == "no_certificate":
                self.call(other, one)
            return
        self.mail.append((one.name, other.name, bundle))

    def call(self, one: Replica, other: Replica) -> None:
        """Renew a link by hand."""
        self.mail.append((one.name, other.name, one.relink(other.name)))

    def deliver(self) -> None:
        """Take a letter out of the bag, in any order, and do to it what couriers do."""
        if not self.mail:
            return
        place = self.dice.randrange(len(self.mail))
        sender, to, bundle = self.mail[place]
        fate = self.dice.random()
        if fate > 0.15:
            del self.mail[place]
        if fate > 0.9:
            return
        if fate > 0.85:
            bundle = self.harm(bundle)
        elif fate > 0.82:
            to = sender
        self.take(self.replicas[to], bundle)

    def harm(self, bundle: bytes) -> bytes:
        """Cut a bundle, or flip a bit of it."""
        at = self.dice.randrange(len(bundle))
        if self.dice.random() < 0.5:
            return bundle[:at]
        return bundle[:at] + bytes([bundle[at] ^ 1 << self.dice.randrange(8)]) + bundle[at + 1 :]

    def take(self, who: Replica, *bundles: bytes) -> None:
        """Receive, and note how it ended."""
        before = who.me.identity.incarnation
        for done in who.receive(*bundles):
            self.outcomes[done.outcome] = self.outcomes.get(done.outcome, 0) + 1
        if who.me.identity.incarnation != before:
            self.back_in_time(who)
        self.forgive(who)

    def image(self) -> None:
        """Somebody images a disk."""
        who = self.dice.choice(list(self.replicas.values()))
        self.imaged += 1
        path = self.base / f"image-{self.imaged}-{who.name}"
        who.image(path)
        shutil.rmtree(self.images.get(who.name, path.with_name("none")), ignore_errors=True)
        self.images[who.name] = path

    def restore(self) -> None:
        """An image is put back: silently with all its files, or without `turn`."""
        if not self.images:
            return
        who = self.replicas[self.dice.choice(sorted(self.images))]
        who.restore(self.images[who.name], turn_too=self.dice.random() < 0.5)
        with who.vault.read() as tx:
            held = {(scope, head) for scope, head in invariants._all_heads(tx)}
        # What was only on the disk that was overwritten is gone with it; what had left it must still be somewhere.
        elsewhere = self.elsewhere(who)
        who.journal = [
            word
            for word in who.journal
            if (word.scope, word.head) in held or (word.scope, word.head) in elsewhere
        ]
        self.back_in_time(who)

    def elsewhere(self, who: Replica) -> set[tuple[bytes, bytes]]:
        """Collect what the other stores hold."""
        found: set[tuple[bytes, bytes]] = set()
        for replica in self.replicas.values():
            if replica is not who:
                with replica.vault.read() as tx:
                    found |= set(invariants._all_heads(tx))
        return found

    def back_in_time(self, who: Replica) -> None:
        """Its peers believe too much of it until it has relinked; it believes what was true once."""
        self.went_back |= {(peer, who.name) for peer in self.replicas}

    def forgive(self, who: Replica) -> None:
        """A peer that has heard of the new incarnation is held to its belief again."""
        with who.vault.read() as tx:
            heard = {link.name: link.heard[0] for link in links.all_links(tx)}
        for name, incarnation in heard.items():
            other = self.replicas[name].me.identity
            if other.past and incarnation == other.incarnation:
                self.went_back.discard((who.name, name))

    def shed(self) -> None:
        """A house drops a compartment that the desk has, or wants one back."""
        house = self.replicas[f"house-{self.dice.randrange(1, HOUSES + 1)}"]
        with house.vault.transaction() as tx:
            link = next(iter(links.all_links(tx)))
            believed = holdings.believed(tx, link.peer)
            shared = sight.shared_link(house.me.identity, link)
            for scope, state in log.scopes(tx).items():
                heads = log.heads(tx, [scope])
                whole = all(
                    place in believed and believed[place].seq == at.seq for place, at in heads.items()
                )
                if scope[0] not in invariants.CASES or not heads:
                    continue
                if state.state == "open" and whole:
                    purge.drop_content(tx, scope)
                    wish = "shed"
                elif state.state == "shed" and not state.wanted:
                    log.set_state(tx, scope, "open")
                    wish = "wanted"
                else:
                    continue
                record = kinds.scope_record(kinds.SHED, scope)
                writing.put(
                    tx,
                    house.me.identity.author,
                    shared,
                    kinds.SHED,
                    record,
                    {"scope": scope.hex(), "state": wish},
                    rng=house.me.rng,
                    now=house.me.now,
                )
                return

    def live(self, steps: int) -> None:
        """Let things happen, check what always holds, and in the end bring everything that is left to everybody."""
        for step in range(steps):
            self.step()
            if step % 10 == 0:
                self.check()
            if step % 100 == 99:
                self.check_whole()
        self.mail.clear()
        self.calm()
        self.went_back.clear()
        self.check_whole()
        self.settled()

    def step(self) -> None:
        """Let one thing happen."""
        chance = self.dice.random()
        if chance < 0.30:
            self.work()
        elif chance < 0.62:
            self.send()
        elif chance < 0.93:
            self.deliver()
        elif chance < 0.95:
            self.shed()
        elif chance < 0.975:
            who = self.dice.choice(list(self.replicas.values()))
            who.clock += self.dice.randrange(-(10**9), 10**9)
        elif chance < 0.99:
            self.image()
        else:
            self.restore()

    def check(self) -> None:
        """What must hold at every step."""
        invariants.nothing_is_believed_that_is_not_held(self.replicas, self.went_back)
        invariants.houses_hold_only_what_they_were_granted(self.replicas)
        invariants.desks_hold_only_what_authors_might_write(self.replicas)
        invariants.equal_heads_mean_equal_state(self.replicas.values())

    def check_whole(self) -> None:
        """What is dearer to look at."""
        self.check()
        for replica in self.replicas.values():
            invariants.chains_verify(replica)
            invariants.live_values_are_the_definition(replica)
            invariants.statements_cover_relays(replica)
            invariants.prekeys_stay_few(replica, most=40)
        invariants.nothing_acknowledged_is_lost(self.replicas)

    def calm(self) -> None:
        """A fair courier takes over: in finitely many rounds nothing is new any more and every bundle opens."""
        north = self.replicas[HOME]
        others = [replica for replica in self.replicas.values() if replica is not north]
        quiet, done = 0, []
        for _ in range(ROUNDS):
            done = [(other.name, one) for other in others for one in exchange(north, other, rounds=1)]
            quiet = quiet + 1 if all(one.outcome in GOOD and not one.changes for _, one in done) else 0
            if quiet == 3:
                return
        raise AssertionError([(name, one) for name, one in done if one.outcome not in GOOD or one.changes])

    def settled(self) -> None:
        """Everybody who may see a scope shows the same."""
        north = self.replicas[HOME]
        for replica in self.replicas.values():
            with replica.vault.read() as tx:
                mine = {
                    scope: log.state_hash(tx, scope)
                    for scope, state in log.scopes(tx).items()
                    if state.state == "open" and scope[0] in invariants.CASES
                }
            with north.vault.read() as tx:
                theirs = {scope: log.state_hash(tx, scope) for scope in mine}
            invariants.bytes_are_the_authors([north, replica])
            different = [scope.hex()[:8] for scope in mine if mine[scope] != theirs[scope]]
            assert not different, (replica.name, different)

    def close(self) -> None:
        """Lock every store."""
        for replica in self.replicas.values():
            replica.vault.lock()
