"""The present state of an address, derived from what was said about it.

One rule serves first imports, updates and the full rebuild, so that they cannot disagree: of each
attribute the statement that held last wins, and of those that held on one day the one learned
last. A position travels whole: its accuracy never comes from another statement. The life of an
address only moves forward; but that it is certified counts only while it reads as it did then, and
until somebody says that this has ended. A code stands until anything but a step of life is said
after it, in the order in which the registry wrote it down: the hour that a long import carries may
lie before the coding. What was withdrawn counts as never said; who was merged into another address,
or of whom nothing stands any more, is retired and lies nowhere.
"""

from __future__ import annotations

import polars as pl

from diaban.engines import vpostcode
from diaban.spine.addresses.models import Act, CodeBasis, CodeState, Life, PostalQuality

TEXTS = ("house_number", "lanes", "street", "locality", "building", "unit")
IDENTIFIERS = ("official_code", "digital_address", "place_identifier")
FACTS = pl.Struct(
    {
        "parent": pl.Int64,
        "is_household": pl.Boolean,
        "households": pl.Int64,
        "synthetic": pl.Boolean,
        **dict.fromkeys(TEXTS, pl.String),
        "written": pl.String,
        "commune_code": pl.String,
        "former_commune_code": pl.String,
        "lat_e7": pl.Int64,
        "lng_e7": pl.Int64,
        "accuracy_metres": pl.Float64,
        "position_source": pl.Int64,
        "life": pl.Int64,
        "ends": pl.Int64,
        **dict.fromkeys(IDENTIFIERS, pl.String),
        "vpostcode": pl.String,
        "code_state": pl.Int64,
        "code_basis": pl.Int64,
        "commune": pl.Int64,
        "former": pl.Int64,
        "former_is_certain": pl.Boolean,
    }
)
STATE_COLUMNS = (
    "parent_id",
    "is_household",
    "stated_households",
    "synthetic",
    *TEXTS,
    "declared_commune_id",
    "declared_former_id",
    "postal_quality",
    "lat_e7",
    "lng_e7",
    "accuracy_metres",
    "position_source",
    "okey",
    "life",
    *IDENTIFIERS,
    "commune_id",
    "former_id",
    "former_is_certain",
    "vpostcode",
    "code_basis",
    "code_state",
    "merged_into_id",
    "id",
)
# statements about statements: which one no longer counts, and who was joined to whom
_JOINING = pl.Struct({"withdraws": pl.Int64, "merged_into": pl.Int64, "split_from": pl.Int64})
_JOINING_ACTS = (int(Act.WITHDRAWAL), int(Act.MERGE), int(Act.SPLIT))
_SPEAKING_ACTS = (int(Act.RECORD), int(Act.LIFE), int(Act.CORRECTION))
# they say nothing of where an address lies, so its code stands
_QUIET_ACTS = (int(Act.LIFE), int(Act.PROPOSAL), int(Act.VISIT))
_CODING = ("vpostcode", "code_state", "code_basis", "commune", "former", "former_is_certain")
_RECORD = (
    "parent",
    "is_household",
    "households",
    "synthetic",
    *TEXTS,
    "commune_code",
    "former_commune_code",
    "lat_e7",
    "lng_e7",
    "accuracy_metres",
    "position_source",
    *IDENTIFIERS,
)


def derive_states(
    observations: pl.DataFrame,
    communes: dict[str, int],
    formers: dict[str, int],
    ground_mark: int = 0,
) -> pl.DataFrame:
    """Fold observations into one row of ``STATE_COLUMNS`` for each address.

    ``observations`` has the columns id, address_id, act, held_on, learned_at and facts (JSON).
    ``communes`` and ``formers`` give a unit's row number for a stated code; codings up to
    observation number ``ground_mark`` were made on ground that has changed since. Of an address
    that others were merged into, their statements stand among the observations as its own.
    """
    standing, fates = _take_back(observations)
    spread = (
        standing.with_columns(pl.col("facts").str.json_decode(FACTS))
        .unnest("facts")
        .sort("address_id", "held_on", "learned_at", "id")
        .with_columns(_whole_positions())
    )
    folded = _fold(_end_certifications(spread), ground_mark)
    return _retire(_shape_states(folded, communes, formers), fates)


def derive_first_states(
    said: pl.DataFrame, communes: dict[str, int], formers: dict[str, int]
) -> pl.DataFrame:
    """Derive what ``derive_states`` would of new addresses, each with its only statement.

    ``said`` has address_id and the facts as columns: nothing is written as JSON and read again.
    """
    kinds = FACTS.to_schema()
    folded = said.select("address_id", *_RECORD, "life").with_columns(
        *_whole_positions(),
        *(pl.lit(None, dtype=kinds[name]).alias(name) for name in _CODING),
        coded_last=pl.lit(value=False),
    )
    return _shape_states(folded, communes, formers)


def _whole_positions() -> list[pl.Expr]:
    """Let NaN say "this position came without an accuracy", null "no position was stated"."""
    accuracy = pl.col("accuracy_metres")
    # JSON has no endless number
    stated = pl.when(accuracy.is_finite()).then(accuracy).fill_null(float("nan"))
    has_position = pl.col("lat_e7").is_not_null()
    return [
        pl.when(has_position).then(stated).alias("accuracy_metres"),
        pl.when(has_position).then(pl.col("position_source").fill_null(0)).alias("position_source"),
    ]


def _take_back(observations: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """Leave out what was withdrawn; the second answer is who is gone, None where nobody can be.

    It has address_id, merged_into_id and is_withdrawn. A withdrawal itself stays, as a statement of
    nothing, so that the address waits for a new coding; unless it took back a step of life.
    """
    is_joining = pl.col("act").is_in(_JOINING_ACTS)
    joining = observations.filter(is_joining)
    if joining.is_empty():
        return observations, None
    told = joining.sort("id").with_columns(pl.col("facts").str.json_decode(_JOINING))
    told = told.unnest("facts")
    withdrawn = told["withdraws"].drop_nulls().implode()
    steps = observations.filter(pl.col("act") == Act.LIFE)["id"].implode()
    quiet = told.filter(pl.col("withdraws").is_in(steps))["id"].implode()
    standing = observations.filter(~pl.col("id").is_in(withdrawn)).with_columns(
        facts=pl.when(is_joining).then(pl.lit("{}")).otherwise("facts"),
        act=pl.when(pl.col("id").is_in(quiet)).then(int(Act.LIFE)).otherwise("act"),
    )
    speaks = pl.col("act").is_in(_SPEAKING_ACTS) & (pl.col("facts") != "{}")
    heard = standing.filter(speaks)["address_id"].unique().implode()
    moves = pl.col("merged_into").is_not_null() | pl.col("split_from").is_not_null()
    fates = told.group_by("address_id", maintain_order=True).agg(
        pl.col("merged_into").filter(moves).last().alias("merged_into_id"),
        pl.col("withdraws").is_not_null().any().alias("is_withdrawn"),
    )
    return standing, fates.with_columns(pl.col("is_withdrawn") & ~pl.col("address_id").is_in(heard))


def _end_certifications(spread: pl.DataFrame) -> pl.DataFrame:
    """Count no longer that addresses are certified which read otherwise now, or where it was ended.

    The commune answers for the words that it saw, which are those known when it spoke.
    """
    is_certified = pl.col("life") == int(Life.CERTIFIED)
    certified = spread.filter(is_certified).group_by("address_id").agg(spoken=pl.col("id").max())
    if certified.is_empty():
        return spread
    rows = spread.join(certified, on="address_id", maintain_order="left")
    speaks = pl.any_horizontal(pl.col(name).is_not_null() for name in (*TEXTS, "ends"))
    doubtful = rows.filter(speaks & (pl.col("id") > pl.col("spoken")))["address_id"].unique()
    rows = rows.filter(pl.col("address_id").is_in(doubtful.implode()))
    ended = rows.filter((pl.col("ends") == int(Life.CERTIFIED)) & (pl.col("id") > pl.col("spoken")))
    words = [pl.col(name).drop_nulls().last().fill_null("") for name in TEXTS]
    now = rows.group_by("address_id").agg(words)
    then = rows.filter(pl.col("id") <= pl.col("spoken")).group_by("address_id").agg(words)
    same = now.join(then, on=["address_id", *TEXTS], how="semi")["address_id"]
    gone = pl.concat(
        [ended["address_id"], now.filter(~pl.col("address_id").is_in(same.implode()))["address_id"]]
    )
    is_gone = is_certified & pl.col("address_id").is_in(gone.implode())
    return spread.with_columns(life=pl.when(~is_gone).then("life"))


def _retire(states: pl.DataFrame, fates: pl.DataFrame | None) -> pl.DataFrame:
    """Take the merged and the withdrawn off the ground; the merged keep the commune they had."""
    if fates is None:
        return states
    states = states.drop("merged_into_id").join(
        fates, left_on="id", right_on="address_id", how="left", maintain_order="left"
    )
    is_withdrawn = pl.col("is_withdrawn").fill_null(value=False)
    is_gone = is_withdrawn | pl.col("merged_into_id").is_not_null()
    blank: dict[str, int | str | None] = {
        **dict.fromkeys(("lat_e7", "lng_e7", "okey", "accuracy_metres")),
        "position_source": 0,
        "life": int(Life.RETIRED),
        "vpostcode": "",
        "code_basis": int(CodeBasis.NONE),
        "code_state": int(CodeState.DUE),
    }
    forgotten = dict.fromkeys(("commune_id", "former_id"))
    return states.with_columns(
        *(
            pl.when(~is_gone).then(name).otherwise(pl.lit(v)).alias(name)
            for name, v in blank.items()
        ),
        *(
            pl.when(~is_withdrawn).then(name).otherwise(pl.lit(v)).alias(name)
            for name, v in forgotten.items()
        ),
        former_is_certain=pl.col("former_is_certain") & ~is_withdrawn,
    ).select(STATE_COLUMNS)


def _fold(spread: pl.DataFrame, ground_mark: int) -> pl.DataFrame:
    last_coding = (
        spread.filter(pl.col("act") == Act.CODING)
        .sort("id")
        .unique("address_id", keep="last", maintain_order=True)
        .select("address_id", "id", *_CODING)
        .rename({"id": "coding"})
    )
    folded = spread.group_by("address_id", maintain_order=True).agg(
        *(pl.col(name).drop_nulls().last() for name in _RECORD),
        pl.col("life").max(),
        pl.col("id").filter(~pl.col("act").is_in(_QUIET_ACTS)).max().alias("newest"),
    )
    return folded.join(last_coding, on="address_id", how="left").with_columns(
        coded_last=(pl.col("coding") == pl.col("newest")) & (pl.col("coding") > ground_mark)
    )


def _shape_states(
    folded: pl.DataFrame, communes: dict[str, int], formers: dict[str, int]
) -> pl.DataFrame:
    blank = [pl.col(name).fill_null("") for name in (*TEXTS, *IDENTIFIERS, "vpostcode")]
    shaped = folded.with_columns(
        *blank,
        pl.col("is_household").fill_null(True),
        pl.col("synthetic").fill_null(False),
        pl.col("position_source").fill_null(0),
        pl.col("accuracy_metres").fill_nan(None),
        pl.col("life").fill_null(int(Life.CANDIDATE)),
        pl.col("former_is_certain").fill_null(False),
        pl.col("code_basis").fill_null(int(CodeBasis.NONE)),
        code_state=pl.when(pl.col("coded_last"))
        .then(pl.col("code_state"))
        .otherwise(int(CodeState.DUE))
        .fill_null(int(CodeState.DUE)),
        declared_commune_id=_look_up(folded["commune_code"], communes),
        declared_former_id=_look_up(folded["former_commune_code"], formers),
        okey=_order_keys(folded),
        merged_into_id=pl.lit(None, dtype=pl.Int64),
    ).rename(
        {
            "address_id": "id",
            "parent": "parent_id",
            "households": "stated_households",
            "commune": "commune_id",
            "former": "former_id",
        }
    )
    return shaped.with_columns(postal_quality=_grade_postal_text()).select(STATE_COLUMNS)


def _look_up(codes: pl.Series, units: dict[str, int]) -> pl.Series:
    return codes.replace_strict(units, default=None, return_dtype=pl.Int64)


def _order_keys(folded: pl.DataFrame) -> pl.Series:
    placed = folded.select("lat_e7", "lng_e7").fill_null(0)
    keys = vpostcode.order_keys_e7(placed["lat_e7"].to_numpy(), placed["lng_e7"].to_numpy())
    series = pl.Series("okey", keys, dtype=pl.Int64)
    return pl.select(pl.when(folded["lat_e7"].is_not_null()).then(series)).to_series()


def _grade_postal_text() -> pl.Expr:
    """Grade by what is there; matching and confirming raise the grade later."""
    has_door = pl.col("house_number") != ""
    has_way = pl.any_horizontal(pl.col(name) != "" for name in ("street", "locality", "building"))
    # a position names the commune as well as the text does
    has_unit = pl.any_horizontal(
        pl.col(name).is_not_null()
        for name in ("declared_commune_id", "declared_former_id", "lat_e7")
    )
    return (
        pl.when((pl.col("life") >= Life.CONFIRMED) & (pl.col("life") < Life.RETIRED))
        .then(int(PostalQuality.CONFIRMED))
        .when(has_door & has_way & has_unit)
        .then(int(PostalQuality.PARSED))
        .when(has_door | has_way)
        .then(int(PostalQuality.PARTIAL))
        .otherwise(int(PostalQuality.ABSENT))
    )
