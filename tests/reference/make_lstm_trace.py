#!/usr/bin/env python3
"""Makes lstm_6-2-2_softmax_cce_l2.json: an LSTM worked out number by number with 30 digits, its derivatives by central
differences, which are right to 20 digits then. Needs python3-mpmath; takes a few minutes."""

import json
import random

from mpmath import exp, log, mp, mpf, sqrt, tanh

mp.dps = 30
STEPS, FEATURES, UNITS, CLASSES, L2 = 3, 2, 2, 2, mpf("0.01")
SIZE = FEATURES * 4 * UNITS + UNITS * 4 * UNITS + 4 * UNITS + UNITS * CLASSES + CLASSES
random.seed(7)
INPUTS = [[round(random.uniform(-1.5, 1.5), 3) for _ in range(STEPS * FEATURES)] for _ in range(4)]
TARGETS = [[1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0]]
START = [round(random.uniform(-0.8, 0.8), 6) for _ in range(SIZE)]
RECURRENT = FEATURES * 4 * UNITS
BIAS = RECURRENT + UNITS * 4 * UNITS
OUT = BIAS + 4 * UNITS
IS_BIAS = [BIAS <= i < OUT or i >= OUT + UNITS * CLASSES for i in range(SIZE)]


def sigmoid(z):
    return 1 / (1 + exp(-z))


def outputs_of(p, row):
    h, c = [mpf(0)] * UNITS, [mpf(0)] * UNITS
    for t in range(STEPS):
        x = [mpf(v) for v in row[t * FEATURES : (t + 1) * FEATURES]]
        z = [
            p[BIAS + j]
            + sum(x[k] * p[k * 4 * UNITS + j] for k in range(FEATURES))
            + sum(h[k] * p[RECURRENT + k * 4 * UNITS + j] for k in range(UNITS))
            for j in range(4 * UNITS)
        ]
        for u in range(UNITS):
            i, f, g, o = sigmoid(z[u]), sigmoid(z[UNITS + u]), tanh(z[2 * UNITS + u]), sigmoid(z[3 * UNITS + u])
            c[u] = f * c[u] + i * g
            h[u] = o * tanh(c[u])
    e = [exp(p[OUT + UNITS * CLASSES + k] + sum(h[u] * p[OUT + u * CLASSES + k] for u in range(UNITS))) for k in range(CLASSES)]
    return [v / sum(e) for v in e]


def loss(p):
    return -sum(
        mpf(t) * log(y) for row, target in zip(INPUTS, TARGETS) for y, t in zip(outputs_of(p, row), target)
    ) / len(INPUTS)


def penalty(p):
    return L2 * sum(w * w for w, is_bias in zip(p, IS_BIAS) if not is_bias)


def value(p):
    return loss(p) + penalty(p)


def gradient(p, h=mpf("1e-10")):
    result = []
    for i in range(SIZE):
        up, down = list(p), list(p)
        up[i] += h
        down[i] -= h
        result.append((value(up) - value(down)) / (2 * h))
    return result


def hessian(p, h=mpf("1e-7")):
    rows = [[mpf(0)] * SIZE for _ in range(SIZE)]
    def shifted(i, a, j, b):
        q = list(p)
        q[i] += a
        q[j] += b
        return value(q)
    for i in range(SIZE):
        for j in range(i + 1):
            rows[i][j] = rows[j][i] = (
                shifted(i, h, j, h) - shifted(i, h, j, -h) - shifted(i, -h, j, h) + shifted(i, -h, j, -h)
            ) / (4 * h * h)
    return rows


def run(step):
    p, state, after = [mpf(v) for v in START], {}, {}
    for t in range(1, 101):
        p = step(p, gradient(p), state, t)
        if t in (1, 2, 10, 100):
            after[str(t)] = numbers(p)
    return after


def sgd(p, g, state, t):
    return [w - mpf("0.1") * s for w, s in zip(p, g)]


def adam(p, g, state, t):
    m, v = state.setdefault("m", [mpf(0)] * SIZE), state.setdefault("v", [mpf(0)] * SIZE)
    b1, b2, rate = mpf("0.9"), mpf("0.999"), mpf("0.01")
    for i, s in enumerate(g):
        m[i] += (1 - b1) * (s - m[i])
        v[i] += (1 - b2) * (s * s - v[i])
    a = rate * sqrt(1 - b2**t) / (1 - b1**t)
    return [w - a * m[i] / (sqrt(v[i]) + mpf("1e-7")) for i, w in enumerate(p)]


def numbers(values):
    return [float(v) for v in values]


def main():
    p = [mpf(v) for v in START]
    layers = [{"type": "lstm", "units": UNITS}, {"type": "dense", "units": CLASSES, "activation": "softmax"}]
    trace = {
        "made_with": "tests/reference/make_lstm_trace.py, mpmath with 30 digits",
        "project": {
            "basin": 1,
            "title": "lstm_6-2-2_softmax_cce_l2",
            "data": {"source": "inline", "options": {"inputs": INPUTS, "targets": TARGETS}, "steps": STEPS},
            "network": {"layers": layers},
            "loss": {"name": "categorical_crossentropy", "l2": float(L2)},
            "optimizer": {"name": "sgd", "learning_rate": 0.1},
            "training": {"precision": "float64", "batch_size": 0, "shuffle": False, "epochs": 100},
        },
        "parameters": START,
        "outputs": [numbers(outputs_of(p, row)) for row in INPUTS],
        "loss": float(loss(p)),
        "penalty": float(penalty(p)),
        "gradient": numbers(gradient(p)),
        "hessian": [numbers(row) for row in hessian(p)],
        "runs": [
            {"optimizer": {"name": "sgd", "learning_rate": 0.1}, "parameters_after": run(sgd)},
            {
                "optimizer": {"name": "adam", "learning_rate": 0.01, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7},
                "parameters_after": run(adam),
            },
        ],
    }
    with open("lstm_6-2-2_softmax_cce_l2.json", "w", encoding="utf-8") as file:
        json.dump(trace, file)


main()
