"""Every code and status that MiniMax's pages name has its own words."""

import re
from pathlib import Path

import pytest

from studio.minimax import Acceptance, MiniMaxError, Refused, errors
from studio.minimax.faults import CODES, STATUSES, TYPES
from studio.minimax.verdict import find_problem

CODES_OF_THE_PAGES = {
    *(1000, 1001, 1002, 1004, 1008, 1013, 1024, 1026, 1027, 1028, 1030, 1033, 1039, 1041, 1042, 1043, 1044),
    *(2013, 20132, 2037, 2038, 2039, 2042, 2045, 2048, 2049, 2054, 2056, 2061, 2201, 2202, 2203, 2204, 2205),
}
STATUSES_OF_THE_PAGES = {400, 401, 402, 403, 404, 413, 422, 429, 500, 503, 529}


def test_it_knows_every_code_and_status():
    assert set(CODES) == CODES_OF_THE_PAGES
    assert set(STATUSES) == STATUSES_OF_THE_PAGES
    assert set(TYPES.values()) <= STATUSES_OF_THE_PAGES


def test_it_has_a_cause_of_its_own_for_each():
    causes = [fault.cause for fault in (*CODES.values(), *STATUSES.values())]
    assert len(causes) == len(set(causes))


@pytest.mark.parametrize("fault", [*CODES.values(), *STATUSES.values()], ids=lambda fault: fault.cause[:40])
def test_it_speaks_calmly(fault):
    for text in (fault.cause, fault.next_step):
        assert re.fullmatch(r"[A-Z][^!]{10,120}\.", text)


def test_it_marks_every_text_for_translation():
    source = Path("studio/minimax/faults.py").read_text()
    marked = set(re.findall(r'gettext_noop\(\s*"(.+?)"\s*\)', source))
    for fault in (*CODES.values(), *STATUSES.values()):
        assert {fault.cause, fault.next_step} <= marked


@pytest.mark.parametrize("code", sorted(CODES_OF_THE_PAGES))
def test_it_reads_a_code_in_both_styles(code):
    native = find_problem({"base_resp": {"status_code": code, "status_msg": "m"}}, 200, {})
    error = {"type": "bad_request_error", "message": f"m ({code})", "http_code": "400"}
    real = find_problem({"type": "error", "error": error, "request_id": "r-1"}, 400, {})
    assert type(native) is type(real) is CODES[code].kind
    assert native.code == real.code == code
    assert real.trace_id == "r-1"


@pytest.mark.parametrize(("kind", "status"), TYPES.items())
def test_it_reads_an_error_type_without_a_code(kind, status):
    problem = find_problem({"error": {"type": kind, "message": "m"}}, status, {})
    assert type(problem) is STATUSES[status].kind
    assert problem.http_status == status


def test_it_looks_at_base_resp_before_the_status():
    body = {"base_resp": {"status_code": 1008, "status_msg": "insufficient balance"}}
    assert type(find_problem(body, 500, {})) is errors.BalanceSpent


def test_it_finds_nothing_wrong_with_a_success():
    assert find_problem({"base_resp": {"status_code": 0}}, 200, {}) is None
    assert find_problem({"task_id": "1"}, 200, {}) is None


def test_it_shows_upstream_words_as_one_short_line():
    problem = find_problem({"base_resp": {"status_code": 2013, "status_msg": "a\r\nb\u202e" + "c" * 900}}, 200, {})
    assert problem.said.startswith("a b")
    assert len(problem.said) <= 300


def test_it_lets_no_unknown_status_pass_as_accepted():
    for status in (301, 302, 405, 408, 418, 502, 504, 599):
        problem = find_problem({}, status, {})
        unknown = problem.acceptance == Acceptance.UNKNOWN
        assert unknown == (status >= 500 or status == 408)


def test_it_draws_the_whole_family():
    for name, kind in vars(errors).items():
        if isinstance(kind, type) and issubclass(kind, MiniMaxError):
            assert re.search(rf"\b{name}\b", errors.__doc__)
    assert all(
        fault.kind.acceptance != Acceptance.UNKNOWN for fault in CODES.values() if issubclass(fault.kind, Refused)
    )
