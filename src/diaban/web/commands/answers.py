"""An answer of the look-up as text for a person and as JSON for a program."""

from __future__ import annotations

from datetime import date

from diaban.engines import vpostcode
from diaban.exchange.cleaning.searching import tell_written
from diaban.spine.addresses.looking_up import Answer
from diaban.web.commands import address_lines
from diaban.web.pages.wording import say_in_both


def as_json(text: str, answer: Answer, as_of: date) -> dict[str, object]:
    """Return documented, stable fields; absent ones are null or empty."""
    cell = answer.cell
    return {
        "input": text,
        "kind": answer.kind,
        "areas": answer.standing.value,
        "certain": answer.certain,
        "status": "computed",
        "vpostcode": answer.candidates[0].vpostcode if answer.certain else None,
        "tail": answer.tail or None,
        "cell": [cell.south, cell.west, cell.north, cell.east] if cell else None,
        "olc": cell.olc if cell else None,
        "candidates": [
            {
                "vpostcode": c.vpostcode,
                "code": c.unit.code,
                "name": c.unit.full_name,
                "probability": round(c.probability, 4),
            }
            for c in answer.candidates
        ],
        "outside": round(answer.outside, 4),
        "former": [
            {
                "code": f.unit.code,
                "name": f.unit.full_name,
                "probability": None if f.probability is None else round(f.probability, 4),
            }
            for f in answer.former
        ],
        "addresses": [
            {"identifier": a.identifier, "line": a.public_line, "synthetic": a.synthetic}
            for a in answer.addresses
        ],
        "merged_into": answer.addresses[0].identifier if answer.merged else None,
        "places": [
            {
                "level": u.level,
                "code": u.code,
                "name": u.full_name,
                "valid_from": u.valid_from.isoformat(),
                "valid_to": u.valid_to.isoformat() if u.valid_to else None,
            }
            for u in answer.places
        ],
        "suggestions": [{"code": s.code, "kind": s.kind} for s in answer.suggestions],
        "problem": answer.problem.reason if answer.problem else None,
        "written": tell_written(answer.written, as_of) if answer.written else None,
    }


def as_text(answer: Answer, as_of: date) -> str:
    """Return a few lines, the answer first."""
    lines = []
    if answer.merged:
        kept = answer.addresses[0].identifier
        lines.append(f"{answer.merged.identifier} → {kept}  (đã gộp / merged)")
    if answer.certain:
        best = answer.candidates[0]
        lines.append(f"{vpostcode.format_code(best.vpostcode)}  {best.unit.full_name}")
    elif answer.tail:
        lines.append(
            f"{vpostcode.format_code(answer.tail)}  (địa giới gần đúng / areas approximate)"
        )
        lines += [
            f"  {c.probability:5.1%}  {c.vpostcode or '–'}  {c.unit.full_name}"
            for c in answer.candidates
        ]
        if answer.outside >= 0.005:
            lines.append(f"  {answer.outside:5.1%}  ngoài thành phố / outside the city")
    if answer.cell:
        lines.append("  mã tính toán, chưa phải mã chính thức / computed, not official")
        lat, lng = answer.cell.centre
        lines.append(f"  {lat:.6f}, {lng:.6f}  {answer.cell.olc}")
    lines += [f"  trước 7/2025 / before July 2025: {_weigh(f)}" for f in answer.former]
    lines += [f"  {a.identifier}  {a.public_line}" for a in answer.addresses]
    lines += [
        f"{u.full_name} ({u.code}, {u.valid_from} → {u.valid_to or ''})" for u in answer.places
    ]
    if answer.written:
        lines.append(address_lines.write_search(tell_written(answer.written, as_of)))
    if answer.problem:
        lines += say_in_both(answer.problem.reason, answer.problem.details)
    lines += [f"  ? {vpostcode.format_code(s.code)}" for s in answer.suggestions]
    return "\n".join(lines)


def _weigh(former: object) -> str:
    share = "" if former.probability is None else f" {former.probability:.0%}"
    return f"{former.unit.full_name}, {former.unit.parent.full_name}{share}"
