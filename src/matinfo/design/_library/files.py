"""The output of a long run, and what lies beside it until it is done."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from glob import escape
from pathlib import Path


@dataclass(frozen=True)
class RunFiles:
    """The output, and what lies beside it while it is made."""

    output: Path
    token: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def part(self) -> Path:
        """The output as far as it is made."""
        return self.output.with_name(f"{self.output.name}.part")

    @property
    def journal(self) -> Path:
        """How far it is."""
        return self.output.with_name(f"{self.output.name}.part.json")

    @property
    def job(self) -> Path:
        """What the workers read; a new name each time, because a worker that lives on remembers what it read."""
        return self.output.with_name(f"{self.output.name}.part.{self.token}.job")

    def prepare(self, *, overwrite: bool) -> None:
        """Raise where the output must not go; take away what is not wanted any more."""
        if not self.output.parent.is_dir():
            raise FileNotFoundError(f"There is no folder {str(self.output.parent)!r}. Make it first.")
        if self.output.exists() and not overwrite:
            raise FileExistsError(f"{self.output.name!r} is there already. Pass overwrite=True to replace it.")
        for left in self.output.parent.glob(f"{escape(self.output.name)}.part.*.job"):  # of a run that was killed
            left.unlink(missing_ok=True)
        if overwrite:
            for old in (self.part, self.journal):
                old.unlink(missing_ok=True)

    def finish(self) -> None:
        """Give the output its name."""
        self.part.replace(self.output)
        self.journal.unlink(missing_ok=True)
