/** A few seconds of plain beats with known bounds, at 360 Hz. */

const RATE = 360;
const RR = 0.85;
/** Seconds from the R peak. */
const P = { at: -0.16, half: 0.045, height: 0.15 };
const T = { at: 0.28, half: 0.085, height: 0.35 };
const QRS = { from: -0.045, to: 0.045 };

/** A bump that is 0 outside `at ± half`. */
function bump(t: number, { at, half, height }: typeof P): number {
  const u = (t - at) / half;
  return Math.abs(u) >= 1 ? 0 : (height * (1 + Math.cos(Math.PI * u))) / 2;
}

function complex(t: number): number {
  return bump(t, { at: -0.03, half: 0.015, height: -0.12 }) + bump(t, { at: 0, half: 0.03, height: 1.2 }) + bump(t, { at: 0.03, half: 0.015, height: -0.25 });
}

/** Two leads of eight seconds; the R peak at sample `place`, intervals in ms. */
export function synthesise(): { leads: Float32Array[]; place: number; truth: { pr: number; qrs: number; qt: number } } {
  const place = 4 * RATE;
  const lead = Float32Array.from({ length: 8 * RATE }, (_, i) => {
    const seconds = (i - place) / RATE;
    const t = seconds - Math.round(seconds / RR) * RR;
    return [t - RR, t, t + RR].reduce((sum, own) => sum + bump(own, P) + complex(own) + bump(own, T), 0) + 0.002 * Math.sin(i * 12.9898);
  });
  return {
    leads: [lead, lead.map((value) => 0.6 * value)],
    place,
    truth: { pr: 1000 * (QRS.from - (P.at - P.half)), qrs: 1000 * (QRS.to - QRS.from), qt: 1000 * (T.at + T.half - QRS.from) },
  };
}
