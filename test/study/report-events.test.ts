import { describe, expect, it } from 'vitest';
import type { EventState } from '../../core/review/event-ledger.ts';
import { placeOf } from '../../core/review/place.ts';
import { toldFor, toldName, toldOf, toldValue, type Told } from '../../core/review/told.ts';
import type { Finding } from '../../core/rhythm/finding.ts';
import { decidedOf, isFibrillationConfirmed, urgentLines } from '../../core/study/report-events.ts';
import { said } from '../../core/words/phrases.ts';

function finding(more: Partial<Finding>): Finding {
  return { kind: 'pause', from: 0, to: 500, severity: 'urgent', rate: null, leads: [], confidence: 0.9, reason: '', anchors: [0], evidence: {}, ...more };
}
const at = (sample: number): string => `s${sample}`;
const with_ = (one: Finding, state: EventState): { finding: Finding; state: EventState } => ({ finding: one, state });
const told: Told = { kind: 'pause', from: 0, to: 500, whom: 'Dr Gray', how: 'by phone', at: '2026-11-21T14:10' };

describe('urgent findings in the report', () => {
  it('say whether they were reviewed and who was told, those nobody was told of first', () => {
    const lines = urgentLines([with_(finding({}), 'confirmed'), with_(finding({ kind: 'ventricular-tachycardia', from: 900, to: 1200 }), 'unseen'), with_(finding({ from: 5000, to: 6000 }), 'rejected'), with_(finding({ severity: 'note' }), 'unseen')], [told], at);
    expect(lines).toEqual(['Ventricular tachycardia: s900; not reviewed, no note of anybody told', 'Pause at s0, confirmed; told to Dr Gray, 21 Nov 2026 14:10, by phone']);
  });

  it('keep a note of what is no urgent finding any more', () => {
    expect(urgentLines([], [told], at)).toEqual(['Pause at s0, no urgent finding any more; told to Dr Gray, 21 Nov 2026 14:10, by phone']);
    expect(urgentLines([with_(finding({}), 'rejected')], [told], at)).toHaveLength(1);
  });

  it('say the day as the language writes days, and what is no day as it was written', () => {
    const [line = ''] = urgentLines([with_(finding({}), 'confirmed')], [told], () => '04:36');
    expect(said(line, 'de')).toContain('mitgeteilt an Dr Gray, 21.11.2026 14:10');
    expect(said(line, 'zh-Hant')).toContain('2026/11/21 14:10');
    expect(urgentLines([], [{ ...told, at: 'at noon', how: '' }], at)[0]).toMatch(/told to Dr Gray, at noon$/);
  });

  it('are counted where they are too many to name, the longest named in the order of their times', () => {
    const longest = [7, 22, 3, 15];
    const some = Array.from({ length: 30 }, (_, i) => with_(finding({ from: i, to: i + 500 + (longest.includes(i) ? 100 + i : 0) }), 'unseen'));
    expect(urgentLines(some, [], at)).toEqual(['Pause, 30: s3, s7, s15, s22 and 26 more; not reviewed, no note of anybody told']);
  });

  it('are counted where they are too many to name', () => {
    const many = Array.from({ length: 30 }, (_, i) => with_(finding({ from: i * 1000, to: i * 1000 + 500 }), 'unseen'));
    const lines = urgentLines(many, [], at);
    expect(lines).toEqual(['Pause, 30: s0, s1000, s2000, s3000 and 26 more; not reviewed, no note of anybody told']);
    expect(decidedOf([...many, with_(finding({}), 'rejected'), with_(finding({ severity: 'important' }), 'changed'), with_(finding({ severity: 'note' }), 'confirmed')])).toEqual({ decided: 2, of: 32 });
  });
});

describe('notes of who was told', () => {
  it('are found again by the place of the event, and erased ones are passed over', () => {
    const name = toldName(finding({ from: 3.4 }));
    const notes = toldOf([[name, toldValue(told)], ['conclusion', '{'], ['told/pause/9', '']]);
    expect(notes).toEqual([told]);
    expect(toldFor(notes, finding({ from: 400, to: 900 }))).toEqual(told);
    expect(toldFor(notes, finding({ from: 501, to: 900 }))).toBeNull();
  });
});

describe('the place of an edit', () => {
  it('is where it reaches, a template where it is about one, nothing for a fact', () => {
    const sampleOf = (key: number): number | null => (key < 10 ? key * 100 : null);
    const reclass = { entity: 'beat' as const, op: 'reclass' as const, keys: Int32Array.of(2, 5, 99), before: new Uint8Array(3), after: new Uint8Array(3), sourceBefore: new Uint8Array(3), sourceAfter: new Uint8Array(3) };
    expect(placeOf([reclass], sampleOf)).toEqual({ from: 200, to: 500, template: null });
    expect(placeOf([{ entity: 'review-mark', op: 'set', name: '4', before: null, after: 'confirmed' }], sampleOf)).toEqual({ from: null, to: null, template: 4 });
    expect(placeOf([{ entity: 'review-mark', op: 'set', name: 'event/pause 3 4', before: null, after: JSON.stringify({ state: 'confirmed', from: 7, to: 9, severity: 'note' }) }], sampleOf)).toEqual({ from: 7, to: 9, template: null });
    expect(placeOf([{ entity: 'span', op: 'set', name: '40-60/x', before: null, after: 'unreadable' }], sampleOf)).toEqual({ from: 40, to: 60, template: null });
    expect(placeOf([{ entity: 'fact', op: 'set', name: 'name', before: 'a', after: '{"from":1}' }], sampleOf)).toBeNull();
  });
});

describe('atrial fibrillation', () => {
  it('is confirmed once every episode that stands is, and there is one', () => {
    const af = (state: EventState): { finding: Finding; state: EventState } => with_(finding({ kind: 'atrial-fibrillation' }), state);
    expect(isFibrillationConfirmed([])).toBe(false);
    expect(isFibrillationConfirmed([af('rejected'), with_(finding({}), 'confirmed')])).toBe(false);
    expect(isFibrillationConfirmed([af('confirmed'), af('unseen')])).toBe(false);
    expect(isFibrillationConfirmed([af('confirmed'), af('reopened')])).toBe(false);
    expect(isFibrillationConfirmed([af('confirmed'), af('changed'), af('rejected'), with_(finding({}), 'unseen')])).toBe(true);
  });
});
