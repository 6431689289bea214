"""The catalogue of all open data as DCAT-AP in JSON-LD, in the terms that CKAN's harvester maps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.conf import settings

from diaban.exchange.open_data.figure_files import FigureFile
from diaban.exchange.open_data.publishing import publishing_body
from diaban.exchange.open_data.versions import Version
from diaban.spine.figures.declaring import OWN_BY_LANGUAGE, OWN_DEFINITION

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_MEDIA = "http://www.iana.org/assignments/media-types/"
_SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
_CSV = "https://www.rfc-editor.org/rfc/rfc4180"
_BAL = "https://aitf-sig-topo.github.io/voies-adresses/"
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/VIE"
_RULES_VI = "Làm tròn xuống hàng chục; số dưới 10 và số che cho chúng để trống."
_RULES_EN = "Rounded down to ten; figures under ten, and what covers them, are left empty."
# sources are cited as they are written, and they are written in Vietnamese
_CITED_EN = "Its source is cited in the Vietnamese description"
_MADE_UP = ("Dữ liệu mô phỏng, không phải số thật.", "Synthetic data, not real figures.")
Node = dict[str, Any]
# makes the whole address of a path of this site
Site = Callable[[str], str]


def write_catalogue(
    site: Site, newest: Version | None, files: Sequence[FigureFile], day: date
) -> Node:
    """Return the catalogue of a day: the list of addresses, if published, and all figures."""
    publisher = _publisher(publishing_body(day), site)
    datasets = [_addresses(newest, site)] if newest else []
    datasets += [_figures(file, site) for file in files]
    for dataset in datasets:
        dataset |= {"dct:publisher": publisher, "dct:spatial": _hanoi()}
        dataset |= {"dct:language": {"@id": _LANGUAGE}}
    return {
        "@context": CONTEXT,
        "@id": site("/data/catalogue.jsonld"),
        "@type": "dcat:Catalog",
        "dct:title": _both("Dữ liệu mở", "Open data"),
        "dct:description": _both("Địa chỉ và chỉ tiêu của thành phố", "Addresses and measures"),
        "dct:publisher": publisher,
        "dct:language": {"@id": _LANGUAGE},
        "foaf:homepage": {"@id": site("/data/")},
        "dcat:dataset": datasets,
    }


def _addresses(version: Version, site: Site) -> Node:
    told = version.manifest
    when = {"dct:issued": _moment(told["published_at"])}
    files = [
        _distribution(
            site(f"/data/{version.name}/{file['name']}"), file["media_type"].partition(";")[0],
            (file["bytes"], file["sha256"]), when,
        )
        for file in told["files"]
    ]  # fmt: skip
    vi, en = told["title"]["vi"], told["title"]["en"]
    return {
        **_dataset("addresses", (vi, en), (vi, en), synthetic=told["is_synthetic"], site=site),
        **when,
        "dct:modified": _moment(told["published_at"]),
        "dcat:version": version.name,
        "dct:conformsTo": {"@id": _BAL},
        "dcat:distribution": files,
    }


def _figures(file: FigureFile, site: Site) -> Node:
    when = {
        "dct:issued": _moment(file.issued_at.isoformat()),
        "dct:modified": _moment(file.modified_at.isoformat()),
    }
    size = (len(file.content), file.sha256)
    period = {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": {"@type": "xsd:date", "@value": file.first.isoformat()},
        "dcat:endDate": {"@type": "xsd:date", "@value": file.last.isoformat()},
    }
    titles, about = (file.title_vi, file.title_en), _about(file.source)
    return {
        **_dataset(file.dataset, titles, about, synthetic=file.synthetic, site=site),
        **when,
        "dct:temporal": period,
        "dct:accrualPeriodicity": {
            "@id": "http://publications.europa.eu/resource/authority/frequency/MONTHLY"
        },
        "dct:conformsTo": {"@id": site("/data/#figures")},
        "dcat:distribution": [
            _distribution(site(f"/data/figures/{file.dataset}.csv"), "text/csv", size, when)
        ],
    }


def _about(source: str) -> tuple[str, str]:
    """Describe figures in both languages, each in its own words alone."""
    own = source == OWN_DEFINITION
    vi = source.replace(OWN_DEFINITION, OWN_BY_LANGUAGE["vi"])
    en = OWN_BY_LANGUAGE["en"] if own else _CITED_EN
    return f"{vi}. {_RULES_VI}", f"{en}. {_RULES_EN}"


def _dataset(
    name: str, titles: tuple[str, str], about: tuple[str, str], *, synthetic: bool, site: Site
) -> Node:
    node = {
        "@id": site(f"/data/#{name}"),
        "@type": "dcat:Dataset",
        "dct:identifier": name,
        "dct:title": _both(*titles),
        "dct:description": _both(*about),
        "dcat:keyword": [{"@language": "vi", "@value": "Hà Nội"}],
        "dcat:landingPage": {"@id": site("/data/")},
    }
    if synthetic:
        node["dct:provenance"] = {
            "@type": "dct:ProvenanceStatement",
            "dct:description": _both(*_MADE_UP),
        }
        node["dcat:keyword"].append({"@language": "en", "@value": "synthetic"})
    return node


def _distribution(url: str, media_type: str, size: tuple[int, str], when: Node) -> Node:
    size_bytes, digest = size
    node = {
        "@id": url,
        "@type": "dcat:Distribution",
        "dct:title": url.rpartition("/")[2],
        "dcat:accessURL": {"@id": url},
        "dcat:downloadURL": {"@id": url},
        "dcat:mediaType": {"@id": _MEDIA + media_type},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(size_bytes)},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": _SHA256},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": digest},
        },
        "dct:license": _licence(),
        **when,
    }
    if media_type == "text/csv":
        node["dct:conformsTo"] = {"@id": _CSV}
    return node


def _licence() -> Node:
    told = settings.OPEN_DATA_LICENCE
    node = {"@type": "dct:LicenseDocument", "dct:title": told["name"]}
    return node | ({"@id": told["url"]} if told["url"] else {})


def _publisher(name: str, site: Site) -> Node:
    return {"@id": site("/#publisher"), "@type": "foaf:Organization", "foaf:name": name}


def _hanoi() -> Node:
    return {
        "@id": "http://sws.geonames.org/1581129/",
        "@type": "dct:Location",
        "skos:prefLabel": _both("Thành phố Hà Nội", "Hanoi"),
    }


def _both(vi: str, en: str) -> list[Node]:
    return [{"@language": "vi", "@value": vi}, {"@language": "en", "@value": en}]


def _moment(text: str) -> Node:
    return {"@type": "xsd:dateTime", "@value": text}
