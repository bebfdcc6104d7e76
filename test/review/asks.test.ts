import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { BEAT_SOURCE, NO_BEATS, PROBABILITIES, type BeatColumns } from '../../core/beats/columns.ts';
import { covariance, principalAxes } from '../../core/review/asks/axes.ts';
import { ARTEFACT, ASKS, askGround, askState, nextAsk, proposal, UNSAID, type AskGround } from '../../core/review/asks/asker.ts';
import { fitHead, nearest, oddsOf, softmax, type Said } from '../../core/review/asks/head.ts';
import { beatFeatures, FEATURES } from '../../core/review/asks/features.ts';
import { answerFrom, labelUntil } from '../../core/review/asks/reader.ts';
import { askView, labelsSaid, mixedName } from '../../core/review/asks/view.ts';
import { planAnswer, planMixed, planProposal } from '../../core/review/plan-answers.ts';
import type { EditState } from '../../core/review/state.ts';
import { Chance } from '../../core/synthesis/chance.ts';

const RATE = 250;
const N = 0;
const S = 1;
const V = 2;

const stateOf = (beats: BeatColumns): EditState => ({ beats, values: new Map() });

interface Day {
  ground: AskGround;
  truth: Int8Array;
  beats: BeatColumns;
}

/**
 * A patient whose every tenth beat is premature and in truth S, which the model
 * holds for N at 0.7; every 25th is wide and V, which it knows.
 */
function patient(count = 1500, seed = 4): Day {
  const dice = new Chance(seed, 1);
  const truth = Int8Array.from({ length: count }, (_, i) => (i % 25 === 12 ? V : i % 10 === 5 ? S : N));
  const sample = new Float64Array(count);
  for (let i = 1; i < count; i++) sample[i] = Math.round(sample[i - 1]! + RATE * (truth[i] === S ? 0.55 : truth[i - 1] === S ? 1.05 : 0.8) * (1 + dice.between(-0.02, 0.02)));
  const probability = new Uint8Array(count * PROBABILITIES);
  const embedding = new Int8Array(count * 4);
  truth.forEach((is, i) => {
    const shares = is === V ? [0.02, 0.02, 0.95, 0.01, 0] : is === S ? [0.7, 0.28, 0.01, 0.01, 0] : [0.93, 0.05, 0.01, 0.01, 0];
    shares.forEach((share, c) => (probability[i * PROBABILITIES + c] = Math.round(255 * share)));
    for (let d = 0; d < 4; d++) embedding[i * 4 + d] = Math.round((is === V && d === 0 ? 80 : is === S && d === 1 ? 30 : 0) + dice.between(-6, 6));
  });
  const ground = askGround(beatFeatures({ sample, sampleRate: RATE, probability, embedding, bias: { N: 0, S: 0, V: 0, F: 0 } }));
  const beats: BeatColumns = {
    ...NO_BEATS,
    key: Int32Array.from({ length: count }, (_, i) => i),
    sample,
    code: Uint8Array.from(truth, (is) => (is === V ? V : N)),
    template: new Uint16Array(count),
    probability,
    likeness: new Int8Array(count),
    source: new Uint8Array(count),
  };
  return { ground, truth, beats };
}

const day = patient();

/** Negative log of the probability that some log odds give to what was said. */
function unlikely({ said }: Said, odds: ArrayLike<number>): number {
  const p = new Float64Array(4);
  softmax(Float64Array.from(odds), p);
  return -Math.log(Math.max(p[said]!, 1e-300));
}

describe('the ground of the asks', () => {
  it('parts all beats into groups, the same for the same run', () => {
    const rows = day.ground.groups.flatMap((group) => Array.from(group.rows)).toSorted((a, b) => a - b);
    expect(rows).toEqual(Array.from({ length: day.truth.length }, (_, i) => i));
    expect(patient().ground.groups.map(({ name }) => name)).toEqual(day.ground.groups.map(({ name }) => name));
    expect(new Set(day.ground.groups.map(({ name }) => name)).size).toBe(day.ground.groups.length);
  });

  it('lies on the axes along which the beats differ most', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), { minLength: 3, maxLength: 40 }), (points) => {
        const { matrix } = covariance(points.flat(), 3, points.length);
        const { axes, variances } = principalAxes(matrix, 3, 3);
        axes.forEach((axis, a) => {
          for (let row = 0; row < 3; row++) {
            let product = 0;
            for (let k = 0; k < 3; k++) product += matrix[row * 3 + k]! * axis[k]!;
            expect(product).toBeCloseTo(variances[a]! * axis[row]!, 6);
          }
          if (a > 0) expect(variances[a]!).toBeLessThanOrEqual(variances[a - 1]! + 1e-9);
        });
      }),
      { numRuns: 50 },
    );
  });
});

describe('the asker', () => {
  it('changes nothing before anything was said', () => {
    const state = askState(day.ground, new Int8Array(day.truth.length).fill(UNSAID), new Set());
    expect(proposal(state).every((each) => each === UNSAID)).toBe(true);
  });

  it('asks about the premature beats first and mends them all within three answers', () => {
    const state = askState(day.ground, new Int8Array(day.truth.length).fill(UNSAID), new Set());
    const ask = nextAsk(state, new Set())!;
    expect(Array.from(ask.rows, (row) => day.truth[row])).toContain(S);
    expect(ask.rows).toContain(ask.example);
    const { labels, asks } = answerFrom(day.truth, day.ground, 3);
    expect(asks).toBeLessThanOrEqual(3);
    const now = Array.from(day.truth, (is, row) => (labels[row] === UNSAID ? (is === V ? V : N) : labels[row]));
    expect(now).toEqual(Array.from(day.truth));
  });

  it('stops by itself where nothing is worth an ask', () => {
    const { asks } = answerFrom(day.truth, day.ground, 500);
    expect(asks).toBeLessThan(40);
  });

  it('never changes what a person has said', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(day.truth.length - 1), fc.integer({ min: 0, max: ARTEFACT })), { maxLength: 30 }), (said) => {
        const labels = new Int8Array(day.truth.length).fill(UNSAID);
        for (const [row, label] of said) labels[row] = label;
        const after = proposal(askState(day.ground, labels, new Set()));
        for (const [row] of said) expect(after[row]).toBe(UNSAID);
      }),
      { numRuns: 15 },
    );
  });

  it('keeps what it adds to a log odd within its cap, whatever is said', () => {
    const labels = Int8Array.from(day.truth, (is) => (is === N ? S : N));
    labels.fill(UNSAID, 1000);
    const after = proposal(askState(day.ground, labels, new Set()));
    // The model is all but certain of the V: by more than the cap is not needed, by the cap they turn.
    expect(ASKS.cap).toBeGreaterThan(0);
    expect(Array.from(after.subarray(0, 1000)).every((each) => each === UNSAID)).toBe(true);
  });

  it('splits a group that was found mixed and asks about its halves', () => {
    const none = new Int8Array(day.truth.length).fill(UNSAID);
    const ask = nextAsk(askState(day.ground, none, new Set()), new Set())!;
    const mixed = new Set([ask.name]);
    const state = askState(day.ground, none, mixed);
    expect(state.groups.map(({ name }) => name)).not.toContain(ask.name);
    expect(state.groups.reduce((sum, { rows }) => sum + rows.length, 0)).toBe(day.truth.length);
    expect(nextAsk(state, mixed)?.name).not.toBe(ask.name);
  });

  it('learns from the first minutes, too', () => {
    const { labels, asks } = labelUntil(day.truth, day.ground, 300);
    expect(asks).toBe(0);
    const late = Array.from(labels.subarray(300));
    expect(late.filter((label, i) => label === S && day.truth[300 + i] === S).length).toBeGreaterThan(60);
    expect(late.filter((label, i) => label === S && day.truth[300 + i] !== S).length).toBe(0);
  });

  it('weighs minutes that were labelled beat by beat no more than a few answers', () => {
    const labels = day.truth.map((is, i) => (i < 900 ? is : UNSAID));
    const weight = askState(day.ground, labels, new Set()).head.said.reduce((sum, each) => sum + each.weight, 0);
    expect(weight).toBeCloseTo(ASKS.mostWeight, 6);
    const few = { ...day.ground, constants: { ...ASKS, mostSaid: 5 } };
    const kept = askState(few, labels, new Set()).head.said;
    expect(kept).toHaveLength(5);
    // Those that the network held for something else: premature beats that it called N.
    expect(new Set(kept.map(({ said }) => said))).toEqual(new Set([S]));
    const one = askState(day.ground, new Int8Array(1500).fill(UNSAID).fill(N, 0, 1), new Set()).head.said;
    expect(one.map((each) => each.weight)).toEqual([1]);
  });

  it('does not run away where much is said that the network held for impossible', () => {
    // What made plain Newton steps overshoot: many neighbours of different classes, each against log odds of 6.
    const dice = new Chance(9, 1);
    const said: Said[] = Array.from({ length: 60 }, (_, i) => ({
      place: Float64Array.from({ length: 12 }, () => dice.between(-1, 1)),
      margins: [0, 1, 2].map((c) => (c + 1 === (i % 4) ? -6 : 6)),
      said: i % 4,
      weight: 4,
    }));
    const before = said.reduce((sum, each) => sum + unlikely(each, each.margins), 0);
    const head = fitHead(said, { ...ASKS, cap: 1e9 });
    const odds = new Float64Array(3);
    const after = said.reduce((sum, each) => {
      oddsOf(head, { ...ASKS, cap: 1e9 }, each.place, each.margins, 0, odds);
      return sum + unlikely(each, odds);
    }, 0);
    expect(after).toBeLessThan(before / 3);
  });

  it('takes a V away only for what was said of beats near it', () => {
    const labels = new Int8Array(day.truth.length).fill(UNSAID);
    day.truth.forEach((is, row) => {
      if (is === V && row < 900) labels[row] = N;
    });
    const left = (near: number): number => proposal(askState({ ...day.ground, constants: { ...ASKS, near } }, labels, new Set())).filter((is, row) => is === N && day.truth[row] === V).length;
    expect(left(ASKS.near)).toBe(day.truth.filter((is, row) => is === V && row >= 900).length);
    expect(left(1.01)).toBe(0);
    const { head } = askState(day.ground, labels, new Set());
    const { place } = head.said[0]!;
    expect(nearest(head, ASKS, place, N)).toBe(1);
    expect(nearest(head, ASKS, place.map((value, k) => (k === 0 ? value + 50 : value)), N)).toBeLessThan(1e-6);
    expect(nearest(head, ASKS, place, S)).toBe(0);
  });

  it('knows beats by what is usual within a quarter of an hour, not only by their neighbours', () => {
    // A slow escape rhythm of 40 beats within a faster one: each beat is its neighbours' equal.
    const count = 2000;
    const sample = new Float64Array(count);
    for (let i = 1; i < count; i++) sample[i] = sample[i - 1]! + RATE * (i >= 1000 && i < 1040 ? 1.2 : 0.8);
    const { values } = beatFeatures({ sample, sampleRate: RATE, probability: new Uint8Array(5 * count).fill(51), embedding: new Int8Array(4 * count), bias: { N: 0, S: 0, V: 0, F: 0 } });
    const last = (row: number): number => values[row * FEATURES + FEATURES - 1]!;
    expect(last(500)).toBeCloseTo(0, 3);
    expect(last(1020)).toBeCloseTo(2.5 * Math.log(1.5), 3);
  });

  it('has nothing to ask of a recording without beats, nor of one beat', () => {
    for (const count of [0, 1]) {
      const ground = askGround(beatFeatures({ sample: Float64Array.from({ length: count }, () => 100), sampleRate: RATE, probability: new Uint8Array(5 * count).fill(51), embedding: new Int8Array(4 * count), bias: { N: 0, S: 0, V: 0, F: 0 } }));
      expect(() => nextAsk(askState(ground, new Int8Array(count).fill(UNSAID), new Set()), new Set())).not.toThrow();
    }
  });
});

describe('asks of a case', () => {
  const state = stateOf(day.beats);

  it('learn from what people said anywhere, and not from what the machine proposed', () => {
    const beats = { ...day.beats, code: day.beats.code.slice(), source: day.beats.source.slice() };
    beats.code[5] = S;
    beats.source[5] = BEAT_SOURCE.person;
    beats.code[15] = S;
    beats.source[15] = BEAT_SOURCE.accepted;
    const labels = labelsSaid(beats, day.truth.length);
    expect([labels[5], labels[15], labels[16]]).toEqual([S, UNSAID, UNSAID]);
    // A beat that was taken out is none.
    expect(labelsSaid({ key: Int32Array.of(0), code: Uint8Array.of(0), source: Uint8Array.of(0) }, 2)[1]).toBe(ARTEFACT);
  });

  it('are answered by ordinary edits, and what follows is proposed as one', () => {
    const { ask } = askView(day.ground, state, 1);
    const answer = planAnswer(state, ask!.keys, S);
    expect(answer.label).toMatch(/^answered: \d+ beats are S, \d+ of them changed$/);
    const change = answer.changes[0]!;
    if (change.op !== 'reclass') throw new Error('an answer names beats');
    const beats = { ...day.beats, code: day.beats.code.slice(), source: day.beats.source.slice() };
    change.keys.forEach((key, i) => {
      beats.code[key] = change.after[i]!;
      beats.source[key] = change.sourceAfter[i]!;
    });
    const view = askView(day.ground, stateOf(beats), 1);
    expect(view.proposal.keys.length).toBeGreaterThan(0);
    expect(Array.from(view.proposal.keys).every((key) => day.truth[key] === S)).toBe(true);
    const taken = planProposal(stateOf(beats), view.proposal.keys, view.proposal.codes);
    expect(taken.label).toBe(`proposal taken over: ${view.proposal.keys.length} beats N to S`);
    expect(taken.changes[0]).toMatchObject({ entity: 'beat', op: 'reclass' });
  });

  it('say again what was said already only once, and keep a mixed group under its run', () => {
    const said = { ...state, beats: { ...day.beats, source: new Uint8Array(day.truth.length).fill(BEAT_SOURCE.person) } };
    expect(() => planAnswer(said, Int32Array.of(0, 1), N)).toThrow('said of these beats already');
    expect(planAnswer(state, Int32Array.of(0, 1), N).label).toBe('answered: 2 beats confirmed as N');
    expect(planMixed(state, 3, '5+7').changes[0]).toMatchObject({ name: mixedName(3, '5+7'), after: 'mixed' });
    expect(() => planProposal(state, Int32Array.of(1, 2), Uint8Array.of(1))).toThrow('one code a beat');
  });
});
