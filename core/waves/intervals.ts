/** Intervals of a beat and the QT interval corrected for the rate. */

/** Formulas by which QT is corrected; QT and RR in milliseconds, the result too. */
export const QT_FORMULAS = ['bazett', 'fridericia', 'framingham', 'hodges'] as const;
export type QtFormula = (typeof QT_FORMULAS)[number];

export const QT_FORMULA_NAMES: Readonly<Record<QtFormula, string>> = { bazett: 'Bazett', fridericia: 'Fridericia', framingham: 'Framingham', hodges: 'Hodges' };

/**
 * Corrected QT, ms.
 *
 * Bazett 1920: QT / √RR. Fridericia 1920: QT / ∛RR. Framingham (Sagie 1992):
 * QT + 154 ms/s · (1 − RR). Hodges 1983: QT + 1.75 · (rate − 60).
 *
 * @param qt ms
 * @param rr ms, the RR interval of the same beats
 */
export function correctedQt(qt: number, rr: number, formula: QtFormula): number {
  const seconds = rr / 1000;
  switch (formula) {
    case 'bazett':
      return qt / Math.sqrt(seconds);
    case 'fridericia':
      return qt / Math.cbrt(seconds);
    case 'framingham':
      return qt + 154 * (1 - seconds);
    case 'hodges':
      return qt + 1.75 * (60 / seconds - 60);
  }
}

/** What intervals may measure, ms; anything else is no measurement. */
export const INTERVAL_BOUNDS = { pr: [80, 420], qrs: [40, 240], qt: [200, 720] } as const;

/** Intervals of one beat or of an averaged one, ms; `NaN` where they cannot be measured. */
export interface Intervals {
  pr: number;
  qrs: number;
  qt: number;
  rr: number;
}
