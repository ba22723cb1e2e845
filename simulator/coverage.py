"""Where calls and texts of the account do not get through, by the beginnings of numbers."""

from dataclasses import dataclass


@dataclass
class Coverage:
    # Numbers that ring and take no texts.
    landlines: tuple[str, ...] = ()
    # Countries the account has no permission for.
    barred: tuple[str, ...] = ()

    def takes_texts(self, number: str) -> bool:
        return not number.startswith(self.landlines)

    def is_barred(self, number: str) -> bool:
        return number.startswith(self.barred)
