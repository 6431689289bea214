"""A list of clubs, which sources keep by a code."""

from collections import Counter

from tests.sectors.toy.clubs import every_club, facts_of, put_club

from diaban.spine.sectors import FieldSpec, ImportSpec, RowFault, Taken


def take_clubs(rows, taking):
    known = {facts_of(club).get("code"): club for club in every_club()}
    counts, faults = Counter(), []
    for row in rows:
        said, code = row.values, row.values.get("code", "")
        if not said["name"]:
            faults.append(RowFault(row.number, "name", "", "name_missing",
                                   "Thiếu tên câu lạc bộ {này}. Ghi tên rồi gửi lại.",
                                   "The club has no name. Write it, then send it."))  # fmt: skip
            continue
        if said.get("open") not in {"", "có", None}:
            faults.append(RowFault(row.number, "open", said["open"], "open_unread",
                                   "Chưa rõ có mở cửa không.", "Not known whether it is open.",
                                   refused=False))  # fmt: skip
        facts = {"code": code, "open": said.get("open") == "có"}
        if said.get("lat"):
            facts |= {n: round(float(said[k]) * 1e7) for n, k in
                      (("lat_e7", "lat"), ("lng_e7", "lng"))}  # fmt: skip
        before = known.get(code)
        if before is None:
            known[code] = put_club(said["name"], **facts)
            counts["new"] += 1
        else:
            counts["same" if before.name == said["name"] else "changed"] += 1
            before.name = said["name"]
            before.save()
    return Taken(counts, faults)


IMPORTS = (
    ImportSpec(
        "toy-clubs", "Danh sách câu lạc bộ diều", "A list of kite clubs",
        (
            FieldSpec("code", "Mã câu lạc bộ", "Code of the club", ("mã clb",)),
            FieldSpec("name", "Tên câu lạc bộ", "Name of the club", ("tên clb",), required=True),
            FieldSpec("open", "Mở cửa", "Open"),
            FieldSpec("lat", "Vĩ độ", "Latitude", ("lat",), sort="latitude"),
            FieldSpec("lng", "Kinh độ", "Longitude", ("lng",), sort="longitude"),
        ),
        "code",
        take_clubs,
        sample=({"code": "A1", "name": "CLB A1", "lat": "21.0285", "lng": "105.854"},),
    ),
)  # fmt: skip
