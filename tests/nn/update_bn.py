"""The network of batch_norm_test.cpp through torch.optim.swa_utils.update_bn: mean and variance of each layer."""
import torch
from torch import nn

network = nn.Sequential(nn.Linear(1, 1), nn.BatchNorm1d(1, eps=0), nn.Dropout(0.0), nn.Linear(1, 1),
                        nn.BatchNorm1d(1, eps=0)).double()
with torch.no_grad():
    network[0].weight.fill_(2), network[0].bias.fill_(0)
    network[3].weight.fill_(3), network[3].bias.fill_(5)
batches = [torch.tensor([[1.0], [3.0]]).double(), torch.tensor([[2.0], [3.0], [4.0]]).double()]
torch.optim.swa_utils.update_bn(batches, network)
for layer in (network[1], network[4]):
    print(repr(layer.running_mean.item()), repr(layer.running_var.item()))
