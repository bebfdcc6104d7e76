/**
 * The asker: which few groups of beats a reader should be asked about, so that
 * the answers mend most, and what all other beats would be called after them.
 *
 * What it knows of the reader is what people have said of beats, wherever they
 * said it: an answer is an ordinary edit, and so is any other correction. So the
 * asker's state is a pure function of the run and the beats as they stand.
 *
 * Each group of alike beats is a candidate. For each the head is fitted again
 * with every answer that could come, in proportion to how likely it is, and the
 * beats that would still be in doubt are counted; the one after which the fewest
 * are left is asked about.
 *
 * Source: expected error reduction (Roy and McCallum, ICML 2001).
 */
import type { BeatFeatures } from './features.ts';
import { groupRows, place, PLACE } from './groups.ts';
import { fitHead, nearest, oddsOf, ODDS, softmax, type Head, type HeadConstants, type Said } from './head.ts';

/** A label of a beat beside the indices of `ASKED_CLASSES`: an artefact, and nothing that a person has said. */
export const ARTEFACT = 4;
export const UNSAID = -1;

/** As much as a reader says by twenty answers and some corrections: up to here all trials are made. */
const USUAL_SAID = 40;

export interface AskConstants extends HeadConstants {
  /** Beats a group, about; no fewer than `leastGroups` and no more than `mostGroups` groups. */
  perGroup: number;
  leastGroups: number;
  mostGroups: number;
  /** What is said of a group weighs as much as this many beats, at most. */
  answerWeight: number;
  /** All that was said weighs as much as this many beats, at most: minutes that are labelled beat by beat say much of little. */
  mostWeight: number;
  /** Places that the head learns from, at most: its work grows with their third power. */
  mostSaid: number;
  /** Candidates that are tried out in full: those with most doubt. */
  tried: number;
  /** Newton steps of a trial. */
  trialSteps: number;
  /** Log odds by which another class must be likelier before a change is proposed. */
  flip: number;
  /** How near an answer N must lie (0 to 1, 1 where it is the same place) for a beat of another class to be proposed N: what was said elsewhere takes no S or V away. */
  near: number;
  /** Asking ends where the best ask is expected to mend fewer beats than this a day, in proportion, and never fewer than `leastGain`. */
  leastGainADay: number;
  leastGain: number;
}

/** Chosen on the training folds; `docs/asks.md` says how. */
export const ASKS: AskConstants = {
  constant: 0.5,
  local: 4,
  reach: 1.4,
  cap: 6,
  perGroup: 25,
  leastGroups: 20,
  mostGroups: 120,
  answerWeight: 8,
  mostWeight: 60,
  mostSaid: 110,
  tried: 24,
  trialSteps: 2,
  flip: 0.2,
  near: 0.2,
  leastGainADay: 20,
  leastGain: 2,
};

/** Alike beats of a run. */
export interface AskGroup {
  /** The same for the same run: its first row and how many there are. */
  name: string;
  rows: Int32Array;
  /** Mean place and log odds. */
  place: Float64Array;
  margins: Float64Array;
}

/** What does not change while a run is reviewed. */
export interface AskGround {
  features: BeatFeatures;
  constants: AskConstants;
  groups: AskGroup[];
}

/** Groups with what people have said of their beats. */
export interface AskState {
  ground: AskGround;
  /** Groups as they are asked about: a mixed one in two. */
  groups: AskGroup[];
  /** Per row: an index of `ASKED_CLASSES`, ARTEFACT or UNSAID. */
  labels: Int8Array;
  head: Head;
}

export interface Ask {
  name: string;
  rows: Int32Array;
  /** Row nearest to the middle of the group. */
  example: number;
  /** Beats that the answer is expected to mend, among them those of the group. */
  gain: number;
}

/** Lays the ground: groups of alike beats. Dear (a second for a day), the rest is not. */
export function askGround(features: BeatFeatures, constants: AskConstants = ASKS): AskGround {
  const rows = Int32Array.from({ length: features.count }, (_, i) => i);
  const wanted = Math.max(constants.leastGroups, Math.min(constants.mostGroups, Math.round(features.count / constants.perGroup)));
  return { features, constants, groups: groupRows(features, rows, wanted).map((members) => groupOf(features, members)) };
}

function groupOf(features: BeatFeatures, rows: Int32Array): AskGroup {
  return { name: `${rows[0]}+${rows.length}`, rows, ...meanOf(features, rows) };
}

function meanOf(features: BeatFeatures, rows: ArrayLike<number>): Pick<AskGroup, 'place' | 'margins'> {
  const middle = new Float64Array(PLACE);
  const own = new Float64Array(PLACE);
  const margins = new Float64Array(ODDS);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    place(features, row, own);
    for (let k = 0; k < PLACE; k++) middle[k]! += own[k]!;
    for (let c = 0; c < ODDS; c++) margins[c]! += features.margins[row * ODDS + c]!;
  }
  return { place: middle.map((sum) => sum / rows.length), margins: margins.map((sum) => sum / rows.length) };
}

/**
 * The state that follows from what people have said.
 *
 * @param labels per row an index of `ASKED_CLASSES`, ARTEFACT or UNSAID
 * @param mixed names of groups that a reader found to be of several classes
 */
export function askState(ground: AskGround, labels: Int8Array, mixed: ReadonlySet<string>): AskState {
  const groups = ground.groups.flatMap((group) => parts(ground.features, group, mixed));
  const said = weighed(groups.flatMap((group) => saidOf(ground, group, labels)), ground.constants);
  return { ground, groups, labels, head: fitHead(said, ground.constants) };
}

/** What was said: where it is too much what the network knew least, and all together no heavier than allowed. */
function weighed(said: readonly Said[], { mostSaid, mostWeight }: AskConstants): Said[] {
  const p = new Float64Array(ODDS + 1);
  const news = said.map(({ margins, said: which, weight }) => {
    softmax(Float64Array.from(margins), p);
    return weight * (1 - p[which]!);
  });
  const least = said.length > mostSaid ? news.toSorted((a, b) => b - a)[mostSaid - 1]! : 0;
  const kept = said.filter((_, i) => news[i]! >= least).slice(0, mostSaid);
  const share = Math.min(1, mostWeight / kept.reduce((sum, { weight }) => sum + weight, 1e-9));
  return kept.map((each) => ({ ...each, weight: share * each.weight }));
}

/** A group, or what it falls into where a reader found it mixed. */
function parts(features: BeatFeatures, group: AskGroup, mixed: ReadonlySet<string>): AskGroup[] {
  if (!mixed.has(group.name)) return [group];
  const halves = groupRows(features, group.rows, 2).map((rows) => groupOf(features, rows));
  return halves.length < 2 ? [group] : halves.flatMap((half) => parts(features, half, mixed));
}

/** What people have said within a group, class by class. */
function saidOf({ features, constants }: AskGround, group: AskGroup, labels: Int8Array): Said[] {
  const byClass: number[][] = Array.from({ length: ODDS + 1 }, () => []);
  for (const row of group.rows) byClass[labels[row]!]?.push(row);
  return byClass.flatMap((rows, said) => (rows.length === 0 ? [] : [{ ...(rows.length === group.rows.length ? group : meanOf(features, rows)), said, weight: Math.min(constants.answerWeight, rows.length) }]));
}

/** Groups of which not everything is said yet and that were not found mixed, with their probabilities. */
function open(state: AskState, mixed: ReadonlySet<string>): { group: AskGroup; left: number; likely: Float64Array; doubt: number }[] {
  const odds = new Float64Array(ODDS);
  return state.groups.flatMap((group) => {
    const left = leftOf(state, group);
    if (left === 0 || mixed.has(group.name)) return [];
    const likely = new Float64Array(ODDS + 1);
    likelihood(state, state.head, group, odds, likely);
    return [{ group, left, likely, doubt: left * (1 - Math.max(...likely)) }];
  });
}

function leftOf({ labels }: AskState, { rows }: AskGroup): number {
  let left = 0;
  for (const row of rows) if (labels[row] === UNSAID) left++;
  return left;
}

function likelihood({ ground }: AskState, head: Head, group: AskGroup, odds: Float64Array, out: Float64Array): void {
  oddsOf(head, ground.constants, group.place, group.margins, 0, odds);
  softmax(odds, out);
}

/** What should be asked next, or null where nothing is worth it. */
export function nextAsk(state: AskState, mixed: ReadonlySet<string>): Ask | null {
  const { constants } = state.ground;
  const odds = new Float64Array(ODDS);
  const p = new Float64Array(ODDS + 1);
  const candidates = open(state, mixed);
  const inDoubt = (head: Head, but: AskGroup | null): number => {
    let sum = 0;
    for (const { group, left } of candidates) {
      if (group === but) continue;
      likelihood(state, head, group, odds, p);
      sum += left * (1 - Math.max(p[0]!, p[1]!, p[2]!, p[3]!));
    }
    return sum;
  };
  const now = inDoubt(state.head, null);
  let best: Ask | null = null;
  const byDoubt = candidates.map((each, i) => ({ ...each, i })).sort((a, b) => b.doubt - a.doubt || a.i - b.i);
  // A trial costs the third power of what was said: where that is much, few are tried.
  const tried = Math.max(2, Math.round(constants.tried * Math.min(1, (USUAL_SAID / (state.head.said.length + 1)) ** 3)));
  for (const { group, left, likely } of byDoubt.slice(0, tried)) {
    let after = 0;
    likely.forEach((share, said) => {
      if (share < 0.01) return;
      const answer = { place: group.place, margins: group.margins, said, weight: Math.min(constants.answerWeight, left) };
      after += share * inDoubt(fitHead([...state.head.said, answer], constants, state.head, constants.trialSteps), group);
    });
    const gain = now - after;
    if (!best || gain > best.gain) best = { name: group.name, rows: group.rows, example: exampleOf(state.ground.features, group), gain };
  }
  return best && best.gain >= Math.max(constants.leastGain, (constants.leastGainADay * state.ground.features.seconds) / 86_400) ? best : null;
}

function exampleOf(features: BeatFeatures, group: AskGroup): number {
  let best = group.rows[0]!;
  let least = Number.POSITIVE_INFINITY;
  const own = new Float64Array(PLACE);
  for (const row of group.rows) {
    place(features, row, own);
    let sum = 0;
    for (let k = 0; k < PLACE; k++) sum += (own[k]! - group.place[k]!) ** 2;
    if (sum < least) {
      least = sum;
      best = row;
    }
  }
  return best;
}

/**
 * What other beats would be called: an index of `ASKED_CLASSES`, or UNSAID where
 * nothing changes. What a person has said stands; of the others only those
 * change whose likeliest class the head moves.
 */
export function proposal({ ground, labels, head }: AskState): Int8Array {
  const { features, constants } = ground;
  const out = new Int8Array(features.count).fill(UNSAID);
  if (head.said.length === 0) return out;
  const at = new Float64Array(PLACE);
  const odds = new Float64Array(ODDS);
  for (let row = 0; row < features.count; row++) {
    if (labels[row] !== UNSAID) continue;
    for (let c = 0; c < ODDS; c++) odds[c] = features.margins[row * ODDS + c]!;
    const was = likeliest(odds);
    place(features, row, at);
    oddsOf(head, constants, at, features.margins, row * ODDS, odds);
    const is = likeliest(odds);
    if (is === was || (odds[is - 1] ?? 0) - (odds[was - 1] ?? 0) < constants.flip) continue;
    if (is !== 0 || nearest(head, constants, at, 0) >= constants.near) out[row] = is;
  }
  return out;
}

function likeliest(odds: Float64Array): number {
  let best = 0;
  let top = 0;
  for (let c = 0; c < ODDS; c++) {
    if (odds[c]! > top) {
      top = odds[c]!;
      best = c + 1;
    }
  }
  return best;
}
