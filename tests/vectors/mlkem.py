"""ML-KEM-768 encapsulation with the randomness given (FIPS 203, algorithm 17), for the generator of vectors.

The libraries we use draw it themselves, so a repeatable vector needs this. Slow, not constant-time, never shipped.
What it makes is opened by the library in tests/sync/test_vectors.py: two implementations must agree.
"""

from __future__ import annotations

import hashlib

Q = 3329
N = 256
K = 3
DU, DV = 10, 4
_ZETAS = [pow(17, int(f"{i:07b}"[::-1], 2), Q) for i in range(128)]
_GAMMAS = [pow(17, 2 * int(f"{i:07b}"[::-1], 2) + 1, Q) for i in range(128)]

Poly = list[int]


def encapsulate(public: bytes, message: bytes) -> tuple[bytes, bytes]:
    """Encapsulate to a 1,184-byte key with 32 chosen bytes: (shared secret 32, ciphertext 1,088)."""
    seed = hashlib.sha3_512(message + hashlib.sha3_256(public).digest()).digest()
    return seed[:32], _encrypt(public, message, seed[32:])


def _encrypt(public: bytes, message: bytes, coins: bytes) -> bytes:
    t = [_unpack(public[384 * i : 384 * i + 384], 12) for i in range(K)]
    rho = public[384 * K :]
    y = [_ntt(_noise(coins, i)) for i in range(K)]
    u = []
    for i in range(K):
        column = [_uniform(rho + bytes((i, j))) for j in range(K)]
        u.append(_add(_inverse(_dot(column, y)), _noise(coins, K + i)))
    bits = [(Q + 1) // 2 * bit for bit in _unpack(message, 1)]
    v = _add(_add(_inverse(_dot(t, y)), _noise(coins, 2 * K)), bits)
    return b"".join(_pack(_compress(poly, DU), DU) for poly in u) + _pack(_compress(v, DV), DV)


def _uniform(seed: bytes) -> Poly:
    """SampleNTT (algorithm 7)."""
    stream = hashlib.shake_128(seed).digest(1536)
    out: Poly = []
    for a, b, c in zip(stream[::3], stream[1::3], stream[2::3], strict=True):
        out += [d for d in (a + 256 * (b % 16), b // 16 + 16 * c) if d < Q]
    return out[:N]


def _noise(coins: bytes, number: int) -> Poly:
    """SamplePolyCBD with eta 2 (algorithm 8)."""
    bits = _unpack(hashlib.shake_256(coins + bytes((number,))).digest(128), 1)
    return [(bits[i] + bits[i + 1] - bits[i + 2] - bits[i + 3]) % Q for i in range(0, 4 * N, 4)]


def _ntt(poly: Poly) -> Poly:
    f, i, length = list(poly), 1, 128
    while length >= 2:
        for start in range(0, N, 2 * length):
            zeta, i = _ZETAS[i], i + 1
            for j in range(start, start + length):
                t = zeta * f[j + length] % Q
                f[j], f[j + length] = (f[j] + t) % Q, (f[j] - t) % Q
        length //= 2
    return f


def _inverse(poly: Poly) -> Poly:
    f, i, length = list(poly), 127, 2
    while length <= 128:
        for start in range(0, N, 2 * length):
            zeta, i = _ZETAS[i], i - 1
            for j in range(start, start + length):
                t = f[j]
                f[j], f[j + length] = (t + f[j + length]) % Q, zeta * (f[j + length] - t) % Q
        length *= 2
    return [x * 3303 % Q for x in f]


def _dot(left: list[Poly], right: list[Poly]) -> Poly:
    out = [0] * N
    for a, b in zip(left, right, strict=True):
        for i in range(0, N, 2):
            gamma = _GAMMAS[i // 2]
            out[i] = (out[i] + a[i] * b[i] + a[i + 1] * b[i + 1] * gamma) % Q
            out[i + 1] = (out[i + 1] + a[i] * b[i + 1] + a[i + 1] * b[i]) % Q
    return out


def _add(left: Poly, right: Poly) -> Poly:
    return [(a + b) % Q for a, b in zip(left, right, strict=True)]


def _compress(poly: Poly, bits: int) -> Poly:
    return [((x << bits) + Q // 2) // Q % (1 << bits) for x in poly]


def _pack(poly: Poly, bits: int) -> bytes:
    total = sum(x << (bits * i) for i, x in enumerate(poly))
    return total.to_bytes(bits * len(poly) // 8, "little")


def _unpack(data: bytes, bits: int) -> Poly:
    total = int.from_bytes(data, "little")
    return [total >> (bits * i) & ((1 << bits) - 1) for i in range(8 * len(data) // bits)]
