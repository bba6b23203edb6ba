"""This file lists what blocks can be coloured by: each of their counts, and rates made of two."""

from dataclasses import dataclass

from layers.messages import Message, Names
from layers.messages import message as _
from layers.models import BLOCK_COUNTS, Block, Indicator
from layers.problems import NotFound
from layers.templatetags.formats import PERCENT_UNITS

# Before the codes of counts, because an indicator may have the name of one.
COUNT = "count-"
PERSONS, HOUSEHOLDS, PERCENT = _("نفر"), _("خانوار"), _("درصد")


@dataclass(frozen=True)
class BlockMeasure:
    """A count of every block (denominator is empty), or numerator ÷ denominator × per.

    numerator, denominator: names in BLOCK_COUNTS. indicators: ids of the indicators that are made
    of the same counts.
    """

    code: str
    name: Message | Names
    unit: Message | Names
    decimals: int
    direction: Indicator.Direction
    numerator: str
    denominator: str
    per: int
    indicators: tuple[int, ...]


def block_counts() -> tuple[BlockMeasure, ...]:
    """The counts in the order of BLOCK_COUNTS. They have no direction: more people are no worse."""
    titles = {column.name: column.verbose_name for column in Block._meta.concrete_fields}
    users: dict[str, list[int]] = {name: [] for name in BLOCK_COUNTS}
    for pk, *columns in Indicator.objects.values_list("pk", "block_numerator", "block_denominator"):
        for name in filter(None, columns):
            users[name].append(pk)
    return tuple(
        BlockMeasure(
            code=COUNT + name,
            name=_("{title}", title=titles[name]),
            unit=HOUSEHOLDS if name.endswith("households") else PERSONS,
            decimals=0,
            direction=Indicator.Direction.NEUTRAL,
            numerator=name,
            denominator="",
            per=1,
            indicators=tuple(users[name]),
        )
        for name in BLOCK_COUNTS
    )


def block_rates() -> tuple[BlockMeasure, ...]:
    """The rates whose numerator and denominator are counts of blocks, in catalogue order."""
    rates = Indicator.objects.exclude(block_numerator="").exclude(block_denominator="")
    return tuple(
        BlockMeasure(
            code=rate.code,
            name=Names(rate.name_fa, rate.name_en),
            unit=PERCENT if rate.unit_fa in PERCENT_UNITS else Names(rate.unit_fa, rate.unit_en),
            decimals=rate.decimals,
            direction=Indicator.Direction(rate.direction),
            numerator=rate.block_numerator,
            denominator=rate.block_denominator,
            per=rate.per,
            indicators=(rate.pk,),
        )
        for rate in rates
    )


def block_measure(code: str) -> BlockMeasure:
    """The measure of this code. Raises NotFound."""
    found = {each.code: each for each in (*block_counts(), *block_rates())}.get(code)
    if found is None:
        raise NotFound(
            _("بلوک‌ها رقمی با کد «{code}» ندارند. یکی از رقم‌های فهرست را انتخاب کنید.", code=code),
            parameter="measure",
        )
    return found
