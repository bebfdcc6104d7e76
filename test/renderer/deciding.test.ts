/** Deciding findings and conflicts in the window, over the fake client: what a key does to the state. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CLASS_INDEX, plainCode } from '../../core/beats/classes.ts';
import type { Contract } from '../../core/contract/contract.ts';
import type { Client } from '../../core/contract/define.ts';
import { findingKey, type Finding } from '../../core/rhythm/finding.ts';
import { beginAdding, beginChoosing, boundToBeat, chooseKind, decide, goToLine, keepBounds, normalWithin, stripOfFinding, stripToReport, supraventricularWithin, tell, toBeats, toggleBounds } from '../../renderer/screens/episodes/actions.ts';
import { settleConflict, goToConflict } from '../../renderer/screens/review/conflict-panel.tsx';
import { stateOf } from '../../renderer/state/events.ts';
import { sectionsOf, type FindingLine } from '../../renderer/state/findings.ts';
import { queueNow } from '../../renderer/state/queue-now.ts';
import { closeReview, edit, openReview, undo, useReview } from '../../renderer/state/review.ts';
import { openTab, useSession } from '../../renderer/state/session.ts';
import { currentFinding, goToFinding, successorOf } from '../../renderer/state/finding-shown.ts';
import { goToRow, keysOf, openTemplate, resetView, useView } from '../../renderer/state/view.ts';
import { fakeClient } from './fake-client.ts';

let client: Client<Contract>;
const review = useReview.getState;

async function opened(options: Parameters<typeof fakeClient>[0]): Promise<void> {
  client = fakeClient(options);
  useSession.setState({ client, lost: false, toast: null, route: { page: 'study', caseId: 'a', tab: 'episodes' } });
  resetView();
  await openReview('a');
  await vi.waitFor(() => expect(review().findings).not.toBeNull());
}

const lines = (): FindingLine[] => sectionsOf(review().findings ?? [], { filter: null, unfolded: new Set(), most: 300 }).flatMap((section) => section.lines);
const states = (findings: readonly Finding[]): string[] => [...new Set(findings.map((finding) => stateOf(review().events, finding)))];

describe('findings', () => {
  beforeEach(async () => {
    await opened({ hours: 1 });
    return closeReview;
  });

  it('alike are decided as one edit, and undone as one', async () => {
    const { beats } = review();
    await edit({ kind: 'relabel', keys: Int32Array.from([100, 101, 200, 201, 300, 301, 400, 401, 500, 501], (row) => beats.key[row]!), code: 2 });
    const groupOf = (): FindingLine | undefined => lines().find(({ members }) => members.length > 3 && members[0]?.kind === 'ventricular-couplet');
    await vi.waitFor(() => expect(groupOf()).toBeDefined());
    const group = groupOf()!;
    goToLine(group);
    const before = review().revision;
    decide(lines(), 'confirmed');
    await vi.waitFor(() => expect(states(group.members)).toEqual(['confirmed']));
    expect(review().revision).toBe(before + 1);
    expect(review().history[0]?.kind).toBe('mark-events');
    await undo();
    expect(states(group.members)).toEqual(['unseen']);
    // The kind of them all, too, is one edit, and one undo.
    goToLine(group);
    beginChoosing(true);
    await chooseKind('idioventricular-rhythm', lines());
    const changed = (): Finding[] => (review().findings ?? []).filter(({ hand }) => hand === 'changed');
    await vi.waitFor(() => expect(changed()).toHaveLength(group.members.length));
    expect(review().history[0]).toMatchObject({ kind: 'events-change', label: `${group.members.length} of ventricular couplet to idioventricular rhythm` });
    expect(states(changed())).toEqual(['changed']);
    await undo();
    await vi.waitFor(() => expect(changed()).toHaveLength(0));
  });

  it('of fibrillation: its S become N as one edit, and no others', async () => {
    const { beats } = review();
    await edit({ kind: 'relabel', keys: Int32Array.from([60, 61, 70, 90], (row) => beats.key[row]!), code: plainCode('S') });
    goToRow(59);
    beginAdding();
    for (let i = 0; i < 20; i++) boundToBeat(1);
    await keepBounds();
    await chooseKind('atrial-fibrillation');
    const found = (): Finding | undefined => (review().findings ?? []).find(({ kind, from }) => kind === 'atrial-fibrillation' && from === beats.sample[59]);
    await vi.waitFor(() => expect(found()).toBeDefined());
    useView.setState({ finding: findingKey(found()!) });
    const inside = Array.from(supraventricularWithin([found()!]));
    expect(inside).toEqual(expect.arrayContaining([60, 61, 70].map((row) => beats.key[row]!)));
    expect(inside).not.toContain(beats.key[90]);
    expect(supraventricularWithin([{ ...found()!, kind: 'bradycardia' }])).toHaveLength(0);
    const before = review().revision;
    normalWithin(lines());
    await vi.waitFor(() => expect(review().revision).toBe(before + 1));
    await vi.waitFor(() => expect(supraventricularWithin([found()!])).toHaveLength(0));
    expect(review().derived.classes[90]).toBe(CLASS_INDEX.S);
    await undo();
    expect(Array.from(supraventricularWithin([found()!]))).toEqual(inside);
  });

  it('of a group of fibrillation: the S inside each of them become N as one edit, but not inside what was rejected', async () => {
    const { beats } = review();
    const byHand = async (first: number): Promise<void> => {
      const before = review().findings!.length;
      goToRow(first);
      beginAdding();
      for (let i = 0; i < 20; i++) boundToBeat(1);
      await keepBounds();
      await chooseKind('atrial-fibrillation');
      await vi.waitFor(() => expect(review().findings!.length).toBeGreaterThan(before));
    };
    for (const first of [100, 200, 300, 400]) await byHand(first);
    await edit({ kind: 'relabel', keys: Int32Array.from([110, 210, 310, 410, 450], (row) => beats.key[row]!), code: plainCode('S') });
    const groupOf = (): FindingLine | undefined => lines().find(({ members }) => members.length === 4 && members[0]?.kind === 'atrial-fibrillation');
    await vi.waitFor(() => expect(groupOf()).toBeDefined());
    const out = groupOf()!.members.find(({ from }) => from === beats.sample[400])!;
    await edit({ kind: 'mark-event', event: out.kind, anchors: [...out.anchors], state: 'rejected', reason: '' });
    goToLine(groupOf()!);
    const classAt = (row: number): number => review().derived.classes[row]!;
    const before = review().revision;
    normalWithin(lines());
    await vi.waitFor(() => expect([110, 210, 310].map(classAt)).toEqual([CLASS_INDEX.N, CLASS_INDEX.N, CLASS_INDEX.N]));
    expect(review().revision).toBe(before + 1);
    expect([410, 450].map(classAt)).toEqual([CLASS_INDEX.S, CLASS_INDEX.S]);
    // Of one that is shown by itself, its own only.
    await undo();
    const [one] = groupOf()!.members;
    goToFinding(findingKey(one!));
    normalWithin(lines());
    await vi.waitFor(() => expect([110, 210, 310].map(classAt)).toEqual([110, 210, 310].map((row) => (beats.sample[row]! >= one!.from && beats.sample[row]! <= one!.to ? CLASS_INDEX.N : CLASS_INDEX.S))));
  });

  it('lead to their beats, whose own template is then under the hand, where it was on the paper', () => {
    const { beats, derived, findings } = review();
    const finding = findings!.find(({ anchors: [first] }) => first !== undefined && beats.template[beats.key.indexOf(first)]! > 0)!;
    const own = beats.template[beats.key.indexOf(finding.anchors[0]!)]!;
    openTemplate(derived.groups.find(({ id }) => id > 0 && id !== own)!.id);
    goToFinding(findingKey(finding));
    const { from, current } = useView.getState();
    toBeats();
    expect(useView.getState()).toMatchObject({ from, current, template: own, gallery: { kind: 'template', id: own } });
    expect(useSession.getState().route).toMatchObject({ tab: 'beats' });
    expect(keysOf('template').template).toBe(own);
  });

  it('have their strip in the report once: the same key takes it out again', async () => {
    const [finding] = review().findings!;
    await stripToReport(finding!);
    expect(review().strips).toMatchObject([stripOfFinding(finding!)]);
    await stripToReport(finding!);
    expect(review().strips).toEqual([]);
  });

  it('are added by hand between two beats, and told of', async () => {
    goToRow(40);
    beginAdding();
    for (let i = 0; i < 6; i++) boundToBeat(1);
    const { bounds } = useView.getState();
    expect([bounds?.from, bounds?.to]).toEqual([review().beats.sample[40], review().beats.sample[47]]);
    await keepBounds();
    expect(useView.getState().choosing).toBe(true);
    await chooseKind('ventricular-tachycardia');
    await vi.waitFor(() => expect(currentFinding()).toMatchObject({ kind: 'ventricular-tachycardia', hand: 'added' }));
    const added = currentFinding()!;
    expect(stateOf(review().events, added)).toBe('confirmed');
    await tell(added, 'Dr Gray', 'by phone', '2026-11-21T14:10');
    expect(Object.keys(review().texts).some((name) => name.startsWith('told/'))).toBe(true);
    toggleBounds();
    boundToBeat(1);
    await keepBounds();
    await vi.waitFor(() => expect(currentFinding()?.from).toBe(review().beats.sample[41]));
    const changed = currentFinding()!;
    await undo();
    // What stands in its place is the same one as it was, not the first of the list.
    await vi.waitFor(() => expect(successorOf(changed, review().findings ?? [])).toMatchObject({ kind: added.kind, from: added.from }));
    await undo();
    await undo();
    await vi.waitFor(() => expect(review().findings?.some((finding) => findingKey(finding) === findingKey(added))).toBe(false));
  });

  it('keep bounds that were moved, whatever is gone to next; one by hand waits for its kind', async () => {
    const { beats } = review();
    await edit({ kind: 'relabel', keys: Int32Array.from([100, 101, 102, 103, 300, 301, 302], (row) => beats.key[row]!), code: plainCode('V') });
    const runs = (): Finding[] => (review().findings ?? []).filter(({ kind }) => kind === 'ventricular-tachycardia' || kind === 'idioventricular-rhythm');
    await vi.waitFor(() => expect(runs()).toHaveLength(2));
    const [one, other] = runs();
    goToFinding(findingKey(one!));
    toggleBounds();
    goToFinding(findingKey(other!));
    expect(review().history[0]?.kind).toBe('relabel');
    goToFinding(findingKey(one!));
    toggleBounds();
    boundToBeat(1);
    const moved = useView.getState().bounds!.from;
    goToFinding(findingKey(other!));
    expect(useView.getState()).toMatchObject({ finding: findingKey(other!), bounds: null });
    await vi.waitFor(() => expect(runs().find(({ hand }) => hand === 'changed')?.from).toBe(moved));
    await undo();
    // Rejected with its bounds moved: the bounds go with it.
    await vi.waitFor(() => expect(runs().map(findingKey)).toContain(findingKey(one!)));
    goToFinding(findingKey(one!));
    toggleBounds();
    boundToBeat(1);
    decide([], 'rejected');
    await vi.waitFor(() => expect(review().history[0]?.kind).toBe('mark-event'));
    beginAdding();
    goToFinding(findingKey(other!));
    expect(useView.getState().bounds?.adding).toBe(true);
  });
});

describe('conflicts of a new analysis', () => {
  beforeEach(async () => {
    await opened({ hours: 1, conflicts: true });
    openTab('beats');
    return closeReview;
  });

  it('are walked through: one kept, one taken, and the queue goes on', async () => {
    await vi.waitFor(() => expect(review().conflicts).toHaveLength(3));
    expect(queueNow().filter(({ kind }) => kind === 'conflict')).toHaveLength(3);
    goToConflict(0);
    const [first, second] = review().conflicts;
    await settleConflict(false);
    expect(useView.getState().conflict).toContain(String(second!.sample));
    await settleConflict(true);
    await vi.waitFor(() => expect(review().conflicts).toHaveLength(1));
    const { beats } = review();
    expect(beats.sample.includes(first!.sample)).toBe(true);
    // Beat by beat the fake analysis finds the second one no more: taken, it is gone.
    expect(beats.sample.includes(second!.sample)).toBe(false);
    await settleConflict(false);
    expect(useView.getState().conflict).toBeNull();
  });
});
