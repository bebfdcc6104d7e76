/**
 * Annotation codes of the WFDB format with their mnemonics, as in the WFDB
 * Programmer's Guide (`ecgcodes.h`, `ecgmap.h`).
 */

const NAMED: readonly (readonly [number, string])[] = [
  [0, ' '], // no beat, a placeholder
  [1, 'N'], // normal beat
  [2, 'L'], // left bundle branch block beat
  [3, 'R'], // right bundle branch block beat
  [4, 'a'], // aberrated atrial premature beat
  [5, 'V'], // premature ventricular contraction
  [6, 'F'], // fusion of ventricular and normal beat
  [7, 'J'], // nodal premature beat
  [8, 'A'], // atrial premature contraction
  [9, 'S'], // supraventricular premature or ectopic beat
  [10, 'E'], // ventricular escape beat
  [11, 'j'], // nodal escape beat
  [12, '/'], // paced beat
  [13, 'Q'], // unclassifiable beat
  [14, '~'], // signal quality change
  [16, '|'], // isolated QRS-like artefact
  [18, 's'], // ST change
  [19, 'T'], // T-wave change
  [20, '*'], // systole
  [21, 'D'], // diastole
  [22, '"'], // comment
  [23, '='], // measurement
  [24, 'p'], // P-wave peak
  [25, 'B'], // bundle branch block beat, side not told
  [26, '^'], // pacemaker spike, not captured
  [27, 't'], // T-wave peak
  [28, '+'], // rhythm change
  [29, 'u'], // U-wave peak
  [30, '?'], // beat not classified during learning
  [31, '!'], // ventricular flutter wave
  [32, '['], // start of ventricular flutter or fibrillation
  [33, ']'], // end of ventricular flutter or fibrillation
  [34, 'e'], // atrial escape beat
  [35, 'n'], // supraventricular escape beat
  [36, '@'], // link to external data
  [37, 'x'], // non-conducted P wave
  [38, 'f'], // fusion of paced and normal beat
  [39, '('], // waveform onset
  [40, ')'], // waveform end
  [41, 'r'], // R-on-T premature ventricular contraction
];

const BY_CODE = new Map(NAMED);
const BY_SYMBOL = new Map(NAMED.map(([code, symbol]) => [symbol, code] as const));

/** Largest code that an annotation may carry; 42 to 49 are free for users. */
export const MAX_CODE = 49;

/** Mnemonic of a code; one without a name is written `[17]`. */
export function symbolOfCode(code: number): string {
  return BY_CODE.get(code) ?? `[${code}]`;
}

/** Code of a mnemonic, or -1 where there is none. */
export function codeOfSymbol(symbol: string): number {
  const known = BY_SYMBOL.get(symbol);
  if (known !== undefined) return known;
  const free = /^\[(\d{1,2})\]$/.exec(symbol);
  const code = free ? Number(free[1]) : -1;
  return code >= 0 && code <= MAX_CODE ? code : -1;
}
