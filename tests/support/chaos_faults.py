"""What a chaos proxy can do to an exchange, and how it decides."""
import dataclasses
import random
import re

# In the order in which an exchange can meet them.
KINDS = {
    "none": "forwarded as it is",
    "latency": "the request is held back",
    "bandwidth": "the reply trickles",
    "blackhole": "the request is read, not forwarded, and never answered",
    "reset-before": "RST; the request is not forwarded",
    "reset-after": "RST; the request was forwarded, no byte of the reply is passed on",
    "reset-head": "RST within the reply's headers",
    "reset-body": "RST within the reply's body",
    "truncate": "FIN within the reply's body",
    "garbage": "the request is forwarded; the reply is replaced by bytes that are no HTTP",
    "slow-close": "the whole reply; afterwards the kept connection takes no request and is closed late",
}
FAULTS = [kind for kind in KINDS if kind != "none"]


@dataclasses.dataclass(frozen=True)
class Settings:
    """The measures of the faults."""
    latency_ms: float = 100
    jitter_ms: float = 50
    bytes_per_second: float = 4000
    reset_within_ms: float = 20  # reset-after: how long after forwarding at most
    close_after_ms: float = 200  # slow-close
    give_up: float = 0.0  # reset-after: share in which the server's side of the connection is reset as well


class Mix:
    """Draws one kind for each exchange (or each connection); the seed and the order of arrival decide, nothing else."""

    def __init__(self, shares=None, seed=0):
        shares = dict(shares or {})
        unknown = set(shares) - set(FAULTS)
        if unknown or any(share < 0 for share in shares.values()) or sum(shares.values()) > 1 + 1e-9:
            raise ValueError(f"shares are from 0 to 1 in all, of {', '.join(FAULTS)}; not {shares}")
        self.shares = shares
        self.random = random.Random(seed)

    @classmethod
    def even(cls, share, seed=0, kinds=FAULTS):
        return cls({kind: share / len(kinds) for kind in kinds}, seed)

    @classmethod
    def parse(cls, text, seed=0):
        """'reset-after=0.1,latency=0.05', or '0.2': a fifth of the exchanges, every fault alike."""
        if re.fullmatch(r"[0-9.]+", text):
            return cls.even(float(text), seed)
        pairs = [part.split("=") for part in text.split(",") if part]
        if any(len(pair) != 2 for pair in pairs):
            raise ValueError("faults are written KIND=SHARE,…")
        return cls({kind: float(share) for kind, share in pairs}, seed)

    def draw(self):
        point = self.random.random()
        for kind, share in self.shares.items():
            if point < share:
                return kind
            point -= share
        return "none"
