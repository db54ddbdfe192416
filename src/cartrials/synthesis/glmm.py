"""The random-intercept logistic model of counts, by maximum likelihood with adaptive Gauss-Hermite quadrature.

Events are binomial given the trial's own logit, and the logits are normal about the group's. The likelihood of each
trial is an integral over its logit, taken at seven nodes about its mode; no half patients are added anywhere.

Sources: Stijnen T, Hamza TH, Özdemir P. Random effects meta-analysis of event outcome in the framework of the
generalized linear mixed model with applications in sparse data. Statistics in Medicine 2010. Pinheiro JC, Bates DM.
Approximations to the log-likelihood function in the nonlinear mixed-effects model. Journal of Computational and
Graphical Statistics 1995.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from cartrials.synthesis.effects import LEVEL, NoEstimate, logits
from cartrials.synthesis.models import Counts, design
from cartrials.synthesis.result import Estimate, SubgroupTest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

NODES = 7
STEP = 1e-4
NO_SPREAD = 1e-4


def _likelihood(counts: Counts, columns: Array) -> Callable[[Array], float]:
    """Return the negative log-likelihood of the coefficients followed by tau, less its constant."""
    import numpy as np
    from scipy.special import expit

    events, patients = (np.array(values, dtype=float) for values in zip(*counts, strict=True))
    nodes, masses = np.polynomial.hermite.hermgauss(NODES)
    log_masses = np.log(masses) + nodes**2

    def joint(deviation: Array, centre: Array, tau: float) -> Any:
        shift = tau * deviation
        eta = centre + shift if shift.ndim == 1 else centre[:, None] + shift
        seen, size = (events, patients) if shift.ndim == 1 else (events[:, None], patients[:, None])
        return seen * eta - size * np.logaddexp(0, eta) - deviation**2 / 2

    def negative(parameters: Array) -> float:
        centre, tau = columns @ parameters[:-1], float(parameters[-1])
        mode = np.zeros(len(events))
        for _ in range(100):
            share = expit(centre + tau * mode)
            slope = tau * (events - patients * share) - mode
            curvature = tau**2 * patients * share * (1 - share) + 1
            step = np.clip(slope / curvature, -2, 2)
            mode = mode + step
            if np.max(np.abs(step)) < 1e-12:
                break
        share = expit(centre + tau * mode)
        width = (tau**2 * patients * share * (1 - share) + 1) ** -0.5
        points = mode[:, None] + np.sqrt(2) * width[:, None] * nodes
        values = joint(points, centre, tau) + log_masses
        top = values.max(axis=1)
        logs = top + np.log(np.exp(values - top[:, None]).sum(axis=1)) + np.log(width)
        return -float(np.sum(logs - np.log(np.pi) / 2))

    return negative


def _curvature(function: Callable[[Array], float], at: Array) -> Array:
    """Return the matrix of second derivatives by central differences."""
    import numpy as np

    size = len(at)
    steps = np.eye(size) * STEP
    centre = function(at)
    found = np.empty((size, size))
    for i in range(size):
        found[i, i] = (function(at + steps[i]) - 2 * centre + function(at - steps[i])) / STEP**2
        for j in range(i + 1, size):
            found[i, j] = found[j, i] = (
                function(at + steps[i] + steps[j])
                - function(at + steps[i] - steps[j])
                - function(at - steps[i] + steps[j])
                + function(at - steps[i] - steps[j])
            ) / (4 * STEP**2)
    return found


def _fit(counts: Counts, columns: Array) -> tuple[Array, Array, float]:
    """Return the coefficients, their covariance and tau² at the maximum of the likelihood.

    The search starts from several values of tau, since the likelihood may be flat near none; the covariance takes
    the uncertainty of tau into account.
    """
    import numpy as np
    from scipy.optimize import minimize

    function = _likelihood(counts, columns)
    effects, variances = (np.asarray(values) for values in logits(counts))
    weighted = columns / (variances + np.var(effects) + 1e-9)[:, None]
    start = np.linalg.solve(columns.T @ weighted, weighted.T @ effects)
    best = None
    for tau in (0.1, max(float(np.std(effects)), 0.3)):
        rough = minimize(function, np.append(start, tau), method="BFGS", options={"maxiter": 200})
        fine = minimize(
            function,
            rough.x,
            method="Nelder-Mead",
            options={"xatol": 1e-8, "fatol": 1e-13 * max(1.0, abs(rough.fun)), "maxfev": 400 * len(rough.x)},
        )
        if best is None or fine.fun < best.fun:
            best = fine
    assert best is not None
    found = best.x
    second = _curvature(function, found)
    kept = slice(None, -1) if abs(found[-1]) < NO_SPREAD else slice(None)
    try:
        covariance = np.linalg.inv(second[kept, kept])[: len(start), : len(start)].astype(float)
    except np.linalg.LinAlgError as error:
        raise NoEstimate("the likelihood is too flat for an interval") from error
    if not np.all(np.diag(covariance) > 0):
        raise NoEstimate("the likelihood is too flat for an interval")
    return found[:-1], covariance, float(found[-1] ** 2)


def _refuse_boundary(counts: Counts) -> None:
    if all(events == 0 for events, _ in counts):
        raise NoEstimate("no patient of any trial has the event, so that the pooled logit has no finite estimate")
    if all(events == patients for events, patients in counts):
        raise NoEstimate("every patient of every trial has the event, so that the pooled logit has no finite estimate")


def glmm(counts: Counts) -> Estimate:
    """Pool counts under the random-intercept logistic model, with a Wald interval of the normal distribution.

    Parameters:
        counts: events and patients of two or more trials.

    Raises:
        NoEstimate: no patient at all has the event, or every one has, or the likelihood is too flat.
    """
    import numpy as np
    from scipy.special import ndtri

    _refuse_boundary(counts)
    coefficients, covariance, tau2 = _fit(counts, np.ones((len(counts), 1)))
    centre, error = float(coefficients[0]), float(covariance[0, 0]) ** 0.5
    half = float(ndtri((1 + LEVEL) / 2)) * error
    return Estimate("binomial_normal", len(counts), centre, error, centre - half, centre + half, tau2)


def glmm_test(counts: Counts, groups: Sequence[str]) -> SubgroupTest:
    """Test whether groups differ under the random-intercept logistic model, by Wald's chi-squared.

    Raises:
        NoEstimate: in one group no patient has the event, or every one has, or the likelihood is too flat.
    """
    import numpy as np
    from scipy.special import chdtrc

    for name in dict.fromkeys(groups):
        try:
            _refuse_boundary([count for count, group in zip(counts, groups, strict=True) if group == name])
        except NoEstimate as error:
            raise NoEstimate(f"in the group {name} {error}") from error
    coefficients, covariance, tau2 = _fit(counts, design(groups))
    moderators = coefficients[1:]
    statistic = float(moderators @ np.linalg.solve(covariance[1:, 1:], moderators))
    df = len(moderators)
    return SubgroupTest("binomial_normal", statistic, df, None, float(chdtrc(df, statistic)), tau2)
