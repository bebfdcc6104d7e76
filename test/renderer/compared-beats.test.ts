import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLASS_INDEX, CODES } from '../../core/beats/classes.ts';
import type { BeatColumns } from '../../core/beats/columns.ts';
import { agreementOf } from '../../core/review/agreement.ts';
import { pick, weave, without } from '../../core/review/beat-rows.ts';
import { bothReadings } from '../../renderer/state/compared-beats.ts';
import { someBeats } from '../review/fixtures.ts';

const RATE = 250;
const classes = (beats: BeatColumns): Uint8Array => Uint8Array.from(beats.code, (code) => CLASS_INDEX[CODES[code]![1]]);

/** Some beats labelled anew, moved, deleted or put in. */
const edited = fc.array(fc.record({ row: fc.nat(119), what: fc.constantFrom('label', 'move', 'delete', 'insert'), code: fc.nat(CODES.length - 1) }), { maxLength: 12 }).map((edits): BeatColumns => {
  let beats = someBeats(120);
  let serial = 1;
  for (const { row: wished, what, code } of edits) {
    const row = beats.key.indexOf(wished);
    if (row < 0) continue;
    const one = pick(beats, Int32Array.of(row));
    if (what !== 'insert') beats = without(beats, [row]);
    if (what === 'delete') continue;
    if (what === 'insert') {
      one.key[0] = -serial++;
      one.sample[0] = one.sample[0]! + 90 + serial;
    }
    if (what === 'move') one.sample[0] = one.sample[0]! + 5;
    if (what !== 'move') one.code[0] = code;
    beats = weave(beats, one);
  }
  return beats;
});

describe('the strips of two readings', () => {
  it('show what each reader has: the first is the second with its differences turned round', () => {
    fc.assert(
      fc.property(edited, edited, (first, second) => {
        const reading = (beats: BeatColumns): Parameters<typeof agreementOf>[0] => ({ state: { beats, values: new Map() }, unreadable: [], events: [] });
        const shown = bothReadings(second, agreementOf(reading(first), reading(second), RATE));
        expect(shown.second.sample).toEqual(second.sample);
        // An artefact of one of the two is no beat: whether it is drawn makes no difference to what was read.
        const beatsOf = ({ sample, classes: of }: { sample: Float64Array; classes: Uint8Array }): number[][] => Array.from(sample, (at, i) => [at, of[i]!]).filter(([, letter]) => letter !== CLASS_INDEX.X);
        expect(beatsOf(shown.first)).toEqual(beatsOf({ sample: first.sample, classes: classes(first) }));
      }),
    );
  });
});
