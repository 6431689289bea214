"""Whether what is said asks at all: by where it stands, how it is said, and to whom."""

from __future__ import annotations

import re
from itertools import pairwise

from diaban.engines.reading.dates import Term
from diaban.engines.reading.heads import Head
from diaban.engines.reading.lexicon import phrases, verbs
from diaban.engines.reading.parties import begins_name
from diaban.engines.reading.pieces import Mood
from diaban.engines.reading.sentences import Sentence
from diaban.engines.reading.source import Source
from diaban.engines.reading.view import View

# "Kế hoạch số 1639/KH-UBND", "Công văn 220-CV/TU"
_NUMBERED = re.compile(r"\s+(?:\w+\s+){1,4}(?:số\s*:?\s*)?\d+\s?[/\-]\s?(?:\d{4}\s?/\s?)?[a-zđ]{2}")
_NEAR = 24  # words behind a verb in which a description shows


class Asking(View):
    """What was heard of a sentence so far, and whether the next part of it may ask."""

    def __init__(self, source: Source, sentence: Sentence, terms: list[Term], mood: Mood) -> None:
        super().__init__(source, sentence, terms, mood)
        self._frame = ""
        self._rejected = False
        self._upward = False  # who is asked stands above who asks

    def _may(self, head: Head) -> bool:
        """Whether what is said here asks at all, by where it stands and how it is said."""
        if head.permission or head.past or self._upward or self._is_allowed(head):
            return False
        if self._open is not None and self._frame == "telling":
            return True
        if self._rejected and not (head.frame or head.binding or self._will(head)):
            return False
        if (self._mood.article and self._enacts(head)) or self._has_issued(head):
            return False
        if self._narrates(head):
            return False
        return self._frame == "asking" or self._may_here(head)

    def _is_refused(self, head: Head) -> bool:
        """Whether what is said surely asks nothing, wherever it stands."""
        settled = head.permission or head.past or self._upward or self._is_allowed(head)
        enacts = self._mood.article and self._enacts(head)
        return settled or enacts or self._has_issued(head) or self._narrates(head)

    def _will(self, head: Head) -> bool:
        """Whether somebody says what he will do, whatever he was telling before."""
        return head.pledge and self._first_word(head) == "sẽ"

    def _narrates(self, head: Head) -> bool:
        asked = head.binding or head.pledge or "asking" in (head.frame, self._frame)
        told = head.narrates or self._issues(head)
        return self._mood.genre == "press" and told and not asked

    def _issues(self, head: Head) -> bool:
        """Whether one who may ask only issues a document: "Thủ tướng ký ban hành Nghị định"."""
        if head.verb is None or head.lead is None:
            return False
        behind = head.verb + 1
        called = behind < head.last and (
            self._source.is_capital(behind) or begins_name(self._source, behind, head.last)
        )
        if called and self._source.words[head.verb] == "làm":
            return True  # "Bộ trưởng làm Trưởng ban": what somebody is
        issues = phrases("words", "issuing").at(self._source, head.verb, head.last)
        return issues is not None and any(
            True for _ in phrases("words", "issuers").within(self._source, *head.lead)
        )

    def _has_issued(self, head: Head) -> bool:
        """Whether a document that is named by its number is only told of: it is there already."""
        if head.verb is None or head.lead is None or head.binding or head.pledge or head.frame:
            return False
        source = self._source
        issues = phrases("words", "issuing").at(source, head.verb, head.last)
        behind = source.ends[head.verb_end - 1]
        return issues is not None and _NUMBERED.match(source.key, behind) is not None

    def _may_here(self, head: Head) -> bool:
        kind = self._mood.kind
        if kind == "money":
            return self._pays(head)
        if kind in {"purpose", "basis", "upward"}:
            return False
        if kind in {"view", "asked"}:
            refuses = self._refuses(head) and (kind == "asked" or bool(self._found.pieces))
            return head.must or refuses or (kind == "asked" and head.binding)
        if kind == "past":
            known = head.verb is not None and verbs().at(self._source, head.verb, head.last)
            return head.must and bool(known)
        if self._mood.genre == "press":
            return self._may_in_news(head)
        asked = self._mood.asked or self._mood.genre == "plain" or head.binding
        return kind != "open" or asked

    def _pays(self, head: Head) -> bool:
        """Whether an amount is to be given by those who read: "bố trí tối thiểu 1% tổng chi"."""
        if head.verb is None or head.lead is not None:
            return False
        source = self._source
        paying = phrases("words", "paying").at(source, head.verb, head.last)
        figures = any(word[0].isdigit() for word in source.words[head.verb_end : head.last])
        return paying is not None and (figures or bool(self._found.pieces))

    def _enacts(self, head: Head) -> bool:
        return head.verb is not None and self._source.words[head.verb] in {
            "ban",
            "phê",
            "bãi",
            "công",
            "hủy",
        }

    def _may_in_news(self, head: Head) -> bool:
        asked = self._mood.asked or self._found.asked
        # "Cây cầu sẽ nối hai bờ": what a thing is to be like
        likened = head.topic and not head.must and not asked and not self._frame
        if likened or self._is_hardship(head) or self._describes(head):
            return False
        if head.verb is not None and self._source.words[head.verb : head.verb + 2] in {
            ("kiến", "nghị"),
            ("đề", "xuất"),
        }:
            return False
        if self._found.pieces and not self._found.past:
            return True
        if self._frame == "telling":
            return (
                head.binding
                or head.pledge
                or head.striving
                or (head.verb is not None and head.verb_class != "new")
            )
        if head.lead is not None:
            return (asked and not head.past) or head.binding or head.pledge or self._plans(head)
        return asked or head.binding or head.pledge

    def _is_hardship(self, head: Head) -> bool:
        """Whether a report only tells what somebody had to do: "bà con phải đi bộ nửa ngày"."""
        if not head.must or head.frame or self._frame == "asking":
            return False
        first = head.lead[0] if head.lead is not None else head.start
        told = phrases("words", "told of").at(self._source, first, head.last)
        return told is not None or (
            head.start == head.first and not self._found.asked and not self._mood.asked
        )

    def _describes(self, head: Head) -> bool:
        """Whether a report only tells what rules hold: "người được cấp thẻ gồm phóng viên …"."""
        if head.frame or head.binding or head.pledge or head.verb is None:
            return False
        behind = self._source.words[head.verb_end : min(head.last, head.verb_end + _NEAR)]
        return "gồm" in behind or ("có", "thể") in pairwise(behind)

    def _refuses(self, head: Head) -> bool:
        """Whether something is not to be done: "không đầu tư chồng chéo"."""
        return self._first_word(head) == "không"

    def _is_allowed(self, head: Head) -> bool:
        """Whether somebody only may, or has a right: "Tổ chức … được miễn trách nhiệm"."""
        source = self._source
        if head.must or head.frame or self._mood.kind == "aim":
            return False
        told = phrases("words", "allowed").within(source, head.start, head.last)
        figures = any(word[0].isdigit() for word in source.words[head.start : head.last])
        return not figures and any(True for _ in told)

    def _plans(self, head: Head) -> bool:
        """Whether a body of a report says what it sets out to do in a year."""
        year = any(term.whole_year or term.stage for term in self._terms)
        if head.striving and year and not head.past:
            self._found.asked = True
            return True
        return False
