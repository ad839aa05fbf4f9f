"""Whether what somebody types finds a name: the same in every list that is filtered while typing."""


def matches(name: str, typed: str) -> bool:
    """Say whether every word typed is in a name, in any case, with ё as е."""
    folded = _folded(name)
    return all(word in folded for word in _folded(typed).split())


def _folded(text: str) -> str:
    return text.casefold().replace("ё", "е")
