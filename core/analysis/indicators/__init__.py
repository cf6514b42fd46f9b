"""Indicators: what is known of each unit and each community, as columns of numbers.

The frame that :mod:`core.jobs.indicators` writes to the plan's ``unit_indicator`` (one row a unit, key ``unit_id``) and
``group_indicator`` (one row a community, key ``row_id`` = kind/group_id, with ``unit_count``), and that difficulty,
forecast and drafts read. Every column is a real number; **NaN (NULL in the plan) is 不明, never 0**. Rounded to six
decimals, rows in the order of their keys: same input, same numbers.

======================== ===============================================================================================
``elevation_m``          mean height of the raster's cells whose centre lies in the unit (of a unit that holds none, the
                         cell under a point on its surface)
``slope_deg``            mean slope; ``slope_8``, ``slope_15``: share (0–1) of cells steeper than the catalogue's
                         thresholds; ``slope_1_100``, ``slope_1_20``: share of at least 1/100 and 1/20
``area_m2``, ``shape``   map area; 4π·area/perimeter² (1: a circle, small: a strip)
``road_m``               metres from the unit's edge to the nearest road; ``settlement_m`` to the nearest building or
                         built-up square; ``forest_m`` to the nearest forest (0: it touches). NaN beyond the distance
                         around the plan to which context was taken in, as something nearer may have been left out
``hazard``               share of the area in any landslide or flood area; ``hazard_red``: in a special warning area
``idle``                 1 idle by the survey (item 1 or 2), 0 not idle
``user_now``             1 somebody uses it, 0 it is idle; ``user_future``: 1 a user in ten years, 0 利用者未定
``user_age``             age of the user in years, where the ledger has it
``lease_years``          years from the first day of the plan's first year to the end of the right (< 0: ended)
``farm_households``      総戸数 of the agricultural community around; ``few_households``: 1 at or below the threshold
``service_m``            straight metres to the nearest facility; ``services``: kinds of facilities within reach
``people_now``           people within the catalogue's radius, ``share65_now`` (0–1), ``households_now``: by the census
``people_2020`` …        the same for 2020, 2025 … 2070, ``share65_2020`` …: by the projection (2020: else the census)
======================== ===============================================================================================

Of a community, people and households are those inside its outline (total preserved, see :mod:`.people`); every other
column is the mean of its units weighted by area, of the units for which it is known (``area_m2`` is their sum).
``indicator_source`` has one row a column: source, year, method, and how many units are known and unknown.
"""

SETS = {
    "terrain": ("elevation_m", "slope_deg", "slope_8", "slope_15", "slope_1_100", "slope_1_20"),
    "shape": ("area_m2", "shape"),
    "distance": ("road_m", "settlement_m", "forest_m"),
    "hazard": ("hazard", "hazard_red"),
    "farming": (
        "idle",
        "user_now",
        "user_future",
        "user_age",
        "lease_years",
        "farm_households",
        "few_households",
    ),
    "services": ("service_m", "services"),
    "people": (
        "people_now",
        "share65_now",
        "households_now",
        *(f"{item}_{year}" for year in range(2020, 2071, 5) for item in ("people", "share65")),
    ),
}
"""Columns by set, in the order of the help."""
DECIMALS = 6
