/** What keys and buttons of the episodes tab do. */
import { findingKey, type Finding, type FindingKind } from '../../../core/rhythm/finding.ts';
import { CLASS_INDEX, plainCode } from '../../../core/beats/classes.ts';
import { lowerBound, nearest } from '../../../core/beats/search.ts';
import { KIND_NAME } from '../../parts/kind-names.ts';
import { isUndecided, stateOf, type EventStandings } from '../../state/events.ts';
import type { FindingLine } from '../../state/findings.ts';
import { decided } from '../../state/pace.ts';
import { goOn } from '../../state/queue-now.ts';
import { STRIP_SECONDS } from '../../state/printed-strip.ts';
import { toggleStrip } from '../../state/report-strips.ts';
import { edit, rateOf, refusedAsSigned, useReview } from '../../state/review.ts';
import { openTab } from '../../state/session.ts';
import { currentFinding, goToFinding, leaveBounds, movedFinding, writeBounds } from '../../state/finding-shown.ts';
import { openTemplateHere } from '../../state/template-here.ts';
import { currentRow, useView } from '../../state/view.ts';
import { whileOpen } from '../../state/while-open.ts';
import { measure } from '../../sections/finding-words.ts';

const get = useView.getState;
const set = useView.setState;

const named = ({ kind, anchors }: Finding): { event: FindingKind; anchors: number[] } => ({ event: kind, anchors });

/** Whether any of a line is not decided. */
export function lineIsOpen({ members }: Pick<FindingLine, 'members'>): boolean {
  const { events } = useReview.getState();
  return members.some((finding) => isUndecided(stateOf(events, finding)));
}

/** Goes to a line: the finding, or the one of a group that is most in doubt and not decided. */
export function goToLine({ key, members }: FindingLine): void {
  const { events } = useReview.getState();
  const first = members.find((finding) => isUndecided(stateOf(events, finding))) ?? members[0];
  if (first) goToFinding(findingKey(first), key);
}

/** The open line behind this one, round the end; those inside an unfolded group are passed where the group itself stands. */
function lineAfter(lines: readonly FindingLine[], here: number): FindingLine | null {
  const done = lines[here];
  const after = [...lines.slice(here + 1), ...lines.slice(0, Math.max(0, here))];
  return after.find((line) => line.key !== done?.key && line.within !== done?.key && lineIsOpen(line) && !(done && done.members.length > 1 && line.members.every((member) => done.members.includes(member)))) ?? null;
}

/** As `lineAfter`; from what weighs it does not lead to what is only of note, which is no item. */
export function nextLine(lines: readonly FindingLine[], here: number): FindingLine | null {
  const next = lineAfter(lines, here);
  const weighs = (line: FindingLine | undefined): boolean => line?.members[0]?.severity !== 'note';
  if (!weighs(lines[here])) return next;
  return lineAfter(lines.filter((line, i) => i === here || weighs(line)), lines.slice(0, here).filter(weighs).length);
}

/** Place of the line under the keys; a finding that was gone to by another way is in the group that holds it. -1 where it is not listed. */
export function lineOf(lines: readonly FindingLine[], key: string | null): number {
  const exact = lines.findIndex((line) => line.key === key);
  const finding = currentFinding();
  return exact >= 0 || !finding ? exact : lines.findIndex(({ members }) => members.includes(finding));
}

/** Decides the line under the keys, a group as one edit, and goes on to the next that is open. */
export function decide(lines: readonly FindingLine[], state: 'confirmed' | 'rejected'): void {
  // Bounds of what is rejected go with it; those of what is confirmed are the decision.
  if (state === 'rejected' && !get().bounds?.adding) set({ bounds: null });
  const moved = movedFinding();
  if (!leaveBounds()) return;
  const { line: key, why } = get();
  const here = lineOf(lines, key);
  const line = lines[here];
  const finding = currentFinding();
  const members = (line ? line.members : finding ? [finding] : []).filter((member) => member !== moved);
  const { events } = useReview.getState();
  const differ = members.filter((member) => stateOf(events, member) !== state);
  const next = nextLine(lines, here);
  if (differ.length > 0) {
    if (refusedAsSigned()) return;
    // A group keeps what was said of single ones in it.
    const meant = members.length > 1 ? differ.filter((member) => isUndecided(stateOf(events, member))) : differ;
    const [first] = meant.length > 0 ? meant : differ;
    decided(Date.now());
    void edit(meant.length > 1 ? { kind: 'mark-events', events: meant.map(named), state, reason: why } : { kind: 'mark-event', ...named(first!), state, reason: why });
    set({ why: '' });
  }
  if (next) goToLine(next);
  else if (!goOn()) {
    const note = lineAfter(lines, here);
    if (note) goToLine(note);
  }
}

/** Keys of the beats inside fibrillation that are called S, each once: where no beat is premature, that is no class. Empty for other kinds. */
export function supraventricularWithin(findings: readonly Finding[]): Int32Array<ArrayBuffer> {
  const { beats, derived } = useReview.getState();
  const inside = new Set<number>();
  for (const { kind, from, to } of findings) {
    if (kind !== 'atrial-fibrillation') continue;
    for (let row = lowerBound(beats.sample, from); row < beats.sample.length && beats.sample[row]! <= to; row++) if (derived.classes[row] === CLASS_INDEX.S) inside.add(beats.key[row]!);
  }
  return Int32Array.from(inside);
}

/** Of which findings the beats inside are meant: the one that is shown, of a group all in it but what was rejected. */
export function meantWithin(line: FindingLine | undefined, finding: Finding | null, events: EventStandings): readonly Finding[] {
  if (line && line.members.length > 1) return line.members.filter((member) => stateOf(events, member) !== 'rejected');
  return finding ? [finding] : [];
}

/** Makes the S inside fibrillation N, those of a whole group as one edit. */
export function normalWithin(lines: readonly FindingLine[]): void {
  const { events } = useReview.getState();
  const keys = supraventricularWithin(meantWithin(lines.find(({ key }) => key === get().line), currentFinding(), events));
  if (keys.length > 0 && !refusedAsSigned()) void edit({ kind: 'relabel', keys, code: plainCode('N') });
}

/** To the beats of the finding that is shown. */
export function toBeats(): void {
  openTemplateHere();
  openTab('beats');
}

/** Begins to choose a kind, for the finding that is shown or for all of its group. */
export function beginChoosing(group: boolean): void {
  if (currentFinding() && !refusedAsSigned()) set({ choosing: true, choosingGroup: group });
}

/** Gives the finding another kind, its whole group where that was asked for, or what is being added its own. */
export async function chooseKind(kind: FindingKind, lines: readonly FindingLine[] = []): Promise<void> {
  const { bounds, choosingGroup, line: key, why, finding: left } = get();
  const here = whileOpen();
  const finding = currentFinding();
  const moved = movedFinding();
  set({ choosing: false, choosingGroup: false });
  if (bounds?.adding) {
    set({ bounds: null, why: '' });
    if (await edit({ kind: 'event-add', event: kind, from: bounds.from, to: bounds.to, reason: why })) goToKind(kind, bounds, left, here);
    return;
  }
  if (!finding || finding.kind === kind) return;
  decided(Date.now());
  // Bounds that were moved go with the kind.
  const { from, to } = moved && bounds ? bounds : finding;
  set({ why: '', bounds: null });
  const members = choosingGroup ? (lines.find((line) => line.key === key)?.members ?? []) : [];
  if (members.length > 1) {
    const { events } = useReview.getState();
    // A group keeps what was said of single ones in it.
    const open = members.filter((member) => isUndecided(stateOf(events, member)));
    const others = (open.length > 0 ? open : members).filter((member) => member !== moved);
    if (moved) void edit({ kind: 'event-change', ...named(moved), becomes: kind, from, to, reason: why });
    if (await edit({ kind: 'events-change', events: others.map(named), becomes: kind, reason: why })) goToKind(kind, { from, to }, left, here);
    return;
  }
  if (await edit({ kind: 'event-change', ...named(finding), becomes: kind, from, to, reason: why })) goToKind(kind, { from, to }, left, here);
}

/** Shows a finding once it is there: its kind and place are known, its anchors come with the next answer. Not where the reader has gone on meanwhile. */
function goToKind(kind: FindingKind, { from, to }: { from: number; to: number }, left: string | null, here: () => boolean): void {
  const look = (): boolean => {
    if (!here() || get().finding !== left || get().bounds) return true;
    const found = useReview.getState().findings?.find((one) => one.kind === kind && one.from === Math.round(from) && one.to === Math.round(to));
    if (found) goToFinding(findingKey(found));
    return found !== undefined;
  };
  if (look()) return;
  const stop = useReview.subscribe(() => {
    if (look()) stop();
  });
  setTimeout(stop, 5000);
}

/** Takes the start bound, then the end, then off. */
export function toggleBounds(): void {
  const { bounds } = get();
  const finding = currentFinding();
  if (bounds) set({ bounds: { ...bounds, hand: bounds.hand === 'from' ? 'to' : 'from' } });
  else if (finding && !refusedAsSigned()) set({ bounds: { from: finding.from, to: finding.to, hand: 'from', adding: false } });
}

/** Begins a finding by hand: from the current beat to the next. */
export function beginAdding(): void {
  if (refusedAsSigned()) return;
  const { beats, study } = useReview.getState();
  const row = Math.max(0, currentRow());
  const from = beats.sample[row];
  if (from === undefined) return;
  const to = beats.sample[row + 1] ?? from + rateOf(study);
  set({ bounds: { from, to, hand: 'to', adding: true }, choosing: false });
}

function moved(sample: number): void {
  const { bounds } = get();
  const last = (useReview.getState().study?.recording.sampleCount ?? 1) - 1;
  if (!bounds) return;
  const at = Math.max(0, Math.min(last, Math.round(sample)));
  // The ends do not pass each other.
  set({ bounds: bounds.hand === 'from' ? { ...bounds, from: Math.min(at, bounds.to - 1) } : { ...bounds, to: Math.max(at, bounds.from + 1) } });
  const { from } = get();
  const view = { first: from, last: from + (useView.getState().paper / (useView.getState().speed * 4)) * rateOf(useReview.getState().study) };
  if (at < view.first || at > view.last) set({ from: at - (view.last - view.first) / 2 });
}

export function boundToBeat(direction: 1 | -1): void {
  const { bounds } = get();
  const { beats } = useReview.getState();
  if (!bounds) return;
  const here = bounds[bounds.hand];
  const row = nearest(beats.sample, here);
  const at = beats.sample[row] ?? here;
  const next = direction === 1 ? (at > here ? at : beats.sample[row + 1]) : at < here ? at : beats.sample[row - 1];
  if (next !== undefined) moved(next);
}

export function boundBySample(samples: number): void {
  const { bounds } = get();
  if (bounds) moved(bounds[bounds.hand] + samples);
}

/** The nearer end goes to a place: for the mouse. */
export function boundTo(sample: number): void {
  const { bounds } = get();
  if (!bounds) return;
  set({ bounds: { ...bounds, hand: Math.abs(sample - bounds.from) < Math.abs(sample - bounds.to) ? 'from' : 'to' } });
  moved(sample);
}

/** Keeps the bounds that were set; of a finding by hand its kind is asked for next. */
export async function keepBounds(): Promise<void> {
  const { bounds, finding: left } = get();
  const here = whileOpen();
  const finding = currentFinding();
  if (!bounds) return;
  if (bounds.adding) {
    set({ choosing: true });
    return;
  }
  if ((await writeBounds()) && finding) goToKind(finding.kind, bounds, left, here);
}

/** The strip of a finding: all of it in the middle where a page is wide enough, else its beginning. In samples. */
export function stripOfFinding({ from, to }: Finding): { from: number; to: number } {
  const { study } = useReview.getState();
  const wide = STRIP_SECONDS * rateOf(study);
  const fits = to - from < wide * 0.9;
  const first = Math.max(0, Math.round(fits ? (from + to - wide) / 2 : from - wide * 0.15));
  return { from: first, to: Math.min((study?.recording.sampleCount ?? 0) - 1, Math.round(first + wide)) };
}

/** Puts the strip of a finding into the report, or takes it out again. */
export function stripToReport(finding: Finding): Promise<void> {
  return toggleStrip(stripOfFinding(finding), `${KIND_NAME[finding.kind][0]} ${measure(finding, rateOf(useReview.getState().study))}`);
}

/** Notes who was told. An empty name takes the note off. */
export function tell(finding: Finding, whom: string, how: string, at: string): Promise<boolean> {
  return edit({ kind: 'told', ...named(finding), whom, how, at });
}
