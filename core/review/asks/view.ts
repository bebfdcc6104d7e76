/** Asks as a window shows them: what to answer next, and what the answers so far would change elsewhere. */
import { CLASS_INDEX, classOfCode, plainCode, type BeatClass } from '../../beats/classes.ts';
import { BEAT_SOURCE, type BeatColumns } from '../../beats/columns.ts';
import { rowOf } from '../beat-rows.ts';
import { valuesOf, type EditState } from '../state.ts';
import { ASKED_CLASSES } from './features.ts';
import { ARTEFACT, askState, nextAsk, proposal, UNSAID, type AskGround } from './asker.ts';

export interface AskView {
  /** What is asked, or null where nothing is worth an ask. */
  ask: AskOf | null;
  /** Groups that were answered or found mixed so far. */
  answered: number;
  /** What the answers would change elsewhere; empty where nothing. */
  proposal: { keys: Int32Array<ArrayBuffer>; codes: Uint8Array<ArrayBuffer> };
}

export interface AskOf {
  /** Names the group for `ask-mixed`. */
  name: string;
  /** Its beats, in time. */
  keys: Int32Array<ArrayBuffer>;
  /** The one nearest to the middle of the group. */
  example: number;
  /** Class that most of them have now. */
  now: BeatClass;
  /** Beats of the whole recording that an answer is expected to mend. */
  gain: number;
}

/** Name under which a group that was found mixed is kept. */
export function mixedName(runId: number, group: string): string {
  return `mixed ${runId} ${group}`;
}

/** Groups of a run that a reader found mixed. */
function mixedOf(state: EditState, runId: number): Set<string> {
  const prefix = mixedName(runId, '');
  return new Set([...valuesOf(state, 'template').keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length)));
}

/** What people have said of a run's beats, per row of the run. A beat that was taken out is an artefact. */
export function labelsSaid(beats: Pick<BeatColumns, 'key' | 'code' | 'source'>, count: number): Int8Array {
  const labels = new Int8Array(count).fill(ARTEFACT);
  for (let row = 0; row < beats.key.length; row++) {
    const key = beats.key[row]!;
    if (key < 0 || key >= count) continue;
    labels[key] = UNSAID;
    if (beats.source[row] !== BEAT_SOURCE.person) continue;
    const beatClass = classOfCode(beats.code[row]!);
    const asked = (ASKED_CLASSES as readonly BeatClass[]).indexOf(beatClass);
    labels[key] = asked >= 0 ? asked : ARTEFACT;
  }
  return labels;
}

/** The asks of a case as it stands. */
export function askView(ground: AskGround, state: EditState, runId: number): AskView {
  const { beats } = state;
  const mixed = mixedOf(state, runId);
  const asked = askState(ground, labelsSaid(beats, ground.features.count), mixed);
  const next = nextAsk(asked, mixed);
  const keys: number[] = [];
  const codes: number[] = [];
  const proposed = proposal(asked);
  for (let key = 0; key < proposed.length; key++) {
    if (proposed[key] === UNSAID) continue;
    const code = plainCode(ASKED_CLASSES[proposed[key]!]!);
    const row = rowOf(beats, key);
    if (row < 0 || classOfCode(beats.code[row]!) === classOfCode(code)) continue;
    keys.push(key);
    codes.push(code);
  }
  const whole = ground.groups.filter(({ rows }) => rows.every((row) => asked.labels[row] !== UNSAID)).length;
  return {
    ask: next && { name: next.name, keys: Int32Array.from(next.rows), example: next.example, now: mostOf(beats, next.rows), gain: next.gain },
    answered: whole + mixed.size,
    proposal: { keys: Int32Array.from(keys), codes: Uint8Array.from(codes) },
  };
}


function mostOf(beats: BeatColumns, keys: Int32Array): BeatClass {
  const counts = new Map<BeatClass, number>();
  for (const key of keys) {
    const row = rowOf(beats, key);
    if (row < 0) continue;
    const beatClass = classOfCode(beats.code[row]!);
    counts.set(beatClass, (counts.get(beatClass) ?? 0) + 1);
  }
  return [...counts].sort(([a, n], [b, m]) => m - n || CLASS_INDEX[a] - CLASS_INDEX[b])[0]?.[0] ?? 'N';
}
