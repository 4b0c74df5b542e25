"""Functions of the question, functions nobody defined, and derivatives, taken by number."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from checkers.algebra.imaginary import IMAGINARY
from checkers.algebra.imaginary import STEP as CARRIED
from checkers.algebra.inference import speaks
from checkers.algebra.lookup import Lookup
from checkers.algebra.moved import Moved, with_change
from checkers.algebra.numbers import DERIVATIVES
from checkers.algebra.scope import Scope
from checkers.algebra.spelling import FUNCTIONS
from checkers.algebra.table import entry_name, places_of
from checkers.algebra.tree import Apply, Derivative, Entry, Name, Node, walked
from checkers.algebra.values import (
    NoValue,
    Unsure,
    Value,
    is_number,
    scalar,
)

STEP, MAX_ORDER = "1e-15", 6
UPSTREAM = "upstream"  # the name of a loss that is not defined, applied to what it reads


class Slopes(Lookup):
    """The part of the evaluator that applies functions and takes derivatives."""

    def applied(self, node: Apply, scope: Scope) -> Value:
        name = node.function
        if name + "'" * node.primes in self.table.functions:
            return self.user(name + "'" * node.primes, node, scope)
        if name in self.table.functions:
            return self.user_slope(name, node, scope) if node.primes else self.user(name, node, scope)
        if name == UPSTREAM:
            return self.upstream(node, scope)
        if name not in set(FUNCTIONS.values()):
            return self.opaque(node, scope)
        if not node.arguments and name not in ("ones", "zeros", "eye"):
            raise NoValue(f"{name} has no argument")
        handler = getattr(self, f"f_{name}", None)
        if handler is not None and not node.primes:
            try:
                return handler(node, scope)  # type: ignore[no-any-return]
            except (IndexError, TypeError, ValueError):  # too few arguments, too many, or a number where a list belongs
                raise Unsure(f"{name} is not evaluated with these arguments") from None
        if len(node.arguments) != 1:
            raise NoValue(f"{name} takes one argument, not {len(node.arguments)}")
        v = self.value(node.arguments[0], scope)
        if v.eye:
            raise NoValue(f"{name} of an identity of unknown size")
        if node.primes:
            slope = DERIVATIVES.get((name, node.primes))
            if slope is None:
                return self.slope_by_number(name, node.primes, v)
            return replace(v, data=slope(self.function, v.data))
        return replace(v, data=self.function(name)(v.data))

    def upstream(self, node: Apply, scope: Scope) -> Value:
        """A loss that nobody defined: of what it reads, the entries weighed by the gradients that arrive there."""
        total: Any = 0
        for quantity in node.arguments:
            v = self.value(quantity, scope)
            if v.eye or any(v.stretch):
                raise Unsure("the size of what the loss reads is not known")
            key = f"∂/∂{entry_name(quantity)}"
            if key not in self.world.made or self.world.made[key].shape[1:] != v.shape:
                self.world.made[key] = self.world.draw(key, v.shape)
            weighed = self.system.lift(self.world.made[key][scope.rows]) * v.data
            total = total + weighed.reshape(scope.count, -1).sum(axis=1)
        return scalar(total)

    def slope_by_number(self, name: str, order: int, v: Value) -> Value:
        if order > 2 or not self.system.exact:
            raise Unsure(f"the derivative of {name} is not evaluated")
        h, f = self.system.context.mpf(STEP), self.function(name)  # type: ignore[union-attr]
        up, down = f(v.data + h), f(v.data - h)
        return replace(v, data=(up - down) / (2 * h) if order == 1 else (up - 2 * f(v.data) + down) / (h * h))

    def user(self, name: str, node: Apply, scope: Scope) -> Value:
        """A function that the question defines, entry by entry where its argument has axes."""
        letters, body = self.table.functions[name]
        if len(letters) != len(node.arguments):
            raise NoValue(f"{name} takes {len(letters)} arguments, not {len(node.arguments)}")
        arguments = [self.value(a, scope) for a in node.arguments]
        self.inside += 1
        if self.inside > 12:
            raise Unsure(f"the definition of {name} leads back to itself")
        if (
            len(arguments) == 1
            and arguments[0].axes
            and not any(n.base == Name(letters[0]) for n in walked(body, Entry))
            and not speaks(body)  # sym(A) = (A + A^T) / 2 is no function of entries
        ):
            v = arguments[0]
            each = int(np.prod(v.shape))
            inner = replace(scope.taken(np.repeat(np.arange(scope.count), each)), local={})
            inner = inner.with_local({letters[0]: scalar(v.data.reshape(-1))})
            out = replace(v, data=self.value(body, inner).data.reshape(v.data.shape))
        else:
            out = self.value(body, replace(scope, local=dict(zip(letters, arguments))))
        self.inside -= 1
        return out

    def user_slope(self, name: str, node: Apply, scope: Scope) -> Value:
        """A derivative of a function of the question, by number."""
        if len(node.arguments) != 1 or node.primes > 2:
            raise Unsure(f"this derivative of {name} is not evaluated")
        if not self.system.exact:
            letters, body = self.table.functions[name]
            if node.primes > 1 or isinstance(node.arguments[0], Name) or len(letters) != 1:
                raise NeedsDigits
            v = self.value(node.arguments[0], scope)
            if not is_number(v) or np.iscomplexobj(v.data):
                raise NeedsDigits
            inner = replace(scope, local={letters[0]: v})
            return self.carried_slope(body, [Name(letters[0])], inner)
        v = self.value(node.arguments[0], scope)
        h = self.system.context.mpf(STEP)  # type: ignore[union-attr]

        def at(x: Any) -> Any:
            inner = replace(scope, local={**scope.local, "\0": replace(v, data=x)})
            return self.user(name, Apply(name, (Name("\0"),)), inner).data

        if node.primes == 1:
            return replace(v, data=(at(v.data + h) - at(v.data - h)) / (2 * h))
        return replace(v, data=(at(v.data + h) - 2 * at(v.data) + at(v.data - h)) / (h * h))

    def opaque(self, node: Apply, scope: Scope) -> Value:
        """A function nobody defined: a fixed smooth function that belongs to the name, with its true derivatives."""
        values = [self.value(a, scope) for a in node.arguments]
        if not values or any(v.eye for v in values) or (len(values) > 1 and not all(is_number(v) for v in values)):
            raise Unsure(f"{node.function} is not known")
        rng = np.random.Generator(np.random.PCG64([zlib.crc32(node.function.encode()), self.world.number]))
        out: Any = 0
        for _ in range(3):
            weights = rng.uniform(0.4, 1.3, len(values))
            size, shift = rng.uniform(0.5, 1.5), rng.uniform(0, 3)
            # the array stands first: a number of many digits that does prints a whole array before it gives way to it
            inside = sum(v.data * self.system.lift(np.array(w))[()] for w, v in zip(weights, values)) + shift
            wave = ("sin", "cos")[node.primes % 2]
            sign = (1, 1, -1, -1)[node.primes % 4]
            factor = sign * size * self.system.lift(np.array(weights[0]))[()] ** node.primes
            out = self.function(wave)(inside) * factor + out
        return replace(values[0], data=out)

    def derivative(self, node: Derivative, scope: Scope) -> Value:
        name = entry_name(node)
        if name is not None and self.table.declared(name):
            return self.name(Name(name), scope)
        if sum(len(n.variables) for n in walked(node, Derivative)) > MAX_ORDER:
            raise Unsure(f"derivatives within derivatives, more than {MAX_ORDER} in all")
        body, *variables = (node.body, *node.variables)
        stated = entry_name(body)
        opaque = isinstance(body, (Name, Entry)) and not self.reaches(body) and not of_itself(body, variables)
        if opaque:
            return self.opaque_slope(node, stated or "it", scope)
        if not self.system.exact:
            return self.carried_slope(body, variables, scope)
        return self.slope(body, list(variables), scope)

    def carried_slope(self, body: Node, variables: list[Node], scope: Scope) -> Value:
        """A first derivative in float64. Raises NeedsDigits where that does not give it."""
        if len(variables) > 1 or self.system is IMAGINARY:
            raise NeedsDigits
        own = type(self)(self.table, self.world, IMAGINARY, self.numpy)
        own.operations, own.inside = self.operations, self.inside
        try:
            found = own.slope(body, variables, scope)
        except (TypeError, np.exceptions.ComplexWarning):
            raise NeedsDigits from None
        finally:
            self.operations = own.operations
        self.outside += own.outside
        self.unknown |= own.unknown
        return found

    def reaches(self, body: Node) -> bool:
        """Has the name a definition that can be differentiated, or is it an entry of an expression?"""
        base = body.base if isinstance(body, Entry) else body
        if not isinstance(base, (Name, Entry, Derivative)):
            return True  # (A x)_i
        return bool({entry_name(base), entry_name(body)} & self.table.definitions.keys())

    def opaque_slope(self, node: Derivative, stated: str, scope: Scope) -> Value:
        """dL/dz of an L that nobody defined: a quantity with the axes of z."""
        (variable, *more) = node.variables
        base = variable.base if isinstance(variable, Entry) else variable
        name = entry_name(base)
        if more or name is None:
            raise Unsure("this derivative is not evaluated")
        if isinstance(node.body, (Name, Entry)) and entry_name(node.body) == entry_name(variable):
            return scalar(self.full(1.0, scope))
        key = f"∂{stated}/∂{name}"
        shape = self.world.shapes.get(name, ())
        if self.table.declared(key):
            whole: Value = self.name(Name(key), scope)
            return self.picked(whole, variable, scope, key) if isinstance(variable, Entry) and whole.axes else whole
        if isinstance(variable, Entry) and not shape:
            return self.undeclared(key, replace(variable, base=Name(key)), scope)
        if key not in self.world.made:
            self.world.made[key] = self.world.draw(key, shape)
        data = self.system.lift(self.world.made[key][scope.rows])
        whole = self.declared(key, data)
        return self.picked(whole, variable, scope, key) if isinstance(variable, Entry) else whole

    def slope(self, body: Node, variables: list[Node], scope: Scope) -> Value:
        """The derivative: carried in float64, else by central differences, exact to some thirty digits."""
        variable, *rest = variables

        def quotient(put: Callable[[Scope, Any], Scope]) -> Value:
            if self.system is IMAGINARY:
                found = self.value(body, put(scope, 1j * CARRIED))
                return replace(found, data=np.imag(found.data) / CARRIED)
            h = self.system.context.mpf(STEP)  # type: ignore[union-attr]
            ends = (put(scope, h), put(scope, -h))
            up, down = (self.slope(body, rest, inner) if rest else self.value(body, inner) for inner in ends)
            return replace(up, data=(up.data - down.data) / (2 * h))

        put_at = self.changes(variable, scope)
        return quotient(put_at) if put_at is not None else self.by_whole(variable, scope, quotient)

    def changes(self, variable: Node, scope: Scope) -> Callable[[Scope, Any], Scope] | None:
        """How one number, another one in each row of the batch, is changed; None for a variable that has axes."""
        name = entry_name(variable)
        if name is not None and name in scope.local and is_number(scope.local[name]):
            local = scope.local[name]
            return lambda s, d: replace(s, local={**s.local, name: scalar(local.data + d)})
        base = variable.base if isinstance(variable, Entry) else variable
        columns: Any = np.empty((scope.count, 0), dtype=np.int64)
        key = entry_name(base)
        if not isinstance(base, Name) or key is None:
            raise NoValue("a derivative is taken by a quantity")
        if not is_number(self.value(variable, scope)):
            return None
        if name is not None and self.table.declared(name):
            key = name
        elif isinstance(variable, Entry):
            key, columns = self.places_read(key, variable, scope)
        return lambda s, d: replace(s, changed=with_change(s.changed, key, Moved(columns, np.full(scope.count, d))))

    def places_read(self, key: str, variable: Entry, scope: Scope) -> tuple[str, Any]:
        """The quantity of an entry and its places, one row for each row of the batch."""
        shape = self.axes_of(key, scope)
        letters = self.table.definitions.get(key, ((), None))[0]
        if shape is None and not letters and key not in self.table.definitions and key not in self.world.families:
            key, columns = self.field_key(key, variable, scope)
            return key, np.empty((scope.count, 0), dtype=np.int64) if columns is None else columns
        axes = len(letters) or (None if shape is None else len(shape))
        places = places_of(variable, axes)
        return key, np.stack([self.whole(p, scope) for p in places], axis=1)

    def by_whole(self, variable: Node, scope: Scope, quotient: Any) -> Value:
        """The derivatives by every entry of a vector or matrix, in its own shape; of a vector, its Jacobian."""
        whole = self.value(variable, scope)
        name = entry_name(variable)
        own = not isinstance(variable, Entry) or self.table.declared(name or "")  # W_2 may be a quantity of its own
        if isinstance(variable, Entry) and not own:
            name = entry_name(variable.base)
        if whole.eye or any(whole.stretch) or name is None or name in scope.local:
            raise Unsure("a derivative by this quantity")
        fixed = np.empty((scope.count, 0), dtype=np.int64)
        if isinstance(variable, Entry) and not own:
            fixed = np.stack([self.whole(p, scope) for p in variable.places], axis=1)
        found = []
        for place in np.ndindex(*whole.shape):
            here = np.broadcast_to(np.array(place, dtype=np.int64) + 1, (scope.count, len(place)))
            columns = np.concatenate([fixed, here], axis=1)

            def put(s: Scope, d: Any, columns: Any = columns) -> Scope:
                return replace(s, changed=with_change(s.changed, name, Moved(columns, np.full(scope.count, d))))

            one = quotient(put)
            if one.axes and (one.axes != 1 or whole.axes != 1):
                raise Unsure("the derivative of an array by an array")
            found.append(one.data)
        data = np.stack(found, axis=-1)
        if data.ndim == 3:
            return Value(data)  # numerator layout: rows of what is differentiated
        return replace(whole, data=data.reshape(whole.data.shape))


def of_itself(body: Node, variables: list[Node]) -> bool:
    """dK_fg/dK_de: 1 where the entries are the same one, and 0 elsewhere."""
    return (
        all(isinstance(n, Entry) and isinstance(n.base, Name) for n in (body, *variables))
        and len({entry_name(n.base) for n in (body, *variables) if isinstance(n, Entry)}) == 1
    )


class NeedsDigits(Exception):
    """The value is found only with many digits."""
