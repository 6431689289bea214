"""Runs in the peers' own environment: reads addresses, answers with communes by name.

Started by `address_peers.py`, never by hand. Each line of standard input is a batch,
{"lines": [[text, form], ...]}, where the form is "old", "new" or null for a tool that must be told;
each line of output holds {"answers": [[ward, province], ...] each best first, "seconds"}: processor
seconds of the conversions alone, without start-up, which is told on the first line.

No peer may send an address anywhere: every connection and every look-up of a name is refused.
"""

import json
import os
import socket
import sys
import time
from functools import cache


class RefusedError(OSError):
    """A peer wanted to reach the network."""


def refuse(*_args, **_more):
    raise RefusedError("benchmarks do not reach the network")


def block_network():
    socket.socket.connect = socket.socket.connect_ex = refuse
    socket.getaddrinfo = socket.gethostbyname = socket.create_connection = refuse


class VietnamAdminUnits:
    """Told the form of the address; where it is not known, old is tried first.

    Its geocoder is answered with "not found", on which it takes the default it stores.
    """

    def __init__(self):
        from vietnamadminunits import convert_address, parse_address
        from vietnamadminunits.converter import converter_2025

        converter_2025.get_geo_location = lambda _address: None
        self._convert, self._parse = convert_address, parse_address
        self._splits = converter_2025.DICT_PROVINCE_WARD_DIVIDED
        self._provinces = converter_2025.DICT_PROVINCE

    def convert(self, text, form):
        if form != "new":
            unit = self._convert(text)
            if unit.ward or form == "old":
                return unit
        return self._parse(text, mode="FROM_2025")

    def named(self, unit):
        return [(unit.ward, unit.province)] if unit.ward else []


class VietnamAdminUnitsTables(VietnamAdminUnits):
    """The same, and beside it the split in its own data file, which its functions do not return."""

    def named(self, unit):
        first = super().named(unit)
        old = getattr(unit, "OldAdminUnit", None)
        if not old:
            return first
        province = next(
            (new for new, olds in self._provinces.items() if old.province_key in olds), ""
        )
        key = f"{old.province_key}_{old.district_key}_{old.ward_key or ''}"
        parts = self._splits.get(province, {}).get(key, [])
        return first + [self._name(part["newWardKey"], province) for part in parts]

    @cache  # noqa: B019 - one instance for the life of the process
    def _name(self, ward, province):
        unit = self._parse(f"{ward}, {province}", mode="FROM_2025", level=2)
        return unit.ward or "", unit.province or ""


class VietnamAddressConverter:
    """Finds the form by itself and returns candidates."""

    def __init__(self):
        from vietnam_address_converter import create_converter

        self._converter = create_converter()

    def convert(self, text, _form):
        return self._converter.auto_convert_address(text)

    def named(self, answer):
        pairs = [answer.get("converted_new") or {}]
        if answer.get("input_type") != "new" or not (pairs[0].get("ward") or {}):
            conversion = answer.get("conversion") or {}
            found = (conversion.get("result") or {}, *(conversion.get("candidates") or []))
            pairs += [{"ward": a.get("new_ward"), "province": a.get("new_province")} for a in found]
        return [
            (pair["ward"]["name_with_type"], pair["province"]["name_with_type"])
            for pair in pairs
            if pair.get("ward") and pair.get("province")
        ]


class Underthesea:
    """One answer, with a note where it stands for several."""

    def __init__(self):
        from underthesea import convert_address

        self._convert = convert_address
        convert_address(
            "Phường Quan Hoa, Quận Cầu Giấy, Hà Nội"
        )  # it reads its table when first asked

    def convert(self, text, _form):
        return self._convert(text)

    def named(self, answer):
        return [(answer.new.ward, answer.new.province)] if answer.new.ward else []


class VnAddressConverter:
    """One answer; an address without a district is returned as it is."""

    def __init__(self):
        from vn_address_converter import convert_to_new_address

        self._convert = convert_to_new_address
        convert_to_new_address("Phường Quan Hoa, Quận Cầu Giấy, Thành phố Hà Nội")

    def convert(self, text, _form):
        return self._convert(text)

    def named(self, answer):
        return [(answer.ward, answer.province)] if answer.ward and answer.province else []


PEERS = {
    "vietnamadminunits": VietnamAdminUnits,
    "vietnamadminunits-tables": VietnamAdminUnitsTables,
    "vietnam-address-converter": VietnamAddressConverter,
    "underthesea": Underthesea,
    "vn-address-converter": VnAddressConverter,
}


def answer_batch(peer, lines):
    answers, failed = [], 0
    started = time.process_time()
    for text, form in lines:
        try:
            answers.append(peer.convert(text, form))
        except Exception:  # whatever a peer raises is an address it cannot read
            answers.append(None)
            failed += 1
    seconds = time.process_time() - started
    named = [distinct(peer.named(one)) if one is not None else [] for one in answers]
    return {"answers": named, "seconds": seconds, "failed": failed}


def distinct(pairs):
    return list(dict.fromkeys((ward, province) for ward, province in pairs if ward and province))


def main():
    block_network()
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a peer prints must not get between the answers
    started = time.perf_counter()
    peer = PEERS[sys.argv[1]]()
    print(json.dumps({"start_up": time.perf_counter() - started}), file=out, flush=True)
    for line in sys.stdin:
        found = answer_batch(peer, json.loads(line)["lines"])
        print(json.dumps(found, ensure_ascii=False), file=out, flush=True)


if __name__ == "__main__":
    main()
