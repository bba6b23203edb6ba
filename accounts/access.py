"""This file is the one place where a role is compared: it turns a user into a scope."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from accounts.models import Role, User


@dataclass(frozen=True)
class Scope:
    """The part of the country that a user may see in full, and change.

    `everywhere` wins over the codes; otherwise an empty province_code means nowhere and an
    empty county_code the whole province. The same three values make the SQL predicate in
    layers/queries.py, so that pages, tiles, values, search and exports cannot differ.
    """

    everywhere: bool = False
    province_code: str = ""
    county_code: str = ""
    edits: bool = False

    def covers(self, *, province_code: str, county_code: str = "") -> bool:
        """Whether the scope covers a place; a province needs a whole-province scope."""
        if self.everywhere:
            return True
        if not self.province_code or province_code != self.province_code:
            return False
        return not self.county_code or county_code == self.county_code


PUBLIC = Scope()


class Capability(StrEnum):
    """A right of a role within its scope, beyond seeing."""

    DRAW = "draw"
    DECIDE_COUNTY = "decide_county"
    DECIDE_PROVINCE = "decide_province"
    DECIDE_NATIONAL = "decide_national"
    PUBLISH = "publish"


CAPABILITIES: dict[str, frozenset[Capability]] = {
    Role.NATIONAL: frozenset({Capability.DRAW, Capability.DECIDE_NATIONAL, Capability.PUBLISH}),
    Role.PROVINCE: frozenset({Capability.DRAW, Capability.DECIDE_PROVINCE}),
    Role.COUNTY: frozenset({Capability.DRAW, Capability.DECIDE_COUNTY}),
    Role.AGENCY: frozenset({Capability.DRAW}),
    Role.VIEWER: frozenset(),
}


def scope_of(user: Any) -> Scope:
    """The scope of a user; visitors and viewers get PUBLIC, published figures only."""
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


def capabilities_of(user: Any) -> frozenset[Capability]:
    """The capabilities of a user within the scope. A superuser has the national ones."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    return CAPABILITIES[Role.NATIONAL if user.is_superuser else Role(user.role)]


def may(user: Any, capability: Capability, *, province_code: str, county_code: str = "") -> bool:
    """Whether a user has a capability at a place."""
    if capability not in capabilities_of(user):
        return False
    return scope_of(user).covers(province_code=province_code, county_code=county_code)


def may_anywhere(user: Any, capability: Capability) -> bool:
    """Whether a user has a capability anywhere."""
    scope = scope_of(user)
    return scope.everywhere or may(
        user,
        capability,
        province_code=scope.province_code,
        county_code=scope.county_code,
    )


def manages_users(user: Any) -> bool:
    """Whether a user may open, close and change the accounts of others."""
    return scope_of(user).everywhere and bool(user.is_staff)


def may_change_account(editor: Any, other: User) -> bool:
    """Whether `editor` may change `other`; only superusers change superusers."""
    return manages_users(editor) and (editor.is_superuser or not other.is_superuser)


def missing_places(role: str, *, province: str, county: str, agency: str) -> tuple[str, ...]:
    """The fields of User that a role needs and lacks, as in `role_names_its_place`."""
    needed = {
        Role.PROVINCE: {"province_code": province},
        Role.COUNTY: {"province_code": province, "county_code": county},
        Role.AGENCY: {"agency_code": agency},
    }
    for name, places in needed.items():
        if role == name:
            return tuple(field for field, value in places.items() if not value)
    return ()
