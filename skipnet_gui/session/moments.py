"""The moment that a document shows: its training state, its derivation, its new weights."""

from skipnet_gui.core.derivation import Derivation, moment
from skipnet_gui.core.functions import Array
from skipnet_gui.core.training import TrainState, advance, weights_computed
from skipnet_gui.session.document import Document


def state_shown(document: Document) -> TrainState:
    """Return the training state before the update of the step shown, in at most 1 023 updates."""
    step = document.position.step
    state = document.history.checkpoint(step)
    return state if state.step == step else advance(document.spec, state, step - state.step)[1]


def derivation_shown(document: Document, fractions: bool = False) -> Derivation:
    """Return the derivation of the step and sample shown."""
    spec, sample = document.spec, document.position.sample
    row = None if sample is None else min(sample, spec.rows - 1)
    return Derivation(moment(spec, state_shown(document), row), fractions)


def new_weights(document: Document) -> Array:
    """Return the (E,) weights that the update of the step shown leads to, if it stands."""
    return weights_computed(document.spec, state_shown(document))
