/**
 * An edit as a difference: what was there and what is there instead. Changes
 * apply only where what they replace still stands, and each can be turned round.
 *
 * The list of entities is closed: adding one is a change of the case format.
 */

export const ENTITIES = [
  'beat',
  'template',
  'event',
  'diary',
  'span',
  'measurement',
  'fact',
  'setting',
  'active-run',
  'strip',
  'text',
  'question',
  'assignment',
  'review-mark',
  'sign-off',
  'reopening',
] as const;
export type Entity = (typeof ENTITIES)[number];

/** Beats get other codes. Arrays are parallel. `source…`: who said so before and after (BEAT_SOURCE). */
export interface ReclassChange {
  entity: 'beat';
  op: 'reclass';
  keys: Int32Array;
  before: Uint8Array;
  after: Uint8Array;
  sourceBefore: Uint8Array;
  sourceAfter: Uint8Array;
}

/** Beats come or go. A deleted beat keeps all that is needed to put it back. */
export interface PresenceChange {
  entity: 'beat';
  op: 'insert' | 'delete';
  keys: Int32Array;
  samples: Float64Array;
  codes: Uint8Array;
  templates: Uint16Array;
  /** PROBABILITIES a beat, one beat after the other. */
  probabilities: Uint8Array;
  likeness: Int8Array;
  sources: Uint8Array;
}

/** R peaks are moved. */
export interface MoveChange {
  entity: 'beat';
  op: 'move';
  keys: Int32Array;
  before: Float64Array;
  after: Float64Array;
  sourceBefore: Uint8Array;
  sourceAfter: Uint8Array;
}

/** Beats go to another template: a split, a merge, a beat regrouped. */
export interface RegroupChange {
  entity: 'template';
  op: 'regroup';
  keys: Int32Array;
  before: Uint16Array;
  after: Uint16Array;
}

/** Any entity that is one value under one name. `null` where there was or is none. */
export interface ValueChange {
  entity: Exclude<Entity, 'beat'>;
  op: 'set';
  /** Which one: a fact's field, a setting's name, a span `from-to/id`, a strip's id, a template's id… */
  name: string;
  before: string | null;
  after: string | null;
}

export type ValueEntity = ValueChange['entity'];

export type Change = ReclassChange | PresenceChange | MoveChange | RegroupChange | ValueChange;

/** One entry of the journal, in the form that the window and the history show. */
export interface JournalEntry {
  /** Sequence number; the revision of the case after this edit. */
  sequence: number;
  id: string;
  /** UTC, ISO 8601. */
  time: string;
  author: string;
  /** `relabel`, `insert`, `undo`, `redo`, `set-fact`, … */
  kind: string;
  /** In words, without names or values of persons: "96 beats F to V". */
  label: string;
  baseRevision: number;
  /** Sequence of the edit that this one takes back or does again, else null. */
  undoes: number | null;
  /** True once a later edit has taken this one back. */
  undone: boolean;
  /** Why, in the author's words, where the edit asks for it. */
  reason?: string;
  hash: string;
}
