"""What a check from outside says."""

from dataclasses import dataclass, field


@dataclass
class Result:
    """A check, what it looked at, and what it found. `not_checked` says why it could not look."""

    name: str
    looked_at: str = ""
    findings: list[str] = field(default_factory=list)
    not_checked: str = ""

    @property
    def word(self) -> str:
        if self.findings:
            return f"{len(self.findings)} FINDINGS"
        return "not checked" if self.not_checked else "ok"

    def __str__(self) -> str:
        lines = [f"{self.name}: {self.word}. {self.not_checked or self.looked_at}".rstrip()]
        return "\n".join([*lines, *(f"  - {each}" for each in self.findings)])
