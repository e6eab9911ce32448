"""PyTorch in its usual form; with several threads as OMP_WAIT_POLICY=passive runs it best."""
import os

import common

os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = str(common.threads)
os.environ["OMP_WAIT_POLICY"] = "passive"
import torch
from torch import nn

torch.set_num_threads(common.threads)
torch.manual_seed(0)


def network_of(task, dtype):
    activation = nn.Tanh if task["activation"] == "tanh" else nn.ReLU
    layers = []
    for i, o in zip(task["sizes"], task["sizes"][1:]):
        layers += [nn.Linear(i, o), activation()]
    return nn.Sequential(*layers[:-1]).to(dtype)


def train(task):
    dtype = torch.float64 if task["dtype"] == "float64" else torch.float32
    sizes, batch, examples = task["sizes"], task["batch"], task["examples"]
    net = network_of(task, dtype)
    X = torch.randn(examples, sizes[0], dtype=dtype)
    if sizes[-1] == 1:
        Y, loss = (torch.rand(examples, 1) > 0.5).to(dtype), nn.BCEWithLogitsLoss()
    else:
        Y, loss = torch.randint(0, sizes[-1], (examples,)), nn.CrossEntropyLoss()
    if task["optimizer"] == "sgd":
        optimizer = torch.optim.SGD(net.parameters(), lr=1.2)
    else:
        optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    done = 0

    def step():
        nonlocal done
        first = done % (examples // batch) * batch
        done += 1
        optimizer.zero_grad(set_to_none=True)
        loss(net(X[first : first + batch]), Y[first : first + batch]).backward()
        optimizer.step()

    return step, 1


def predict(task):
    net = network_of(task, torch.float32)
    net.append(nn.Sigmoid() if task["sizes"][-1] == 1 else nn.Softmax(1))
    x = torch.randn(task["rows"], task["sizes"][0])

    def step():
        with torch.inference_mode():
            net(x)

    return step, task["rows"]


common.answer(lambda task: train(task) if task["kind"] == "train" else predict(task))
