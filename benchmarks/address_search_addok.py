"""The peer of `address_search.py`: addok 1.3 with a plugin for Vietnamese, in its own environment.

    python -m venv SOMEWHERE && SOMEWHERE/bin/pip install addok==1.3.2
    SOMEWHERE/bin/python benchmarks/address_search_addok.py DOCUMENTS QUESTIONS ANSWERS

Needs the Redis of this machine (127.0.0.1:6379); uses its databases 9 and 10 and empties them.
Nothing of Diaban is imported: addok and Diaban never share a process.
"""

import json
import os
import re
import sys
import time

os.environ["REDIS_DB_INDEXES"], os.environ["REDIS_DB_DOCUMENTS"] = "9", "10"

LANE = re.compile(r"\b(?:ngõ|ngo|ngách|ngach|hẻm|hem)\s+(\d+\w?(?:/\d+\w?)*)", re.IGNORECASE)
GROUP = re.compile(
    r",\s*(?:tổ dân phố|to dan pho|tdp|tổ|to)\s+(?:số |so )?\d+\s*(?=,|$)", re.IGNORECASE
)
HOUSE = re.compile(
    r"^\s*(?:(?:số nhà|so nha|số|so|sn)\s+)?(\d+[a-z]?(?:\s?bis)?(?:-\d+)?(?:/\d+[a-z]?)*)\b[\s,]*",
    re.IGNORECASE,
)


def protect(query: str) -> str:
    """Write house and lanes as one word, the street's lane first: addok erases every slash."""
    found = HOUSE.match(query)
    if found is None:
        return query
    rest = GROUP.sub("", query[found.end() :])
    lanes = "/".join(LANE.findall(rest)[::-1]).split("/")
    path = [*filter(None, lanes), *found[1].replace(" ", "").split("/")]
    rest = LANE.sub(" ", rest)
    return f"{'x'.join(path).replace('-', 'x').lower()} {rest}".replace("đ", "d").replace("Đ", "D")


def flag_path(tokens):
    for token in tokens:
        if token.is_first and re.fullmatch(r"\d+[a-z]*(?:x\d+[a-z]*)*", token):
            token.kind = "housenumber"
        yield token


def _processor_seconds(redis) -> float:
    """The processor time of this process and of Redis, which nobody else uses meanwhile."""
    used = redis.info("cpu")
    return time.process_time() + used["used_cpu_user"] + used["used_cpu_sys"]


def main(documents: str, questions: str, answers: str) -> None:
    from addok.config import config

    sys.modules.setdefault("address_search_addok", sys.modules["__main__"])
    config.PROCESSORS_PYPATHS = [
        "addok.helpers.text.tokenize",
        "addok.helpers.text.normalize",
        "address_search_addok.flag_path",
    ]
    config.BATCH_WORKERS = 1
    config.load()
    from addok.core import Search
    from addok.db import DB
    from addok.ds import DS, store_documents
    from addok.helpers.index import index_documents, prepare_housenumbers

    DB.flushdb()
    DS.flushdb()
    start = time.perf_counter()
    with open(documents, encoding="utf-8") as file:  # noqa: PTH123
        rows = [json.loads(line) for line in file]
    for at in range(0, len(rows), 1_000):
        part = prepare_housenumbers(rows[at : at + 1_000])
        for _ in index_documents(store_documents(part)):
            pass
    told = {"index_seconds": time.perf_counter() - start, "kinds": {}}
    told["memory"] = DB.info("memory")["used_memory_human"]
    with open(questions, encoding="utf-8") as file:  # noqa: PTH123
        asked = json.load(file)
    for kind, texts in asked.items():
        found, times = [], []
        began = _processor_seconds(DB)
        for text in texts:
            start = time.perf_counter()
            results = Search(limit=1)(protect(text))
            times.append(time.perf_counter() - start)
            first = results[0] if results else None
            found.append(int(first.id) if first is not None and first.housenumber else 0)
        told["kinds"][kind] = {
            "found": found,
            "seconds": times,
            "processor": _processor_seconds(DB) - began,
        }
    DB.flushdb()
    DS.flushdb()
    with open(answers, "w", encoding="utf-8") as file:  # noqa: PTH123
        json.dump(told, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
