"""A model as files: arrays without pickle, and a manifest in JSON that knows their hashes."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

FORMAT = 1
MANIFEST, ARRAYS = "manifest.json", "weights.npz"
Files = dict[str, bytes]
WRITTEN = (1980, 1, 1, 0, 0, 0)  # the same model gives the same bytes, whenever it is written


class ModelDamaged(ValueError):
    """The files of a model are not those that were written; train or download it again."""


def pack(model: str, arrays: Mapping[str, NDArray], facts: Mapping[str, Any], *, small: bool = True) -> Files:
    """A model of this name as files; not `small`, they are read several times as fast.

    Examples
    --------
    >>> sorted(pack("linear", {"bias": np.zeros(2)}, {"labels": ["a", "b"]}))
    ['manifest.json', 'weights.npz']
    """
    return with_manifest(model, {ARRAYS: zipped(arrays, small=small)}, facts)


def with_manifest(model: str, files: Files, facts: Mapping[str, Any]) -> Files:
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    manifest = {"format": FORMAT, "model": model, "sha256": hashes, "facts": facts}
    return {**files, MANIFEST: json.dumps(manifest, ensure_ascii=False, indent=1).encode()}


def unpack(model: str, files: Files) -> tuple[dict[str, NDArray], dict[str, Any]]:
    """Its arrays and facts again, after every hash was checked."""
    facts = checked(model, files)
    try:
        with np.load(io.BytesIO(files[ARRAYS]), allow_pickle=False) as loaded:
            return {name: loaded[name] for name in loaded.files}, facts
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        msg = f"{ARRAYS} cannot be read: {error}. Train the model again."
        raise ModelDamaged(msg) from error


def checked(model: str, files: Files) -> dict[str, Any]:
    """The facts of a manifest whose files are there as they were written."""
    try:
        manifest = json.loads(files[MANIFEST])
        form, name, hashes, facts = (manifest[key] for key in ("format", "model", "sha256", "facts"))
        hashes = dict(hashes)
    except (KeyError, TypeError, ValueError) as error:
        msg = f"{MANIFEST} is missing or is no manifest of a model. Train the model again."
        raise ModelDamaged(msg) from error
    if (form, name) != (FORMAT, model):
        msg = f"This is a {name} of format {form}; this program reads a {model} of format {FORMAT}."
        raise ModelDamaged(msg)
    for file, expected in hashes.items():
        if file not in files or hashlib.sha256(files[file]).hexdigest() != expected:
            msg = (
                f"{file} is missing or was changed: its SHA-256 is not the manifest's. Train the model again."
            )
            raise ModelDamaged(msg)
    return facts


def zipped(arrays: Mapping[str, NDArray], *, small: bool = True) -> bytes:
    """As np.savez writes them, but the same bytes for the same arrays on every day."""
    target, method = io.BytesIO(), zipfile.ZIP_DEFLATED if small else zipfile.ZIP_STORED
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, array in arrays.items():
            data = io.BytesIO()
            np.lib.format.write_array(data, np.ascontiguousarray(array), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", WRITTEN), data.getvalue(), method)
    return target.getvalue()
