"""The random-effects model of logits: REML for the variance between trials, Hartung-Knapp for the interval.

Sources: Knapp G, Hartung J. Improved tests for a random effects meta-regression with a single covariate. Statistics
in Medicine 2003. Higgins JPT, Thompson SG. Quantifying heterogeneity in a meta-analysis. Statistics in Medicine 2002.
The variance between trials, the coefficients and their adjusted covariance are PyMARE's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cartrials.synthesis.effects import LEVEL, NoEstimate, logits
from cartrials.synthesis.result import Estimate, SubgroupTest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Counts = Sequence[tuple[int, int]]
NARROWED = 0.99


def design(groups: Sequence[str]) -> Array:
    """Return the design of group as a moderator: a constant, and one column for each group after the first."""
    import numpy as np

    names = list(dict.fromkeys(groups))
    return np.column_stack([np.ones(len(groups)), *([float(g == name) for g in groups] for name in names[1:])])


def _fit(effects: Array, variances: Array, columns: Array) -> tuple[Array, Array, float]:
    """Return the coefficients, their covariance by Hartung-Knapp, and tau² by REML."""
    import numpy as np
    from pymare.estimators import VarianceBasedLikelihoodEstimator

    estimator = VarianceBasedLikelihoodEstimator(method="REML", small_sample_correction="knapp-hartung")
    estimator.fit(effects[:, None], variances[:, None], columns)
    found: dict[str, Any] = estimator.params_
    covariance = np.asarray(found["inv_cov"])[:, :, 0]
    return np.asarray(found["fe_params"])[:, 0], covariance, float(np.asarray(found["tau2"]).ravel()[0])


def reml(counts: Counts) -> Estimate:
    """Pool proportions on the logit scale with the interval of Hartung and Knapp.

    The interval is of Student's t with k-1 degrees of freedom, and so is the prediction interval, whose variance is
    that of the mean and tau². I² is tau² out of tau² and the typical variance within trials.

    Parameters:
        counts: events and patients of two or more trials.
    """
    import numpy as np
    from scipy.special import chdtrc, stdtrit

    effects, variances = (np.asarray(values, dtype=float) for values in logits(counts))
    k = len(counts)
    coefficients, covariance, tau2 = _fit(effects, variances, np.ones((k, 1)))
    centre, variance = float(coefficients[0]), float(covariance[0, 0])
    t = float(stdtrit(k - 1, (1 + LEVEL) / 2))
    half, spread = t * variance**0.5, t * (variance + tau2) ** 0.5
    weights = 1 / variances
    q = float(np.sum(weights * (effects - np.average(effects, weights=weights)) ** 2))
    typical = float((k - 1) * weights.sum() / (weights.sum() ** 2 - np.sum(weights**2)))
    return Estimate(
        model="reml_hartung_knapp",
        k=k,
        logit=centre,
        standard_error=variance**0.5,
        low=centre - half,
        high=centre + half,
        tau2=tau2,
        i2=100 * tau2 / (typical + tau2),
        q=q,
        q_df=k - 1,
        q_p=float(chdtrc(k - 1, q)),
        prediction_low=centre - spread,
        prediction_high=centre + spread,
    )


def narrowed(counts: Counts, estimate: Estimate) -> bool:
    """Return whether the adjustment makes the standard error smaller, by 1 % or more, than the model without it.

    It does where the trials agree more than chance would have them; the interval is then to be read with care.
    """
    total = sum(1 / (variance + estimate.tau2) for variance in logits(counts)[1])
    return bool(estimate.standard_error < NARROWED * total**-0.5)


def weights_of(counts: Counts, tau2: float) -> tuple[float, ...]:
    """Return the share of each trial in the pooled estimate, in per cent."""
    inverse = [1 / (variance + tau2) for variance in logits(counts)[1]]
    return tuple(100 * weight / sum(inverse) for weight in inverse)


def reml_test(counts: Counts, groups: Sequence[str]) -> SubgroupTest:
    """Test whether groups differ: meta-regression on the group with REML and Hartung-Knapp, by F.

    Parameters:
        counts: events and patients of each trial.
        groups: the group of each; there must be more trials than groups.

    Raises:
        NoEstimate: the trials of each group agree exactly, which leaves no variance to test by.
    """
    import numpy as np
    from scipy.special import fdtrc

    effects, variances = (np.asarray(values, dtype=float) for values in logits(counts))
    columns = design(groups)
    coefficients, covariance, tau2 = _fit(effects, variances, columns)
    if not covariance[1:, 1:].any():
        raise NoEstimate("the trials of each group agree exactly, which leaves no variance to test the groups by")
    moderators = coefficients[1:]
    df1, df2 = len(moderators), len(counts) - columns.shape[1]
    statistic = float(moderators @ np.linalg.solve(covariance[1:, 1:], moderators)) / df1
    return SubgroupTest("reml_hartung_knapp", statistic, df1, df2, float(fdtrc(df1, df2, statistic)), tau2)
