"""Runs exported modules in a framework, and compares with what they are to compute.

    python check.py FRAMEWORK CASES.json

Prints a line for each difference, then a summary as JSON. test/export/cases.ts says what the cases are.
"""
import base64
import json
import math
import os
import sys
import types
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
warnings.filterwarnings("ignore")

import numpy as np

# The smallest positive float32 that is no subnormal, and what may become of a result with subnormals in it.
NORMAL = 2.0**-126
FLUSHED = 1e-34

faults = []
flushes = False
is_xla = False
compared = 0
extra = {}


def number(text):
    return float(text) if isinstance(text, str) else text


def compare(case, what, got, wants):
    """Notes the points at which `got` is not what is wanted."""
    global compared
    got = np.asarray(got, dtype=np.float64)
    if got.shape != (len(wants),):
        faults.append(f"{case['name']}: {what} has the shape {got.shape}, not {(len(wants),)}")
        return
    # XLA computes sinh and cosh as e^(x + log(1/2)) and so: some 10 ULP off where x is large.
    slack = 4 if is_xla and any(name in str(case["sources"]) for name in ("sinh(", "cosh(")) else 1
    wrong = 0
    for point, y, want in zip(case["points"], got, wants):
        if flushes and any(0 < abs(number(x)) < NORMAL for x in point):
            # It is 0 there.
            want = wants[case["points"].index([0])]
        if want is None:
            continue
        compared += 1
        value, allowed = number(want[0]), want[1]
        if math.isnan(value):
            right = math.isnan(y)
        elif math.isinf(value):
            right = y == value
        else:
            right = abs(y - value) <= allowed * slack + (FLUSHED if flushes else 0)
        if not right:
            wrong += 1
            if wrong <= 2:
                faults.append(f"{case['name']}: {what} at {point} is {y}, not {value} within {allowed}")


def load(case, framework):
    module = types.ModuleType(f"exported_{case['name']}")
    exec(compile(case["sources"][framework], case["name"] + ".py", "exec"), module.__dict__)
    # As if it were imported: torch.compile looks it up.
    sys.modules[module.__name__] = module
    return getattr(module, case["function"]), getattr(module, case["function"] + "_derivative")


def columns(case, dtype=np.float32, points=None):
    points = case["points"] if points is None else points
    return [np.array([number(p[i]) for p in points], dtype) for i in range(len(case["inputs"]))]


def as_tuple(slopes):
    return slopes if isinstance(slopes, tuple) else (slopes,)


def check(case, value, slopes, gradients, seconds):
    """`slopes`: what snake_derivative gives; `gradients` and `seconds`: what the framework differentiates."""
    n = len(case["inputs"])
    compare(case, "value", value, case["value"])
    for i in range(n):
        compare(case, f"derivative {i}", slopes[i], case["slopes"][i])
        if gradients is not None:
            compare(case, f"gradient {i}", gradients[i], case["slopes"][i])
    if seconds is not None:
        for i in range(n):
            for j in range(n):
                compare(case, f"second gradient {i} {j}", seconds[i][j], case["curvatures"][i * n + j])


def run_numpy(cases):
    extra["version"] = np.__version__
    for case in cases:
        f, d = load(case, "numpy")
        inputs = columns(case)
        value = f(*inputs)
        if value.dtype != np.float32:
            faults.append(f"{case['name']}: the value is {value.dtype}")
        check(case, value, as_tuple(d(*inputs)), None, None)
        # One number, and a column with a row.
        at = f(*(float(column[0]) for column in inputs))
        if np.shape(at) != ():
            faults.append(f"{case['name']}: a number gives the shape {np.shape(at)}")
        grid = f(inputs[0][:3, None], *(column[None, :4] for column in inputs[1:]))
        expected = (3, 4) if len(inputs) > 1 else (3, 1)
        if grid.shape != expected:
            faults.append(f"{case['name']}: broadcasting gives {grid.shape}")


def run_torch(cases):
    import torch

    extra.update(version=torch.__version__, gradcheck=0, gradgradcheck=0, compiled=0)
    for case in cases:
        f, d = load(case, "torch")
        inputs = [torch.tensor(column, requires_grad=True) for column in columns(case)]
        value = f(*inputs)
        gradients = torch.autograd.grad(value.sum(), inputs, create_graph=True)
        seconds = [
            torch.autograd.grad(g.sum(), inputs, retain_graph=True, allow_unused=True, materialize_grads=True)
            for g in gradients
        ]
        numbers = lambda tensors: [each.detach().numpy() for each in tensors]
        check(case, value.detach().numpy(), numbers(as_tuple(d(*inputs))), numbers(gradients), [numbers(s) for s in seconds])
        if value.dtype != torch.float32:
            faults.append(f"{case['name']}: the value is {value.dtype}")
        if case["smooth"]:
            smooth = [
                torch.tensor(column, requires_grad=True)
                for column in columns(case, np.float64, case["smooth"])
            ]
            if case["isTrue"]:
                extra["gradcheck"] += 1
                if not torch.autograd.gradcheck(f, smooth, raise_exception=False, atol=1e-4, rtol=1e-3):
                    faults.append(f"{case['name']}: gradcheck")
            if case["isSlopeTrue"]:
                extra["gradgradcheck"] += 1
            if case["isSlopeTrue"] and not torch.autograd.gradgradcheck(f, smooth, raise_exception=False, atol=1e-4, rtol=1e-3):
                faults.append(f"{case['name']}: gradgradcheck")
        if len(inputs) > 1:
            a = torch.ones(3, 1, requires_grad=True)
            rest = [torch.ones(4, requires_grad=True) for _ in inputs[1:]]
            grads = torch.autograd.grad(f(a, *rest).sum(), [a, *rest])
            if [tuple(g.shape) for g in grads] != [(3, 1)] + [(4,)] * len(rest):
                faults.append(f"{case['name']}: gradients of broadcast inputs have the shapes {[g.shape for g in grads]}")
    for case in [case for case in cases if case["name"] in ("mish", "snakeOfTwo", "surrogateStep")]:
        f, _ = load(case, "torch")
        inputs = [torch.tensor(column[:97], requires_grad=True) for column in columns(case)]
        compiled = torch.compile(lambda *xs: f(*xs) * 2, fullgraph=True, backend="aot_eager")
        value = compiled(*inputs)
        gradients = torch.autograd.grad(value.sum(), inputs)
        expected = torch.autograd.grad((f(*inputs) * 2).sum(), inputs)
        if not all(torch.allclose(g, e) for g, e in zip(gradients, expected)):
            faults.append(f"{case['name']}: torch.compile has another gradient")
        if len(inputs) == 1:
            per_sample = torch.func.vmap(torch.func.grad(f))(inputs[0].detach())
            if not torch.allclose(per_sample * 2, expected[0]):
                faults.append(f"{case['name']}: vmap of grad has another gradient")
        extra["compiled"] += 1


def run_jax(cases):
    global flushes, is_xla
    import jax

    is_xla = flushes = True  # XLA takes subnormals for 0

    extra.update(version=jax.__version__, jit=0)
    for case in cases:
        f, d = load(case, "jax")
        inputs = columns(case)
        n = len(inputs)
        every = tuple(range(n))
        total = lambda *xs: f(*xs).sum()
        gradients = jax.grad(total, every)(*inputs)
        # For each slope, reverse over reverse.
        seconds = [
            jax.grad(lambda *xs: jax.grad(total, every)(*xs)[i].sum(), every)(*inputs) for i in range(n)
        ]
        check(case, f(*inputs), as_tuple(d(*inputs)), gradients, seconds)
        if extra["jit"] < 40:
            # Forward over forward, compiled.
            ones = [np.ones_like(x) for x in inputs]
            zeros = [np.zeros_like(x) for x in inputs]
            first = [ones[0], *zeros[1:]]
            def along(*xs):
                return jax.jvp(f, xs, tuple(first))[1]
            tangent, second = jax.jit(lambda *xs: jax.jvp(along, xs, tuple(first)))(*inputs)
            if n == 1:
                compare(case, "forward derivative", tangent, case["slopes"][0])
                compare(case, "second forward derivative", second, case["curvatures"][0])
            extra["jit"] += 1


def taped(tf, f, xs):
    """The value of f, its gradients, and theirs, by TensorFlow's tape."""
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(xs)
        with tf.GradientTape() as inner:
            inner.watch(xs)
            value = f(*xs)
        gradients = inner.gradient(value, xs)
    seconds = [
        [tf.zeros_like(x) if s is None else s for s, x in zip(outer.gradient(g, xs), xs)] for g in gradients
    ]
    return value, gradients, seconds


def run_tensorflow(cases):
    global flushes
    import tensorflow as tf

    flushes = True  # TensorFlow takes subnormals for 0

    extra.update(version=tf.__version__, functions=0)
    for case in cases:
        f, d = load(case, "tensorflow")
        inputs = [tf.constant(column) for column in columns(case)]
        value, gradients, seconds = taped(tf, f, inputs)
        check(case, value, as_tuple(d(*inputs)), gradients, seconds)
        if extra["functions"] < 10:
            compare(case, "value in tf.function", tf.function(f, autograph=False)(*inputs), case["value"])
            extra["functions"] += 1


def run_keras(cases):
    global flushes, is_xla
    import keras

    backend = keras.backend.backend()
    flushes, is_xla = backend != "torch", backend == "jax"
    extra.update(version=keras.__version__, backend=backend, saved=0)
    for case in cases:
        f, d = load(case, "keras")
        inputs = columns(case)
        if backend == "torch":
            import torch

            xs = [torch.tensor(x, requires_grad=True) for x in inputs]
            value = f(*xs)
            gradients = torch.autograd.grad(value.sum(), xs, create_graph=True)
            seconds = [
                torch.autograd.grad(g.sum(), xs, retain_graph=True, allow_unused=True, materialize_grads=True)
                for g in gradients
            ]
        elif backend == "jax":
            import jax

            xs, every = inputs, tuple(range(len(inputs)))
            value = f(*xs)
            total = lambda *xs: f(*xs).sum()
            gradients = jax.grad(total, every)(*xs)
            seconds = [
                jax.grad(lambda *xs: jax.grad(total, every)(*xs)[i].sum(), every)(*xs) for i in every
            ]
        else:
            import tensorflow as tf

            xs = [tf.constant(x) for x in inputs]
            value, gradients, seconds = taped(tf, f, xs)
        numbers = lambda tensors: [keras.ops.convert_to_numpy(each) for each in tensors]
        check(
            case,
            keras.ops.convert_to_numpy(value),
            numbers(as_tuple(d(*xs))),
            numbers(gradients),
            [numbers(s) for s in seconds],
        )
        if len(inputs) == 1 and extra["saved"] < 3:
            model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, activation=f)])
            model.compile("sgd", "mse")
            model.fit(np.ones((4, 2)), np.ones((4, 3)), verbose=0)
            path = os.path.join(os.environ.get("LANEWISE_FOLDER", "."), f"model-{backend}.keras")
            model.save(path)
            again = keras.saving.load_model(path)
            if not np.array_equal(model.predict(np.ones((1, 2)), verbose=0), again.predict(np.ones((1, 2)), verbose=0)):
                faults.append(f"{case['name']}: the saved model predicts something else")
            extra["saved"] += 1


def run_onnxruntime(cases):
    import onnx
    import onnxruntime

    extra.update(version=onnxruntime.__version__, onnx=onnx.__version__, checked=0)
    for case in cases:
        inputs = columns(case)
        feed = dict(zip(case["inputs"], inputs))
        outputs = []
        for encoded in [case["onnx"]["value"], *case["onnx"]["slopes"]]:
            model = base64.b64decode(encoded)
            onnx.checker.check_model(onnx.load_from_string(model), full_check=True)
            extra["checked"] += 1
            session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
            outputs.append(session.run(None, feed)[0])
        check(case, outputs[0], outputs[1:], None, None)


RUNS = {
    "numpy": run_numpy,
    "torch": run_torch,
    "jax": run_jax,
    "tensorflow": run_tensorflow,
    "keras": run_keras,
    "onnxruntime": run_onnxruntime,
}

if __name__ == "__main__":
    framework, path = sys.argv[1:3]
    with open(path) as file:
        all_cases = json.load(file)
    RUNS[framework](all_cases)
    for fault in faults[:200]:
        print(fault)
    print(json.dumps({"cases": len(all_cases), "compared": compared, "faults": len(faults), "flushes subnormals": flushes, **extra}))
    sys.exit(1 if faults else 0)
