"""The certificate of an address on a sheet of A4, with its signed text in a QR code."""

from __future__ import annotations

from dataclasses import dataclass

from diaban.engines import vpostcode
from diaban.exchange.certificates.statement import Statement
from diaban.exchange.paper.qr_codes import draw_codes
from diaban.exchange.paper.typesetting import write_pdf, write_pngs

TEMPLATE = "certificate.typ"


@dataclass(frozen=True)
class CertificatePaper:
    """A statement, the link that holds its signed text, and where the keys are published.

    ``sample`` where the address is made up, or nobody else can follow the link.
    """

    statement: Statement
    link: str
    keys_at: str
    sample: bool = False


def certificate_pdf(paper: CertificatePaper) -> bytes:
    """Return the certificate as PDF/A-2u; the same statement gives the same file."""
    return write_pdf(TEMPLATE, _values(paper), paper.statement.issued_on, archive=True)


def certificate_pngs(paper: CertificatePaper, dots_per_inch: float = 150) -> list[bytes]:
    return write_pngs(TEMPLATE, _values(paper), dots_per_inch)


def _values(paper: CertificatePaper) -> dict[str, object]:
    said = paper.statement
    (drawing,) = draw_codes([paper.link], "m")
    return {
        "identifier": said.identifier,
        "code": vpostcode.format_code(said.code),
        "official": said.basis == "official",
        "line": said.line,
        "commune": said.commune,
        "certified": f"{said.certified_on:%d/%m/%Y}",
        "issued": f"{said.issued_on:%d/%m/%Y}",
        "sample": paper.sample,
        "keys_at": paper.keys_at,
        "modules": drawing.modules,
        "path": drawing.path,
    }
