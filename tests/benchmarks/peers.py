"""The exercise's update in other libraries, for bench_program.py (extra ``peers``)."""

RATE, X, Y = 0.01, 1.0, -3.0
START = (0.5, 0.5, 0.5, 0.5)


def micrograd(updates):
    """Train with micrograd's scalar values; nothing is recorded."""
    from micrograd.engine import Value

    w0, w1, ws, w2 = weights = [Value(w) for w in START]
    for _ in range(updates):
        h0 = (w0 * X).relu()
        h1 = (w1 * h0).relu()
        error = ws * h0 + w2 * h1 - Y
        loss = error.relu() + (-error).relu()  # it has no absolute value
        for weight in weights:
            weight.grad = 0.0
        loss.backward()
        for weight in weights:
            weight.data -= RATE * weight.grad
    return [weight.data for weight in weights]


def pytorch(updates):
    """Train with PyTorch, eagerly, its own optimizer doing the update; nothing is recorded."""
    import torch

    torch.set_num_threads(1)
    w0, w1, ws, w2 = weights = [
        torch.nn.Parameter(torch.tensor(w, dtype=torch.float64)) for w in START
    ]
    optimizer = torch.optim.SGD(weights, lr=RATE)
    for _ in range(updates):
        h0 = torch.relu(w0 * X)
        h1 = torch.relu(w1 * h0)
        loss = (Y - (ws * h0 + w2 * h1)).abs()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return [weight.item() for weight in weights]


def jax_scan():
    """Return a function that trains with JAX's compiled scan; it returns the losses too."""
    import jax

    jax.config.update("jax_enable_x64", True)

    def loss(weights):
        w0, w1, ws, w2 = weights
        h0 = jax.nn.relu(w0 * X)
        h1 = jax.nn.relu(w1 * h0)
        return abs(Y - (ws * h0 + w2 * h1))

    def update(weights, _):
        value, gradients = jax.value_and_grad(loss)(weights)
        moved = [w - RATE * g for w, g in zip(weights, gradients, strict=True)]
        return moved, (value, weights, gradients)

    scan = jax.jit(
        lambda weights, n: jax.lax.scan(update, weights, None, length=n), static_argnums=1
    )

    def train(updates):
        weights, rows = scan([jax.numpy.float64(w) for w in START], updates)
        jax.block_until_ready(rows)
        return [float(weight) for weight in weights]

    return train


PEERS = {
    "micrograd": (lambda: micrograd, 500),
    "torch": (lambda: pytorch, 500),
    "jax": (jax_scan, 400_000),
}
