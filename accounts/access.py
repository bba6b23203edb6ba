"""This file is the one place where a role is compared: it turns a user into a scope."""

from dataclasses import dataclass
from typing import Any

from accounts.models import Role, User


@dataclass(frozen=True)
class Scope:
    """What part of the country a person may see in full, and change.

    `everywhere` wins over the codes; otherwise an empty province_code means nowhere and an
    empty county_code the whole province. The same three values make the SQL predicate in
    layers/queries.py, so that pages, tiles, values, search and exports cannot differ.
    """

    everywhere: bool = False
    province_code: str = ""
    county_code: str = ""
    edits: bool = False

    def covers(self, *, province_code: str, county_code: str = "") -> bool:
        """Whether a place lies inside; a province is covered only by a whole-province scope."""
        if self.everywhere:
            return True
        if not self.province_code or province_code != self.province_code:
            return False
        return not self.county_code or county_code == self.county_code


PUBLIC = Scope()


def scope_of(user: Any) -> Scope:
    """The scope of a signed-in person; visitors and viewers get PUBLIC, published figures only."""
    if not isinstance(user, User) or not user.is_active:
        return PUBLIC
    if user.role == Role.NATIONAL or user.is_superuser:
        return Scope(everywhere=True, edits=True)
    if user.role == Role.PROVINCE:
        return Scope(province_code=user.province_code, edits=True)
    if user.role == Role.COUNTY:
        return Scope(province_code=user.province_code, county_code=user.county_code)
    if user.role == Role.AGENCY:
        return Scope(province_code=user.province_code, county_code=user.county_code)
    return PUBLIC
