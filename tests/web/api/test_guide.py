"""The example of a streamed list in the guide does what the guide says."""

import csv
import io
import re
import shlex

from django.test import Client
from tests.conftest import PROJECT


def test_the_streamed_example_of_the_guide_is_answered(client: Client, hanoi):
    guide = (PROJECT / "docs/how-to/use-the-api.md").read_text(encoding="utf-8")
    [example] = re.findall(r"```\n(printf .*?)```", guide, re.DOTALL)
    words = shlex.split(example.replace("\\\n", " "))
    body = words[1].replace("\\n", "\n")
    path = next(word for word in words if word.startswith("http")).partition(":8000")[2]
    header, value = words[words.index("-H") + 1].split(": ")
    assert header == "Content-Type"
    answer = client.post(path, body.encode(), content_type=value)
    text = b"".join(answer.streaming_content).decode()
    first, second = csv.DictReader(io.StringIO(text))
    assert (first["id"], first["diaban_tail"]) == ("A1", "2VH3CM3")
    assert (second["id"], second["diaban_error"]) == ("A2", "position_missing")
