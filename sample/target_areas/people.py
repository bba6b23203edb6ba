"""This file names the invented people who draw and decide in the sample."""

from functools import cache

from accounts.models import Role, User
from layers.models import Area, Level
from layers.queries import current_areas
from sample.accounts import PLACES, demo_user

NAMES = {
    Role.NATIONAL: "ستاد ملی نمونه",
    Role.PROVINCE: "کارشناس نمونهٔ استان تهران",
    Role.COUNTY: "فرمانداری نمونهٔ اسلامشهر",
    Role.AGENCY: "کارشناس نمونهٔ امداد تهران",
}


class People:
    """The account of each role at a place: demo accounts, created if missing."""

    def __init__(self) -> None:
        self.at = cache(self.find)

    def find(self, role: Role, county: str) -> User:
        province = county[:2]
        known = PLACES[role]
        if known.get("county_code", county) == county and known.get("province_code", province) == (
            province
        ):
            return demo_user(f"namune-{role.value}", role, NAMES[role], **known)
        if role == Role.COUNTY:
            area: Area = current_areas(Level.COUNTY).get(code=county)
            name = f"فرمانداری نمونهٔ {area.name_fa}"
            return demo_user(
                f"namune-county-{county}", role, name, province_code=province, county_code=county
            )
        area = current_areas(Level.PROVINCE).get(code=province)
        if role == Role.PROVINCE:
            name = f"کارشناس نمونهٔ استان {area.name_fa}"
            return demo_user(f"namune-province-{province}", role, name, province_code=province)
        name = f"کارشناس نمونهٔ امداد {area.name_fa}"
        return demo_user(
            f"namune-agency-{province}", role, name, province_code=province, agency_code="emdad"
        )
