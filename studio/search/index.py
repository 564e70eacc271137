"""An index over a column of words: the migration that makes it, and the filter that uses it."""

from typing import Any, TypeAlias, TypeVar, cast

from django.db import NotSupportedError, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.utils import truncate_name
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models.expressions import Col, Func
from django.db.models.sql.compiler import SQLCompiler

from studio.search.words import beginnings, terms

Row = TypeVar("Row", bound=models.Model)
AnyField: TypeAlias = "models.Field[Any, Any]"

# The words stand once, in the table; FTS5 keeps only its index, and the triggers keep it true.
MAKE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE {index} USING fts5({column}, content={table}, content_rowid={key},"
        ' tokenize="unicode61 remove_diacritics 0")',
        "CREATE TRIGGER {added} AFTER INSERT ON {table} BEGIN"
        " INSERT INTO {index} (rowid, {column}) VALUES (new.{key}, new.{column}); END",
        "CREATE TRIGGER {removed} AFTER DELETE ON {table} BEGIN"
        " INSERT INTO {index} ({index}, rowid, {column}) VALUES ('delete', old.{key}, old.{column}); END",
        "CREATE TRIGGER {changed} AFTER UPDATE OF {column} ON {table} WHEN old.{column} IS NOT new.{column} BEGIN"
        " INSERT INTO {index} ({index}, rowid, {column}) VALUES ('delete', old.{key}, old.{column});"
        " INSERT INTO {index} (rowid, {column}) VALUES (new.{key}, new.{column}); END",
        "INSERT INTO {index} ({index}) VALUES ('rebuild')",
    ],
    "postgresql": ["CREATE INDEX {index} ON {table} USING gin (to_tsvector('simple', {column}))"],
}
DROP = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS {added}",
        "DROP TRIGGER IF EXISTS {removed}",
        "DROP TRIGGER IF EXISTS {changed}",
        "DROP TABLE IF EXISTS {index}",
    ],
    "postgresql": ["DROP INDEX IF EXISTS {index}"],
}


class FullText(Operation):
    """A migration's step: an index over a text column that holds `words.split(text)`, filled from the rows there are.

    On SQLite the table needs a whole number as its key. A later step that makes the table anew there (`AlterField`,
    a constraint) drops its triggers without a word: put the same step behind it; it may stand any number of times.
    NotSupportedError on a database that is neither SQLite nor PostgreSQL.
    """

    def __init__(self, model_name: str, column: str) -> None:
        self.model_name = model_name
        self.column = column

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Nothing that a model could say."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self._run(DROP, app_label, schema_editor, to_state)
        self._run(MAKE, app_label, schema_editor, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self._run(DROP, app_label, schema_editor, to_state)

    def describe(self) -> str:
        return f"Full text of {self.column} on {self.model_name}"

    @property
    def migration_name_fragment(self) -> str:
        return f"{self.model_name}_{self.column}_text".lower()

    def _run(
        self, steps: dict[str, list[str]], app_label: str, editor: BaseDatabaseSchemaEditor, state: ProjectState
    ) -> None:
        model = state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(editor.connection.alias, model):
            names = _names(editor.connection, model, self.column)
            for step in steps[editor.connection.vendor]:
                editor.execute(step.format(**names), params=None)


class Holds(Func):
    """True where the column holds every one of the words, some as beginnings. There is at least one word."""

    output_field = models.BooleanField()

    def __init__(self, key: str, column: str, wanted: tuple[str, ...]) -> None:
        super().__init__(key, column)
        self.wanted = beginnings(wanted)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *args: Any, **kwargs: Any) -> Any:
        raise _unsupported(connection)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        column, params = compiler.compile(self.source_expressions[1])
        asked = " & ".join(f"'{word}'{':*' * begins}" for word, begins in self.wanted)
        return f"to_tsvector('simple', {column}) @@ to_tsquery('simple', %s)", (*params, asked)

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        key, params = compiler.compile(self.source_expressions[0])
        column = cast(Col, self.source_expressions[1]).target
        index = _names(connection, column.model, column.name)["index"]
        asked = " ".join(f'"{word}"{"*" * begins}' for word, begins in self.wanted)
        return f"{key} IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)", (*params, asked)  # noqa: S608 (our names)


def matching(queryset: models.QuerySet[Row], column: str, query: str) -> models.QuerySet[Row]:
    """The rows whose column holds every term of what a person typed, as `words.beginnings` says; none for no term.

    The column is one of the queryset's own model and has a FullText index.
    """
    wanted = tuple(terms(query))
    return queryset.filter(Holds("pk", column, wanted)) if wanted else queryset.none()


def _names(connection: BaseDatabaseWrapper, model: type[models.Model], column: str) -> dict[str, str]:
    """The quoted names that the statements need."""
    if connection.vendor not in MAKE:
        raise _unsupported(connection)
    table, key = model._meta.db_table, model._meta.pk
    if connection.vendor == "sqlite" and not isinstance(key, models.IntegerField):
        raise NotSupportedError(f"{table}: full text on SQLite needs a whole number as the key")
    words = str(cast(AnyField, model._meta.get_field(column)).column)
    index = truncate_name(f"{table}_{words}_text", connection.ops.max_name_length())
    names = {"table": table, "key": str(key.column), "column": words, "index": index}
    names |= {act: f"{index}_{act}" for act in ("added", "removed", "changed")}
    return {role: connection.ops.quote_name(name) for role, name in names.items()}


def _unsupported(connection: BaseDatabaseWrapper) -> NotSupportedError:
    return NotSupportedError(f"Full text is kept by SQLite and PostgreSQL, not by {connection.vendor}")
