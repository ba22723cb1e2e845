"""Whom the account does not reach, by the beginnings of their numbers: nobody, unless told."""

from dataclasses import dataclass


@dataclass
class Reach:
    # Numbers that ring and take no texts.
    landlines: tuple[str, ...] = ()
    # Countries the account has no permission for.
    barred: tuple[str, ...] = ()

    def takes_texts(self, number: str) -> bool:
        return not number.startswith(self.landlines)

    def is_barred(self, number: str) -> bool:
        return number.startswith(self.barred)
