"""The deep chain of the last lesson: any depth, tanh, sigmoid or ReLU, with skips or without.

A chain of three ReLU units with a skip is the exercise; a deeper one has a skip from every
unit to the output, so that the forward pass along the chain is the same with and without.
"""

from typing import NamedTuple

import numpy as np

from skipnet_gui.core.network import BIAS, Edge, Network, Unit
from skipnet_gui.core.run_spec import Data
from skipnet_gui.session.project import Project, Run

LEAST_DEPTH, MOST_DEPTH = 3, 50
# The weight that all units begin with. A tanh chain keeps a signal alive only above 1; the
# weight of the exercise is that of ReLU.
START = {"tanh": 1.5, "sigmoid": 1.0, "relu": 0.5}
TITLES = {"tanh": "tanh", "sigmoid": "sigmoid", "relu": "ReLU"}
SKIP_START = 0.5
RATE = 0.01


class Chain(NamedTuple):
    """What can be chosen of the chain.

    ``depth`` counts units, the output with it; ``activation`` is that of all but the output.
    """

    depth: int
    activation: str
    skips: bool


FIRST = Chain(5, "tanh", skips=False)


def chain_network(chain: Chain) -> Network:
    """Return the network of a chain: w0, w1 … along it, s0, s1 … to the output."""
    last = chain.depth - 1
    units = [Unit(str(k), chain.activation) for k in range(last)]
    edges = [Edge("w0", "x", "0")]
    edges += [Edge(f"w{k}", str(k - 1), str(k)) for k in range(1, chain.depth)]
    edges += [Edge(name, name[1:], str(last)) for name in skip_names(chain)]
    units.append(Unit(str(last), "identity"))
    return Network(("x",), tuple(units), tuple(edges), (str(last),), "absolute")


def skip_names(chain: Chain) -> tuple[str, ...]:
    """Return the names of the skips of a chain; none without."""
    return tuple(f"s{k}" for k in range(chain.depth - 2)) if chain.skips else ()


def chain_project(chain: Chain) -> Project:
    """Return the project of a chain; one with skips has a twin without them."""
    skips = skip_names(chain)
    weights = (START[chain.activation],) * chain.depth + (SKIP_START,) * len(skips)
    run = Run("run 1", weights, RATE, twin_without=skips)
    data = Data(np.array([[1.0]]), np.array([[-3.0]]))
    return Project(chain_network(chain), data, (run,))


def chain_of(network: Network) -> Chain | None:
    """Return which chain a network is; None if it is none."""
    depth, activation = len(network.units), network.units[0].activation
    if not LEAST_DEPTH <= depth <= MOST_DEPTH or activation not in START:
        return None
    chain = Chain(depth, activation, skips=len(network.edges) > depth)
    return chain if chain_network(chain) == network else None


def edge_depths(network: Network) -> tuple[int, ...]:
    """Return how deep each edge begins: 0 at an input or bias, else the longest way there."""
    first_unit, bias = len(network.inputs), network.node_index[BIAS]
    depth = [0] * (bias + 1)
    for unit in network.order:
        sources = [network.edge_sources[edge] for edge in network.incoming[unit]]
        depth[first_unit + unit] = 1 + max((depth[source] for source in sources), default=0)
    return tuple(depth[source] for source in network.edge_sources)
