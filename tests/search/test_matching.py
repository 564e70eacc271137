"""Rows found by their words, on the database that the suite runs on."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection, connections, transaction
from django.db.utils import NotSupportedError

from studio.search.index import matching
from studio.search.words import split
from tests.search import papers
from tests.search.papers import Paper, Shelf, found, put

TEXT = "Storm at the café, 用GPT4生成图像 in 2026: 1e5x 0x1F"
PARTS = [
    "生成",
    "生成图",
    "图像",
    "STORM",
    "storm at",
    "st",
    "at storm",
    "cafe",
    "Café",
    "２０２６",
    "gpt4",
    "1e5",
    "0x1",
]
OTHERS = ["成生", "torm", "sto at", "storm calm", "生图", "生成 像图", "2025", "gpt5"]
SYNTAX = """
storm" OR "x|storm' | 'x|storm:*|storm & !calm|words:storm|storm*|(storm)|^storm|{words}:storm|storm <-> calm
NEAR(storm calm, 2)|storm NOT calm|storm%(calm)s|storm%%|storm\\|storm; --|OR|AND storm|storm\0|-storm|"storm
'storm|storm""
"""


@pytest.fixture(scope="module")
def _tables(django_db_setup, django_db_blocker):
    """Made outside of any transaction, as a migration on SQLite has to be."""
    with django_db_blocker.unblock():
        papers.make_tables()
        papers.forwards()
        yield
        papers.drop_tables()


@pytest.fixture
def shelf(_tables, db):
    return Shelf.objects.create(name="One")


@pytest.mark.parametrize("query", PARTS)
def test_it_finds_a_text(shelf, query):
    put(shelf, TEXT)
    put(shelf, "Something else, 成像 and 电图")
    assert found(query) == [TEXT]


@pytest.mark.parametrize("query", ["生", "成", "像", "图 storm", "像 用 storm"])
def test_it_finds_one_letter_of_a_run_wherever_it_stands(shelf, query):
    put(shelf, TEXT)
    put(shelf, "Storm over 电影")
    assert found(query) == [TEXT]


@pytest.mark.parametrize("query", OTHERS)
def test_it_finds_no_text_that_lacks_a_term(shelf, query):
    put(shelf, TEXT)
    assert found("storm") == [TEXT]
    assert found(query) == []


@pytest.mark.parametrize("query", ["", "   ", "-", "*", '"', "'", "🎬", "\0", "&|!"])
def test_it_finds_nothing_without_a_term(shelf, query):
    put(shelf, "Storm")
    assert found(query) == []


@pytest.mark.parametrize("query", SYNTAX.strip().replace("\n", "|").split("|"))
def test_it_reads_no_sign_as_syntax(shelf, query):
    put(shelf, "storm over nothing" if split(query) != "storm" else "nothing")
    assert found(query) == []
    put(shelf, f"{split(query)} at last")
    assert found(query) == [f"{split(query)} at last"]


def test_it_follows_a_row(shelf):
    paper = put(shelf, "storm")
    paper.text, paper.words = "calm", "calm"
    paper.save()
    assert (found("storm"), found("calm")) == ([], ["calm"])
    Paper.objects.filter(pk=paper.pk).update(text="fog", words="fog")
    assert (found("calm"), found("fog")) == ([], ["fog"])
    Paper.objects.filter(pk=paper.pk).update(text="mist")
    assert found("fog") == ["mist"]
    paper.delete()
    assert found("fog") == []


def test_it_follows_many_rows(shelf):
    Paper.objects.bulk_create(Paper(shelf=shelf, text=number, words=f"storm {number}") for number in range(50))
    assert len(found("storm")) == 50
    Paper.objects.filter(pk__in=matching(Paper.objects.all(), "words", "storm 4")).update(words=None)
    assert len(found("storm")) == 39
    Paper.objects.all().delete()
    assert found("storm") == []


def test_it_forgets_what_is_rolled_back(shelf):
    put(shelf, "calm")
    with transaction.atomic():
        put(shelf, "storm")
        transaction.set_rollback(True)
    assert (found("storm"), found("calm")) == ([], ["calm"])


@pytest.fixture
def storms(shelf):
    """Five storms on the first shelf, five on the second."""
    for other in (shelf, Shelf.objects.create(name="Two")):
        for number in range(5):
            put(other, f"storm {number} {other.name}")
    return matching(Paper.objects.filter(shelf__name="Two"), "words", "storm")


def test_it_goes_with_filters_orders_and_slices(storms):
    assert [paper.text for paper in storms.filter(text__lt="storm 3").order_by("-text")[1:3]] == [
        "storm 1 Two",
        "storm 0 Two",
    ]
    assert storms.exclude(text__contains="3").count() == 4
    assert storms.filter(shelf__name="One").count() == 0
    assert storms.filter(shelf__name__startswith="T", pk__in=storms[:3]).count() == 3


def test_it_goes_with_another_search(storms):
    assert found("two", matching(Paper.objects.all(), "words", "3")) == ["storm 3 Two"]
    assert (storms | matching(Paper.objects.filter(shelf__name="Two"), "words", "one")).count() == 5


def test_it_goes_into_a_question_about_other_rows(storms):
    assert Shelf.objects.get(pk__in=storms.values("shelf")).name == "Two"
    assert Shelf.objects.exclude(pk__in=storms.values("shelf")).get().name == "One"


def test_it_reads_the_index_and_not_every_row(shelf):
    rows = (Paper(shelf=shelf, text="", words=split(f"paper {number} 生成")) for number in range(3000))
    Paper.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE search_tests_paper")
    plan = matching(Paper.objects.all(), "words", "生成 77").explain()
    assert "search_tests_paper_words_text" in plan, plan
    assert "Seq Scan" not in plan, plan
    assert "SCAN search_tests_paper\n" not in plan, plan


def test_it_says_that_a_column_is_unknown(shelf):
    with pytest.raises(FieldError):
        found("storm", matching(Paper.objects.all(), "nothing", "storm"))


def test_it_says_which_databases_it_knows(shelf, monkeypatch):
    monkeypatch.setattr(connections["default"], "vendor", "mysql")
    with pytest.raises(NotSupportedError, match="SQLite and PostgreSQL, not by mysql"):
        str(matching(Paper.objects.all(), "words", "storm").query)
