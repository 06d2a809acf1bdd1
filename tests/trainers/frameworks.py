"""The frameworks' own code for the advantages, cut out of their wheels, and stand-ins for what the files in trainers/ import.

Nothing of a framework is imported: the functions are taken from its source as they stand and run with PyTorch in scope. The wheels lie in
the folder that RVPO_WHEELS names, as *.whl or unpacked.
"""

from __future__ import annotations

import __future__
import ast
import importlib.util
import os
import sys
import types
import unittest
import zipfile
from collections import defaultdict
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WHEELS = {"trl": "1.16.0", "verl": "0.9.1", "ms_swift": "4.6.0"}
_told: set[str] = set()


def leave_out(reason: str) -> None:
    """Skips the test that asks for it, and says so, once for each reason, in a line that the project's test command shows."""
    if reason not in _told:
        _told.add(reason)
        print(f"left out: {reason}", flush=True)
    raise unittest.SkipTest(reason)


def source(package: str, path: str) -> str:
    """A file of a framework, from its wheel; where there is none, the test is left out."""
    folder = os.environ.get("RVPO_WHEELS")
    version = WHEELS[package]
    if folder:
        for wheel in sorted(Path(folder).glob(f"{package}-{version}-*.whl")):
            with zipfile.ZipFile(wheel) as archive:
                return archive.read(path).decode()
        for file in (Path(folder, package, path), Path(folder, path)):
            if file.is_file():
                return file.read_text(encoding="utf-8")
    where = f"in {folder}" if folder else "(RVPO_WHEELS names no folder)"
    leave_out(f"{package}'s own code beside ours: no wheel of {package} {version} {where}")


def _run(nodes: list[ast.stmt], scope: dict) -> dict:
    module = ast.fix_missing_locations(ast.Module(body=nodes, type_ignores=[]))
    # As if the file began with `from __future__ import annotations`: types are not looked up.
    exec(compile(module, "<framework>", "exec", flags=__future__.annotations.compiler_flag, dont_inherit=True), scope)
    return scope


def functions(text: str, names: list[str], **scope: object) -> dict:
    """The named functions and classes of a source file, without decorators, and what they find in scope."""
    found = [node for node in ast.parse(text).body if getattr(node, "name", None) in names]
    missing = set(names) - {node.name for node in found}
    assert not missing, f"{missing} are not in the framework's file"
    for node in found:
        node.decorator_list = []
    return _run(found, dict(scope))


def trl_block(torch):
    """TRL's own lines from the rewards to the advantages of one process, as
    `block(self, inputs, prompts, completions, completion_ids_list, mode, device) -> (own advantages, all advantages)`."""
    tree = ast.parse(source("trl", "trl/trainer/grpo_trainer.py"))
    method = next(node for node in ast.walk(tree) if getattr(node, "name", None) == "_generate_and_score_completions")
    lines = [ast.unparse(node) for node in method.body]
    first = next(i for i, line in enumerate(lines) if line.startswith("rewards_per_func = self._calculate_rewards("))
    last = next(i for i, line in enumerate(lines) if line == "advantages = advantages[process_slice]")
    block = ast.parse("def block(self, inputs, prompts, completions, completion_ids_list, mode, device): pass").body[0]
    block.body = method.body[first : last + 1] + ast.parse("return advantages, all_process_advantages").body
    nanstd = functions(source("trl", "trl/trainer/utils.py"), ["nanstd"], torch=torch)["nanstd"]
    return _run([block], {"torch": torch, "nanstd": nanstd})["block"]


def verl_gdpo(torch, np):
    """verl's own compute_gdpo_outcome_advantage."""
    masked = functions(
        source("verl", "verl/utils/torch_functional.py"),
        ["masked_sum", "masked_mean", "masked_var", "masked_whiten"],
        torch=torch,
    )
    text = source("verl", "verl/trainer/ppo/core_algos.py")
    names = ["compute_grpo_outcome_advantage", "compute_gdpo_outcome_advantage"]
    return functions(
        text, names, torch=torch, np=np, defaultdict=defaultdict, verl_F=types.SimpleNamespace(**masked)
    )["compute_gdpo_outcome_advantage"]


def ms_swift_advantages(torch):
    """ms-swift's own compute_advantages."""
    nanstd = functions(source("ms_swift", "swift/utils/torch_utils.py"), ["nanstd"], torch=torch)["nanstd"]
    text = source("ms_swift", "swift/rl_core/advantage.py")
    return functions(text, ["compute_advantages"], torch=torch, nanstd=nanstd)["compute_advantages"]


@contextmanager
def modules(**stand_ins: types.ModuleType):
    """Modules under the names given, dots as __, for as long as it lasts."""
    names = {name.replace("__", "."): module for name, module in stand_ins.items()}
    before = {name: sys.modules.get(name) for name in names}
    sys.modules.update(names)
    try:
        yield
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module


def module(name: str, **names: object) -> types.ModuleType:
    made = types.ModuleType(name)
    made.__dict__.update(names)
    return made


def load(name: str, change=lambda text: text) -> types.ModuleType:
    """A file of trainers/ as a module of its own, its text changed first."""
    path = ROOT / "trainers" / f"{name}.py"
    made = types.ModuleType(f"trainers_{name}")
    exec(compile(change(path.read_text(encoding="utf-8")), str(path), "exec", dont_inherit=True), made.__dict__)
    return made


def load_verl(change=lambda text: text) -> types.ModuleType:
    """verl_rvpo with verl's registry stood in for; the registry is the module's ADV_ESTIMATOR_REGISTRY."""
    registry: dict = {"gdpo": None}

    def register_adv_est(name):
        def decorator(function):
            registry[name] = function
            return function

        return decorator

    core = module("core_algos", ADV_ESTIMATOR_REGISTRY=registry, register_adv_est=register_adv_est)
    parts = {name: module(name) for name in ("verl", "verl__trainer", "verl__trainer__ppo")}
    with modules(**parts, verl__trainer__ppo__core_algos=core):
        return load("verl_rvpo", change)


def load_trl(trainer: type = object, change=lambda text: text) -> types.ModuleType:
    """trl_rvpo over the trainer given."""
    with modules(trl=module("trl", GRPOTrainer=trainer)):
        return load("trl_rvpo", change)


def load_ms_swift(theirs=None, others: tuple[types.ModuleType, ...] = (), change=lambda text: text) -> types.ModuleType:
    """ms_swift_rvpo, put in the place of `theirs` in a stand-in for swift.rl_core.advantage and in other modules of swift."""
    advantage = module("swift.rl_core.advantage", compute_advantages=theirs)
    callback = type("TrainerCallback", (), {"__init__": lambda self, args, trainer: None})
    with modules(
        swift=module("swift"),
        swift__rl_core=module("swift.rl_core", advantage=advantage),
        swift__rl_core__advantage=advantage,
        swift__callbacks=module("swift.callbacks", TrainerCallback=callback, callbacks_map={}),
        **{other.__name__.replace(".", "__"): other for other in others},
    ):
        return load("ms_swift_rvpo", change)
