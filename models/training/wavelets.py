"""The fixed wavelet filters: a complex Morlet transform as a cascade of three banks.

Scales lie evenly in the logarithm of frequency between `low` and `high` Hz. The
fastest third is computed at 125 Hz, the next at 62.5 Hz and the slowest at
31.25 Hz, behind two low-pass filters with a decimation by two each. A filter is

    psi(t) = 2 / sum(g) * (g(t) * exp(i w t) - k g(t)),   g(t) = exp(-t^2 / 2 s^2),   s = w0 / w

cut at the bank's length; k takes the mean out of the real part. A sine of
amplitude 1 at the filter's frequency gives a coefficient of magnitude 1.
"""

from dataclasses import dataclass

import numpy as np

RATE = 125.0
BANK_TAPS = (49, 99, 201)
LOW_PASS = ((23, 31.0), (17, 15.5))  # taps, cut-off in Hz at 125 and 62.5 Hz


@dataclass(frozen=True)
class Range:
    """What is selectable at export."""

    low: float = 0.7
    high: float = 40.0
    scales: int = 24
    w0: float = 4.0


def frequencies(r: Range) -> np.ndarray:
    """Centre frequencies in Hz, ascending; a multiple of three of them."""
    assert r.scales % 3 == 0
    return r.low * (r.high / r.low) ** (np.arange(r.scales) / (r.scales - 1))


def morlet(hz: float, rate: float, taps: int, w0: float) -> np.ndarray:
    """Complex float64 filter of odd length, as a correlation kernel around its middle."""
    t = (np.arange(taps) - taps // 2) / rate
    w = 2 * np.pi * hz
    g = np.exp(-0.5 * (t * w / w0) ** 2)
    wave = g * np.exp(1j * w * t)
    wave = wave - g * (wave.sum() / g.sum())
    return 2 * wave / g.sum()


def low_pass(taps: int, cut: float, rate: float) -> np.ndarray:
    """Kaiser-windowed sinc, unit gain at 0 Hz."""
    n = np.arange(taps) - taps // 2
    h = np.sinc(2 * cut / rate * n) * np.kaiser(taps, 7.0)
    return h / h.sum()


def filters(r: Range) -> dict[str, np.ndarray]:
    """float64: `low1`, `low2` [taps] and `bank1..3` [2 * scales / 3, taps], real part before imaginary, fastest bank first."""
    f = frequencies(r)
    third = r.scales // 3
    out = {
        "low1": low_pass(*LOW_PASS[0], RATE),
        "low2": low_pass(*LOW_PASS[1], RATE / 2),
    }
    for bank in range(3):
        rate = RATE / 2**bank
        hz = f[(2 - bank) * third : (3 - bank) * third]
        rows = []
        for x in hz:
            wave = morlet(x, rate, BANK_TAPS[bank], r.w0)
            rows += [wave.real, wave.imag]
        out[f"bank{bank + 1}"] = np.array(rows)
    return out
