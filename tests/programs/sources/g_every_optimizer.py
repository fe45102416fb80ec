import torch
def run(make, steps=3):
    p = torch.nn.Parameter(torch.tensor([1., -2.])); o = make([p])
    for _ in range(steps):
        o.zero_grad(); (p ** 2).sum().backward(); o.step()
    return [round(v, 5) for v in p.tolist()]
O = torch.optim
for f in (lambda p: O.SGD(p, .1, momentum=.9, nesterov=True, weight_decay=.01), lambda p: O.Adam(p, .1, betas=(.8, .9), eps=1e-6, amsgrad=True), lambda p: O.AdamW(p, .1), lambda p: O.RMSprop(p, .05, alpha=.9, centered=True, momentum=.5), lambda p: O.Adagrad(p, .5, lr_decay=.1), lambda p: O.Adadelta(p, 1.0), lambda p: O.Adamax(p, .1), lambda p: O.NAdam(p, .1), lambda p: O.RAdam(p, .1), lambda p: O.Rprop(p, .1), lambda p: O.ASGD(p, .1)):
    print(run(f))
