"""The five lessons: what the exercise asks in words, as projects in which a person sees it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from skipnet_gui.core.network import Edge, Network, Unit
from skipnet_gui.core.presets import PRESETS
from skipnet_gui.core.run_spec import Data, RunSpec
from skipnet_gui.session import lesson_claims as claims
from skipnet_gui.session.lesson_chain import FIRST, chain_of, chain_project
from skipnet_gui.session.lesson_values import Claim, Lesson
from skipnet_gui.session.project import Project, project_of

LEAPING_RATE, CREEPING_RATE = 0.1, 0.005


def _one_step() -> Project:
    return project_of(PRESETS["exercise"].make())


def _linear_chain() -> Project:
    """Return ŷ = w₂ w₁ w₀ x with a squared loss: at α = 0.05 smooth, at 0.2 beyond all numbers.

    On the exercise itself nothing diverges: it only dies.
    """
    units = tuple(Unit(str(k), "identity") for k in range(3))
    edges = (Edge("w0", "x", "0"), Edge("w1", "0", "1"), Edge("w2", "1", "2"))
    network = Network(("x",), units, edges, ("2",), "squared")
    data = Data(np.array([[1.0]]), np.array([[3.0]]))
    return project_of(RunSpec(network, data, (0.5,) * 3, LEAPING_RATE))


def _two_points() -> Project:
    """Return the exercise with a second point, which only a closed unit 0 fits by itself.

    On a grid over w₀ and wₛ in [−2, 2] at α = 0.3 a third of the starts converge, most of
    the others are stuck at L = 2.25, and one in twenty-five is dead.
    """
    spec = PRESETS["exercise"].make()
    network = replace(spec.network, loss="half_squared")
    data = Data(np.array([[1.0], [-1.0]]), np.array([[-3.0], [0.0]]))
    changed = replace(spec, network=network, data=data, batch_size=2, learning_rate=0.3)
    return project_of(changed)


def _creeping() -> Project:
    return project_of(replace(PRESETS["rattle"].make(), learning_rate=CREEPING_RATE))


def _deep_chain() -> Project:
    return chain_project(FIRST)


def _is_chain(network: Network) -> bool:
    return chain_of(network) is not None


def _network_of(make: Callable[[], Project]) -> Callable[[Network], bool]:
    return lambda network: network == make().network


LESSONS: dict[str, Lesson] = {
    lesson.name: lesson
    for lesson in (
        Lesson(
            name="one-step",
            title="One step, then nothing",
            question="The exercise at α = 1: L = 3.375 now, and 3 after one step. "
            "What does the loss do in the steps after that?",
            choices=(
                "It falls on, a little less each step.",
                "It leaps up and down.",
                "Nothing: it stays at 3 for ever.",
            ),
            right=2,
            explanation="The first step takes w₀ below 0, so unit 0 is closed, and u(z₀) = 0 is a "
            "factor of every gradient: nothing can open it again.",
            tasks=(
                "Take one step (→) and click a gradient: which factor makes it 0?",
                "Run on for 20 steps or more (Space runs and pauses).",
                "Go back to step 0 (Home), branch there (Ctrl+B), set α to 0.5 or less, and run.",
            ),
            look_for="The word “dead” at unit 0, and the gradients on a log axis: they end on the "
            "floor, which is an exact 0.",
            make=_one_step,
            claims=(
                Claim("After one step every gradient is exactly 0.", claims.zero_after_one_step),
                Claim("The loss never changes again.", claims.loss_stays),
                Claim("A smaller α would have spared the unit.", claims.rate_that_spares),
                Claim("With a smaller α it goes on for longer.", claims.smaller_rate_lasts),
            ),
            is_own=_network_of(_one_step),
        ),
        Lesson(
            name="leaps",
            title="Leaps",
            question="A chain of three linear units with a squared loss. At α = 0.05 the loss "
            "falls at every step. What happens at 0.1, and at 0.2?",
            choices=(
                "It gets there sooner, and sooner still.",
                "At 0.1 it leaps up now and then; at 0.2 it goes beyond all numbers.",
                "Nothing new: the slope says how far a step goes.",
            ),
            right=1,
            explanation="A step follows the slope at one point. Where the loss bends up sooner "
            "than the step ends, the step lands higher than it began; too large a rate lands "
            "higher each time.",
            tasks=(
                "Run 50 steps at α = 0.1 (Ctrl+Space runs as many as you say).",
                "Go to step 0 (Home), branch (Ctrl+B), set α to 0.05, and run 50 steps.",
                "Branch from step 0 once more, set α to 0.2, and run.",
            ),
            look_for="The first rise of the loss, and the step before it: the slope points down, "
            "and yet the step leads up. Slices (Explore) show where a step will land before it is "
            "taken.",
            make=_linear_chain,
            claims=(
                Claim("At a large α the loss leaps up, and falls on.", claims.leaps_up),
                Claim(
                    "From the same start a smaller α never rises.", claims.smaller_rate_is_smooth
                ),
                Claim("A still larger α diverges.", claims.diverges),
            ),
            is_own=_network_of(_linear_chain),
        ),
        Lesson(
            name="where-you-start",
            title="Where you start",
            question="A network can fit both of its points exactly. At one fixed α, does training "
            "find that from every start?",
            choices=(
                "Yes, sooner or later.",
                "From some starts; from others it gets stuck, or dies.",
                "No, from none.",
            ),
            right=1,
            explanation="Descent only follows the slope it stands on. If unit 0 is open for the "
            "wrong point, or for none, no slope leads to the other side.",
            tasks=(
                "Run 100 steps from the prepared start (Ctrl+Space).",
                "Open Explore (F4), choose w₀ and wₛ for the start map, and press Start. Click a "
                "cell of another colour to load it as a run, and run 100 steps.",
                "Do the same with a third colour; the map names them.",
            ),
            look_for="Which side of 0 w₀ begins on, and how far: the colours change there.",
            make=_two_points,
            claims=(
                Claim("A start from which L goes to 0.", claims.reaches_target),
                Claim("Two starts, the same α, two ends.", claims.two_ends),
                Claim("Three starts, the same α, three ends.", claims.three_ends),
            ),
            is_own=_network_of(_two_points),
        ),
        Lesson(
            name="choosing-alpha",
            title="Choosing α",
            question="Which rate leads lowest in 200 steps, on a loss of |y − ŷ|?",
            choices=(
                "A large one, held.",
                "A small one, held.",
                "None that is held: large first, and smaller where the loss rises.",
            ),
            right=2,
            explanation="A small rate creeps, and a large one rattles in a band as wide as its "
            "step. Only a rate that changes gets there soon and then settles.",
            tasks=(
                "Run 200 steps at α = 0.005 (Ctrl+Space).",
                "Branch from step 0 (Home, Ctrl+B) and choose α by hand while it runs: ] doubles "
                "it where the loss creeps, [ halves it where it rises. Go on to step 200.",
                "Branch from step 0 once more, choose the policy “Bold driver” under Training, and "
                "run 200 steps.",
            ),
            look_for="The marks of your changes on the plots, and the width of the band where the "
            "loss goes up and down.",
            make=_creeping,
            claims=(
                Claim("One α, held: this is to be beaten.", claims.one_rate_is_not_enough),
                Claim("By hand, changed twice or more: lower.", claims.hand_beats_constant),
                Claim("The bold driver: lower, without a hand.", claims.driver_beats_constant),
            ),
            is_own=_network_of(_creeping),
        ),
        Lesson(
            name="vanishing",
            title="Vanishing gradients",
            question="A chain of 20 tanh units. How large is the gradient of the first weight, "
            "beside that of the last?",
            choices=(
                "About as large.",
                "About a twentieth.",
                "Less than a millionth; with skips about a sixth.",
            ),
            right=2,
            explanation="On the way back each unit multiplies by w · tanh′, here about 0.4; twenty "
            "of those leave next to nothing. A skip is a way with few factors, so its term "
            "stays, and terms are added.",
            tasks=(
                "Drag the depth from 5 to 20 or more, and watch the line fall.",
                "Switch the skips on: the twin without them stays behind, in hollow marks.",
                "Run 100 steps (Ctrl+Space), and compare how far w₀ has moved in both.",
                "Try sigmoid and ReLU too.",
            ),
            look_for="A straight line on a log axis is a product of equal factors. With ReLU and "
            "one weight for all, every gradient is the same product: all of them shrink together.",
            make=_deep_chain,
            claims=(
                Claim(
                    "No skips, 20 deep or more: below a thousandth.",
                    claims.vanishes_without_skips,
                ),
                Claim("With skips: above a hundredth.", claims.lives_with_skips),
                Claim("With skips the first weight learns.", claims.first_weight_learns),
            ),
            is_own=_is_chain,
        ),
    )
}
