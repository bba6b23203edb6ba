"""This file defines census blocks and their sums over a quadtree."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from layers.models.base import InnerPoint, InsideIran, SoundPolygon, mercator_column

# Counts of every block, in this order; indicators name them as numerator and denominator. Bit i of
# Block.hidden suppresses count i outside the office.
BLOCK_COUNTS = (
    "persons",
    "households",
    "persons_6_plus",
    "children_6_17",
    "labour_force",
    "uninsured",
    "illiterate",
    "out_of_school",
    "unemployed",
    "tenant_households",
    "crowded_households",
    "female_headed_households",
    "unsewered_households",
    "disabled",
)

# The count that each count is part of, or never exceeds; a whole stands before its parts.
WHOLES = {
    "households": "persons",
    "persons_6_plus": "persons",
    "children_6_17": "persons_6_plus",
    "labour_force": "persons_6_plus",
    "uninsured": "persons",
    "illiterate": "persons_6_plus",
    "out_of_school": "children_6_17",
    "unemployed": "labour_force",
    "tenant_households": "households",
    "crowded_households": "households",
    "female_headed_households": "households",
    "unsewered_households": "households",
    "disabled": "persons",
}


def is_part(count: str, of: str) -> bool:
    """Whether who is in a count is in another too, directly or through others.

    A household counts as its head.
    """
    while count in WHOLES:
        count = WHOLES[count]
        if count == of:
            return True
    return False


# The same as places in BLOCK_COUNTS, −1 for a count that is part of no other.
WHOLE_PLACES = tuple(
    BLOCK_COUNTS.index(WHOLES[name]) if name in WHOLES else -1 for name in BLOCK_COUNTS
)


class BlockCounts(models.Model):
    """The counts of BLOCK_COUNTS as integer columns."""

    persons = models.IntegerField(_("نفر"), default=0)
    households = models.IntegerField(_("خانوار"), default=0)
    persons_6_plus = models.IntegerField(_("نفر شش‌ساله و بیشتر"), default=0)
    children_6_17 = models.IntegerField(_("کودک ۶ تا ۱۷ سال"), default=0)
    labour_force = models.IntegerField(_("جمعیت فعال"), default=0)
    uninsured = models.IntegerField(_("بدون بیمهٔ سلامت"), default=0)
    illiterate = models.IntegerField(_("بی‌سواد"), default=0)
    out_of_school = models.IntegerField(_("بازمانده از تحصیل"), default=0)
    unemployed = models.IntegerField(_("جویای کار"), default=0)
    tenant_households = models.IntegerField(_("خانوار مستأجر"), default=0)
    crowded_households = models.IntegerField(_("خانوار پرتراکم"), default=0)
    female_headed_households = models.IntegerField(_("خانوار زن‌سرپرست"), default=0)
    unsewered_households = models.IntegerField(_("خانوار بی‌فاضلاب شهری"), default=0)
    disabled = models.IntegerField(_("دارای معلولیت"), default=0)

    class Meta:
        abstract = True


class Block(BlockCounts):
    """A census block. It has no history and no triggers because there are a million of them."""

    code = models.CharField(_("کد"), max_length=24)
    province_code = models.CharField(_("کد استان"), max_length=2)
    county_code = models.CharField(_("کد شهرستان"), max_length=4, blank=True)
    neighbourhood_code = models.CharField(_("کد محله"), max_length=8, blank=True)
    boundary = models.PolygonField(_("مرز"), srid=4326, spatial_index=False)
    boundary_3857 = mercator_column("boundary", models.PolygonField(srid=3857))
    # The point that decides which area or square counts the block.
    centroid_3857 = models.GeneratedField(
        expression=InnerPoint(F("boundary")),
        output_field=models.PointField(srid=3857),
        db_persist=True,
        editable=False,
    )
    # The suppressed counts, one bit each (see BLOCK_COUNTS).
    hidden = models.IntegerField(default=0)
    source = models.ForeignKey("layers.Source", models.PROTECT, verbose_name=_("منبع"))
    synthetic = models.BooleanField(_("دادهٔ نمونه (ساختگی)"), default=False)

    class Meta:
        verbose_name = _("بلوک")
        verbose_name_plural = _("بلوک‌ها")
        indexes = [
            GistIndex(fields=["boundary_3857"], name="block_boundary_3857"),
            GistIndex(fields=["centroid_3857"], name="block_centroid_3857"),
            models.Index(fields=["province_code", "county_code"], name="block_membership"),
            models.Index(fields=["neighbourhood_code"], name="block_neighbourhood"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["code"], name="block_code"),
            models.CheckConstraint(name="block_sound", condition=SoundPolygon(F("boundary"))),
            models.CheckConstraint(name="block_in_iran", condition=InsideIran(F("boundary"))),
        ]

    def __str__(self) -> str:
        return self.code


class BlockCell(BlockCounts):
    """Published sums of the blocks whose centroid lies in one tile-grid square.

    Suppressed block counts are left out of the sums, so that no cell reveals one; hidden_blocks is
    the number of blocks concerned.
    """

    zoom = models.SmallIntegerField()
    x = models.IntegerField()
    y = models.IntegerField()
    blocks = models.IntegerField(_("تعداد بلوک"))
    hidden_blocks = models.IntegerField(_("بلوک‌های پوشیده"))
    synthetic = models.BooleanField(default=False)
    square_3857 = models.PolygonField(srid=3857, spatial_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zoom", "x", "y"], name="blockcell_once")]

    def __str__(self) -> str:
        return f"{self.zoom}/{self.x}/{self.y}"


class BlockSum(BlockCounts):
    """Exact sums of the blocks of one county and source whose centroid lies in one grid square.

    Suppressed counts are included: these sums serve to measure large areas and are never shown
    alone. public_counts: the sums with substitutes for suppressed counts, in the order of
    BLOCK_COUNTS.
    """

    x = models.IntegerField()
    y = models.IntegerField()
    province_code = models.CharField(max_length=2)
    county_code = models.CharField(max_length=4, blank=True)
    blocks = models.IntegerField(_("تعداد بلوک"))
    source = models.ForeignKey("layers.Source", models.PROTECT, verbose_name=_("منبع"))
    synthetic = models.BooleanField(default=False)
    square_3857 = models.PolygonField(srid=3857, spatial_index=False)
    public_counts = ArrayField(models.FloatField(), default=list)

    class Meta:
        indexes = [GistIndex(fields=["square_3857"], name="blocksum_square_3857")]
        constraints = [
            models.UniqueConstraint(
                fields=["x", "y", "province_code", "county_code", "source"], name="blocksum_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.x}/{self.y} {self.county_code}"


class BlockSubstitute(models.Model):
    """The substitute for each suppressed block count, by place.

    counts: in the order of BLOCK_COUNTS. hidden_sums: the sums of the place's suppressed counts in
    the same order, None where that is not published; a substitute is their mean.
    """

    province_code = models.CharField(max_length=2)
    county_code = models.CharField(max_length=4, blank=True)
    neighbourhood_code = models.CharField(max_length=8, blank=True)
    counts = ArrayField(models.FloatField())
    hidden_sums = ArrayField(models.FloatField(null=True), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["neighbourhood_code", "county_code", "province_code"],
                name="blocksubstitute_once",
            )
        ]

    def __str__(self) -> str:
        return self.neighbourhood_code or self.county_code or self.province_code


class BlockNeighbours(models.Model):
    """The blocks beside one: those that share an edge or lie at most BESIDE_M apart.

    block_id, near: ids of Block, without a constraint, because all rows are replaced whenever
    blocks are published. Each pair stands in the rows of both.
    """

    block_id = models.BigIntegerField(primary_key=True)
    near = ArrayField(models.BigIntegerField())

    def __str__(self) -> str:
        return str(self.block_id)


class BlockCoverage(models.Model):
    """A piece of the ground that blocks cover, closed over gaps of up to 60 m.

    Inside it, a count of 0 is true; outside nothing is known. Pieces share no ground: what blocks
    of two counties or sources cover belongs to one of them. EPSG:3857, at most 64 vertices.
    """

    province_code = models.CharField(max_length=2)
    county_code = models.CharField(max_length=4, blank=True)
    source = models.ForeignKey("layers.Source", models.PROTECT, verbose_name=_("منبع"))
    ground_3857 = models.PolygonField(srid=3857, spatial_index=False)

    class Meta:
        indexes = [GistIndex(fields=["ground_3857"], name="blockcoverage_ground_3857")]

    def __str__(self) -> str:
        return f"{self.county_code or self.province_code} {self.pk}"
