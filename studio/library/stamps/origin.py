from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

SOURCES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
SOURCE_TYPE = "DigitalSourceType"


@dataclass(frozen=True)
class Origin:
    """What made a file. `by`: MiniMax or its sandbox; `composite`: it was put together, and parts of it are made."""

    model: str
    by: str
    made_at: datetime
    asset_id: UUID
    composite: bool = False

    @property
    def facts(self) -> dict[str, str]:
        """By the names that XMP has for them, which all formats share."""
        kind = "compositeWithTrainedAlgorithmicMedia" if self.composite else "trainedAlgorithmicMedia"
        return {
            SOURCE_TYPE: SOURCES + kind,
            "CreatorTool": printable(self.model),
            "Credit": printable(self.by),
            "CreateDate": self.made_at.astimezone(UTC).isoformat(timespec="seconds"),
            "identifier": self.asset_id.urn,
        }

    @property
    def words(self) -> str:
        """The same for people, in English like all metadata."""
        what = "Put together with parts that AI made" if self.composite else "Made by AI"
        return printable(f"{what}: {self.model}, {self.by}")


def printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable())
