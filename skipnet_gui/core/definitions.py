"""The functions and letters that a derivation uses, defined, with the conventions at kinks."""

from collections.abc import Iterator

from skipnet_gui.core.formula import (
    HALF,
    Formula,
    absolute,
    add,
    beside,
    call,
    cases,
    negate,
    number,
    over,
    relation,
    root,
    squared,
    subtract,
    symbol,
)
from skipnet_gui.core.functions import LEAKY_SLOPE, Conventions
from skipnet_gui.core.paper_updates import LETTERS, settings_used
from skipnet_gui.core.run_spec import RunSpec

Definition = tuple[Formula, Formula]

_Z, _E = symbol("z"), symbol("e")
_ZERO, _ONE, _TWO = number(0.0), number(1.0), number(2.0)
_LEAK = number(LEAKY_SLOPE)
_POSITIVE = relation(_Z, ">", _ZERO)
_EXP = call("exp", _Z)
_SIGMOID = call("σ", _Z)
_SMALL_ERROR = relation(absolute(_E), "≤", _ONE)
_DENSITY = over(call("exp", negate(over(squared(_Z), _TWO))), root(beside(_TWO, symbol("π"))))


def definitions(spec: RunSpec) -> Iterator[Definition]:
    """Yield the definition of each function and letter in a run's derivations, once."""
    network, found = spec.network, dict[Formula, Formula]()
    for name in (*(unit.activation for unit in network.units), network.loss):
        found |= dict(_definitions(name, spec.conventions))
    yield from found.items()
    for name, value in settings_used(spec.optimizer).items():
        yield LETTERS[name], number(float(value))


def _definitions(name: str, conventions: Conventions) -> tuple[Definition, ...]:
    """Return the definitions that an activation or a loss needs."""
    if name == "relu":
        at_zero = (number(float(conventions.relu_slope_at_zero)), relation(_Z, "=", _ZERO))
        step = cases((_ONE, _POSITIVE), at_zero, otherwise=_ZERO)
        return (call("ReLU", _Z), cases((_Z, _POSITIVE), otherwise=_ZERO)), (call("u", _Z), step)
    if name == "absolute":
        at_zero = (number(float(conventions.sign_of_zero)), relation(_E, "=", _ZERO))
        sign = cases((_ONE, relation(_E, ">", _ZERO)), at_zero, otherwise=number(-1.0))
        return ((call("sign", _E), sign),)
    return _DEFINITIONS.get(name, ())


_LOGISTIC = (_SIGMOID, over(_ONE, add(_ONE, call("exp", negate(_Z)))))

_DEFINITIONS: dict[str, tuple[Definition, ...]] = {
    "leaky_relu": (
        (call("leaky ReLU", _Z), cases((_Z, _POSITIVE), otherwise=beside(_LEAK, _Z))),
        (call("leaky ReLU′", _Z), cases((_ONE, _POSITIVE), otherwise=_LEAK)),
    ),
    "elu": (
        (call("ELU", _Z), cases((_Z, _POSITIVE), otherwise=subtract(_EXP, _ONE))),
        (call("ELU′", _Z), cases((_ONE, _POSITIVE), otherwise=_EXP)),
    ),
    "softplus": ((call("softplus", _Z), call("ln", add(_ONE, _EXP))), _LOGISTIC),
    "sigmoid": (_LOGISTIC,),
    "gelu": (
        (call("GELU", _Z), beside(_Z, call("Φ", _Z))),
        (call("GELU′", _Z), add(call("Φ", _Z), beside(_Z, call("φ", _Z)))),
        (call("φ", _Z), _DENSITY),
    ),
    "silu": (
        (call("SiLU", _Z), beside(_Z, _SIGMOID)),
        (
            call("SiLU′", _Z),
            beside(_SIGMOID, add(_ONE, beside(_Z, subtract(_ONE, _SIGMOID)))),
        ),
        _LOGISTIC,
    ),
    "huber": (
        (
            call("Huber", _E),
            cases(
                (beside(HALF, squared(_E)), _SMALL_ERROR),
                otherwise=subtract(absolute(_E), HALF),
            ),
        ),
        (call("Huber′", _E), cases((_E, _SMALL_ERROR), otherwise=call("sign", _E))),
    ),
    "binary_cross_entropy_with_logits": (_LOGISTIC,),
}
