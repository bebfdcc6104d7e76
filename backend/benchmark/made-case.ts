/**
 * A case that is made and not analysed: the columns of a run as an engine would
 * leave them, and a journal as long as is asked for. What is measured on it reads
 * no samples, so it has none; two weeks of three leads would take two gigabytes.
 */
import { CODES, classOfCode } from '../../core/beats/classes.ts';
import type { RunSegment, TemplateInfo } from '../../core/beats/columns.ts';
import { PROBABILITIES } from '../../core/beats/columns.ts';
import { Chance } from '../../core/synthesis/chance.ts';
import { Cases } from '../database/cases.ts';
import { nodeEnvironment } from '../open.ts';

export interface MadeCase {
  days: number;
  /** Beats a minute. */
  rate: number;
  edits: number;
  seed: number;
}

const SAMPLE_RATE = 250;
const LEADS = 3;
const BLOCK_SECONDS = 300;
const TEMPLATES = 12;
const EMBEDDING = 32;
/** Edits in one transaction: writing them is not what is measured. */
const TOGETHER = 2000;

/** Makes such a case in a data folder. Returns its id and how many beats it has. */
export function makeLongCase(dataFolder: string, made: MadeCase): { caseId: string; beats: number } {
  const cases = new Cases(nodeEnvironment(dataFolder));
  try {
    const seconds = made.days * 86_400;
    const { caseId } = cases.createCase(
      {
        record: `made-${made.days}d-${made.edits}`,
        format: 'synthetic',
        sampleRate: SAMPLE_RATE,
        leads: Array.from({ length: LEADS }, (_, i) => ({ name: `L${i + 1}`, gain: 200, baseline: 0, bits: 16 })),
        sampleCount: seconds * SAMPLE_RATE,
        start: { local: '2026-11-14T08:00:00.000', assumed: false },
        patient: { name: '', id: '', birth: '', sex: '' },
        comments: [],
      },
      `made ${made.days} ${made.edits} ${made.seed}`,
    );
    const open = cases.case(caseId);
    open.db.write(() => open.db.finishImport(seconds * SAMPLE_RATE, `made ${made.days} ${made.edits} ${made.seed}`, [], []));
    open.recording = open.db.recording();
    const chance = new Chance(made.seed, 0);
    const runId = cases.beginRun(caseId, { modelName: 'made', modelVersion: '1', modelSha256: '0'.repeat(64), device: 'cpu', leads: [0, 1, 2], settings: {} });
    const codes: number[] = [];
    const blocks = seconds / BLOCK_SECONDS;
    open.db.write(() => {
      for (let index = 0; index < blocks; index++) {
        const segment = madeSegment(index, made.rate, chance);
        for (const code of segment.code) codes.push(code);
        open.db.runs.append(runId, segment, open.recording.header.sampleRate, null, null);
      }
    });
    cases.sealRun(caseId, runId, madeTemplates(), {});
    for (let first = 0; first < made.edits; first += TOGETHER) {
      open.db.write(() => {
        for (let i = first; i < Math.min(made.edits, first + TOGETHER); i++) append(open.db.journal, i, codes, chance);
      });
    }
    open.forget();
    return { caseId, beats: codes.length };
  } finally {
    cases.close();
  }
}

/** One edit that relabels a few neighbouring beats, as a reader does. */
function append(journal: Cases['case'] extends (id: string) => { db: { journal: infer J } } ? J : never, i: number, codes: number[], chance: Chance): void {
  const count = chance.whole(1, 4);
  const key = chance.whole(0, codes.length - count - 1);
  const code = chance.whole(0, 4);
  const keys = Int32Array.from({ length: count }, (_, k) => key + k);
  const before = Uint8Array.from(keys, (k) => codes[k]! & 0xff);
  const sourceBefore = Uint8Array.from(keys, (k) => codes[k]! >> 8);
  for (const k of keys) codes[k] = code | 0x100;
  journal.append({
    id: `MADE${String(i).padStart(22, '0')}`,
    time: '2026-11-20T08:00:00.000Z',
    author: 'Ada',
    kind: 'relabel',
    label: `${count} beats to ${CODES[code]?.[0] ?? ''}`,
    baseRevision: i,
    undoes: null,
    reason: '',
    changes: [{ entity: 'beat', op: 'reclass', keys, before, after: new Uint8Array(count).fill(code), sourceBefore, sourceAfter: new Uint8Array(count).fill(1) }],
  });
}

function madeSegment(index: number, rate: number, chance: Chance): RunSegment {
  const width = BLOCK_SECONDS * SAMPLE_RATE;
  const from = index * width;
  const n = Math.floor((BLOCK_SECONDS * rate) / 60);
  const step = width / n;
  const code = Uint8Array.from({ length: n }, () => {
    const dice = chance.between(0, 1);
    return dice < 0.97 ? 0 : dice < 0.985 ? 1 : 2;
  });
  return {
    index,
    from,
    to: from + width,
    sample: Float64Array.from({ length: n }, (_, i) => Math.round(from + step * (i + 0.5) + chance.between(-12, 12))),
    code,
    template: Uint16Array.from(code, (value) => 1 + (value * 4) + chance.whole(0, 3)),
    probability: Uint8Array.from({ length: n * PROBABILITIES }, (_, i) => (i % PROBABILITIES === ['N', 'S', 'V'].indexOf(classOfCode(code[Math.floor(i / PROBABILITIES)]!)) ? 235 : 5)),
    likeness: new Int8Array(n).fill(92),
    embedding: new Int8Array(n * EMBEDDING),
    quality: new Uint8Array(LEADS * BLOCK_SECONDS),
    unreadable: index % 50 === 7 ? Float64Array.of(from + 1000, from + 6000) : new Float64Array(0),
    evidence: {},
    doubtful: new Float64Array(0),
  };
}

function madeTemplates(): TemplateInfo[] {
  return Array.from({ length: TEMPLATES }, (_, i) => ({
    id: i + 1,
    name: `${['N', 'S', 'V'][Math.floor(i / 4)]}-${String.fromCharCode(97 + (i % 4))}`,
    beatClass: Math.floor(i / 4),
    count: 0,
    average: Array.from({ length: LEADS }, () => Float32Array.from({ length: 90 }, (_, k) => Math.exp(-((k - 30) ** 2) / 20))),
    rate: 125,
    peak: 30,
  }));
}
