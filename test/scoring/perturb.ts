/** A reference made worse in a fixed way: moved, dropped, doubled and relabelled beats, fixed by a seed. */
import { scoredClass } from '../../core/scoring/protocol.ts';
import type { Annotation } from '../../core/study/recording.ts';

/** Numerical Recipes' linear congruential generator: the same numbers in any language. */
export function lcg(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const LABELS = ['N', 'S', 'V', 'F', 'Q', 'A', 'j', 'e', 'L', 'R'];

/** Marks of a careless annotator. `rate` in samples a second; fibrillation is left as it is marked. */
export function perturbed(annotations: readonly Annotation[], rate: number, length: number, seed: number): Annotation[] {
  const random = lcg(seed);
  const out: Annotation[] = [];
  const put = (sample: number, symbol: string, subtype = 0): void => {
    out.push({ sample: Math.max(0, Math.round(sample)), symbol, subtype, chan: 0, num: 0, aux: '' });
  };
  for (const { sample, symbol } of annotations) {
    if (symbol === '[' || symbol === ']') put(sample, symbol);
    if (scoredClass(symbol, 'ec57') < 0 || random() < 0.03) continue;
    const label = random() < 0.1 ? LABELS[Math.floor(random() * LABELS.length)]! : symbol;
    const spread = random() < 0.9 ? 0.1 : 0.4;
    put(sample + (random() - 0.5) * spread * rate, label);
    if (random() < 0.05) put(sample + (random() - 0.5) * 0.8 * rate, random() < 0.5 ? 'N' : 'V');
  }
  for (let second = 60; (second + 20) * rate < length; second += 240) {
    put((second + random() * 10) * rate, '~', 0x30);
    put((second + 10 + random() * 10) * rate, '~');
  }
  return out.sort((a, b) => a.sample - b.sample);
}
