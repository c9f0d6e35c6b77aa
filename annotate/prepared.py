"""What every step asks the database: put together once a process, planned once a connection.

Small statements cost PostgreSQL more to plan, and Django more to compose, than they cost to run. Whatever is asked
at each step of an annotator is therefore a `Statement` or a `Query` here; whatever is asked now and then is not.
Session settings see to it that such a plan serves all values (plan_cache_mode); it is made anew when the tables'
statistics change. A pooler that hands out another connection for each transaction does not suit these.
"""

import re
import threading
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import connection, models
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=models.Model)

LARGEST_ID = 2**63 - 1
COMPOSING = threading.Lock()  # of two threads at Django's compiler one takes away the other's joins
PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")
_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # by connection: the statements it has planned


class Statement:
    """SQL with %(named)s values. The type of a value must follow from where it stands, or from a cast.

    `before` is another statement that goes along with it, one whose result nobody needs. Each of the two has its own
    snapshot: after a lock that was waited for in the first, the second sees what was committed meanwhile.
    """

    def __init__(self, name: str, sql: str, before: str = "") -> None:
        self.name = f"gloss_{name}"
        self.values: list[str] = []
        self.sql = PLACEHOLDER.sub(self._number, sql)
        values = f" ({', '.join(f'%({name})s' for name in self.values)})" * bool(self.values)
        self.call = f"{before}; EXECUTE {self.name}{values}".removeprefix("; ")

    def rows(self, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """Run it with these values."""
        with connection.cursor() as cursor:
            self.plan(cursor.db.connection)
            cursor.execute(self.call, values)
            fetched = cursor.cursor  # past Django's wrapper: all rows are here, and nothing can fail any more
            return fetched.fetchall() if fetched.description else []

    def _number(self, found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return "%"
        if name not in self.values:
            self.values.append(name)
        return f"${self.values.index(name) + 1}"

    def plan(self, raw: Any) -> None:
        """Prepare it on this connection of psycopg2, unless it has been."""
        known = _known.get(raw)
        if known is None:
            known = _known[raw] = set()
        if self.name not in known:
            with raw.cursor() as cursor:
                cursor.execute(f"PREPARE {self.name} AS {self.sql}")
            known.add(self.name)


class Query(Generic[M]):
    """A queryset that is composed once. `ask` is called with examples, each a value that stands for nothing else.

    `before` is a statement that goes along, as with Statement, and takes its values from those of the query.
    """

    def __init__(
        self, name: str, ask: Callable[..., models.QuerySet[M]], before: str = "", **examples: object
    ) -> None:
        self.name = name
        self._ask = ask
        self._before = before
        self._examples = examples
        self._composed: Statement | None = None

    def first(self, **values: object) -> M | None:
        """The first row as an instance, with what `ask` selects beside it."""
        rows = self._rows(values)
        return self._instance(rows[0]) if rows else None

    def all(self, **values: object) -> list[M]:
        """Every row, likewise."""
        return [self._instance(row) for row in self._rows(values)]

    def _rows(self, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """A number that no column of ids can hold, as an address may name, is nobody's: PostgreSQL would not look."""
        if any(type(value) is int and abs(value) > LARGEST_ID for value in values.values()):
            return []
        return self._statement.rows(values)

    @cached_property
    def _compiler(self) -> Any:
        return self._ask(**self._examples).query.get_compiler(connection=connection)

    @property
    def _statement(self) -> Statement:
        """Composed by one thread, whichever is first. From Python 3.12 on cached_property lets in all that come."""
        if self._composed is None:
            with COMPOSING:
                self._composed = self._composed or self._compose()
        return self._composed

    def _compose(self) -> Statement:
        """Examples become numbered values; what is constant stays a literal, so that partial indexes fit."""
        sql, params = self._compiler.as_sql()
        names = {example: f"%({name})s" for name, example in self._examples.items()}
        with connection.cursor() as cursor:
            written = [
                names.get(param) or cursor.mogrify("%s", [param]).decode().replace("%", "%%")
                for param in params
            ]
        return Statement(self.name, sql % tuple(written), self._before)

    @cached_property
    def _populators(self) -> list[Any]:
        return get_related_populators(self._compiler.klass_info, self._compiler.select, connection.alias)

    @cached_property
    def _fields(self) -> tuple[slice, list[str], dict[int, Any]]:
        """Where the model's own columns stand, what they are called, and what turns values into Python's."""
        compiler = self._compiler
        places = compiler.klass_info["select_fields"]
        own = slice(places[0], places[-1] + 1)
        names = [column[0].target.attname for column in compiler.select[own]]
        return own, names, compiler.get_converters(column[0] for column in compiler.select)

    def _instance(self, row: tuple[Any, ...]) -> M:
        own, names, converters = self._fields
        converted = next(iter(self._compiler.apply_converters([row], converters))) if converters else row
        instance = self._compiler.klass_info["model"].from_db(connection.alias, names, converted[own])
        for populator in self._populators:
            populator.populate(converted, instance)
        return instance
