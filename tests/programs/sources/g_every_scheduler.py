import torch
def run(make, n=6):
    o = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0); s = make(o); out = []
    for i in range(n): o.step(); s.step(); out.append(round(o.param_groups[0]["lr"], 5))
    return out
L = torch.optim.lr_scheduler
for f in (lambda o: L.StepLR(o, 2, .5), lambda o: L.MultiStepLR(o, [1, 4], .1), lambda o: L.ExponentialLR(o, .9), lambda o: L.CosineAnnealingLR(o, 4, .1), lambda o: L.CosineAnnealingWarmRestarts(o, 2, 2), lambda o: L.OneCycleLR(o, 2.0, total_steps=6), lambda o: L.LinearLR(o, .5, 1, 3), lambda o: L.PolynomialLR(o, 4, 2.), lambda o: L.CyclicLR(o, .1, 1., 2), lambda o: L.SequentialLR(o, [L.ConstantLR(o, .1, 2), L.ExponentialLR(o, .5)], [2]), lambda o: L.ChainedScheduler([L.StepLR(o, 1, .5), L.LambdaLR(o, lambda e: 1.0)]), lambda o: L.MultiplicativeLR(o, lambda e: .8)):
    print(run(f))
o = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0); s = L.ReduceLROnPlateau(o, "min", .5, patience=1)
for v in (1, 1, 1, 1, .5, .6, .7): s.step(v)
print(o.param_groups[0]["lr"], s.num_bad_epochs, s.best)
