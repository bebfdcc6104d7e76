/** Small cases for the algebra of edits. */
import fc from 'fast-check';
import { CODES } from '../../core/beats/classes.ts';
import { PROBABILITIES } from '../../core/beats/columns.ts';
import type { BeatColumns } from '../../core/beats/columns.ts';
import type { EditRequest } from '../../core/contract/contract.ts';
import type { PlanContext } from '../../core/review/plan.ts';
import type { EditState } from '../../core/review/state.ts';

/** `n` beats as a run gives them: 200 samples apart, classes and templates in turn. */
export function someBeats(n: number): BeatColumns {
  return {
    key: Int32Array.from({ length: n }, (_, i) => i),
    sample: Float64Array.from({ length: n }, (_, i) => 100 + 200 * i),
    code: Uint8Array.from({ length: n }, (_, i) => (i % 7 === 0 ? 2 : i % 11 === 0 ? 1 : 0)),
    template: Uint16Array.from({ length: n }, (_, i) => 1 + (i % 4)),
    probability: Uint8Array.from({ length: n * PROBABILITIES }, (_, i) => (i * 53) % 256),
    likeness: Int8Array.from({ length: n }, (_, i) => (i % 200) - 100),
    source: new Uint8Array(n),
  };
}

export function someState(n = 40): EditState {
  return { beats: someBeats(n), values: new Map([['fact', new Map([['name', 'Someone']])]]) };
}

let serial = 0;

/** Context for planning against a state of `someState` and what edits made of it. */
export function contextOf(state: EditState): PlanContext {
  return {
    nextSerial: 1 + state.beats.key.reduce((least, key) => Math.max(least, -key), 0) + 1000 * serial++,
    nextTemplate: 1 + Math.max(0, ...state.beats.template),
    analysedTo: 1e6,
    sampleRate: 250,
    templateName: (id) => `T-${id}`,
    newId: () => `strip${serial++}`,
  };
}

const code = fc.nat(CODES.length - 1);

/** Any request that may make sense for a state. */
export function requestFor(state: EditState): fc.Arbitrary<EditRequest> {
  const { key, template } = state.beats;
  const keys = fc.uniqueArray(fc.constantFrom(...key), { minLength: 1, maxLength: 8 }).map((list) => Int32Array.from(list));
  const one = fc.constantFrom(...key);
  const id = fc.constantFrom(...new Set(template));
  const sample = fc.nat(9000);
  const strips = [...(state.values.get('strip') ?? new Map<string, string>()).keys()];
  return fc.oneof(
    fc.record({ kind: fc.constant('relabel' as const), keys, code }),
    fc.record({ kind: fc.constant('relabel-template' as const), template: id, code }),
    fc.record({ kind: fc.constant('insert' as const), sample, code }),
    fc.record({ kind: fc.constant('delete' as const), keys: keys.filter((list) => list.length < key.length) }),
    fc.record({ kind: fc.constant('move' as const), key: one, sample }),
    fc.record({ kind: fc.constant('regroup' as const), keys, template: fc.oneof(id, fc.constant(null)) }),
    fc.record({ kind: fc.constant('mark' as const), template: id, state: fc.constantFrom('confirmed' as const, 'rejected' as const, null) }),
    fc.record({ kind: fc.constant('span' as const), from: sample, to: sample, readable: fc.boolean() }),
    fc.record({ kind: fc.constant('fact' as const), field: fc.constantFrom('name' as const, 'indication' as const), value: fc.string({ unit: 'binary', maxLength: 20 }), reason: fc.constant('') }),
    fc.record({ kind: fc.constant('setting' as const), name: fc.constantFrom('gain', 'lead'), value: fc.option(fc.string({ maxLength: 5 })) }),
    fc.record({ kind: fc.constant('text' as const), name: fc.constant('conclusion' as const), value: fc.string({ unit: 'binary', maxLength: 40 }) }),
    fc.oneof(
      fc.record({ kind: fc.constant('strip-add' as const), from: sample, to: sample, caption: fc.string({ maxLength: 10 }) }),
      ...(strips.length > 0 ? [fc.record({ kind: fc.constant('strip-caption' as const), id: fc.constantFrom(...strips), caption: fc.string({ maxLength: 10 }) })] : []),
    ),
  );
}
