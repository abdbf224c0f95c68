"""`python -m powercount_torch`: says in one sentence what is missing before anything of PyTorch is used."""

import os
import sys

LEAST_PYTHON = (3, 9)
LEAST_TORCH = (2, 2)


def refuse(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")
    sys.exit(2)


def check() -> None:
    here = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info < LEAST_PYTHON:
        refuse("Python %s is too old for this trainer, which needs 3.9 or newer." % here)
    try:
        import torch
    except ImportError as error:
        if error.name != "torch":
            refuse("PyTorch cannot be loaded by %s: %s" % (sys.executable, error))
        refuse("Python %s has no PyTorch; `%s -m pip install torch` installs it." % (here, sys.executable))
    version = tuple(int(part) for part in torch.__version__.split(".")[:2])
    if version < LEAST_TORCH:
        refuse("PyTorch %s is too old for this trainer, which needs 2.2 or newer." % torch.__version__)


if __name__ == "__main__":
    # Products that are the same from run to run; read when the card's libraries are loaded.
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    # Threads that wait for each other in turns of the processor, on a machine that others use, take all of its time.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import warnings

    # Of packages that are missing beside PyTorch and not needed.
    warnings.filterwarnings("ignore", message="Failed to initialize NumPy")
    check()
    from powercount_torch.command import main

    main(sys.argv[1:])
