"""Stands for the package safetensors where it is not installed: what docs/model-file.md uses of it."""
import json
import struct

import torch

TYPES = {"F32": torch.float32, "F64": torch.float64}


class safe_open:
    def __init__(self, path, framework):
        assert framework == "pt"
        with open(path, "rb") as file:
            (size,) = struct.unpack("<Q", file.read(8))
            self.header = json.loads(file.read(size))
            self.data = bytearray(file.read())
        self.said = self.header.pop("__metadata__")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def metadata(self):
        return self.said

    def keys(self):
        return self.header.keys()

    def get_tensor(self, name):
        entry = self.header[name]
        begin, end = entry["data_offsets"]
        numbers = torch.frombuffer(bytearray(self.data[begin:end]), dtype=TYPES[entry["dtype"]])
        return numbers.reshape(entry["shape"])
