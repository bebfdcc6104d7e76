/** A fortnight, a journal of a hundred thousand edits, a worklist of ten thousand cases. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StudyRow } from '../../core/contract/types.ts';
import { Chance } from '../../core/synthesis/chance.ts';
import { unpackLines } from '../../core/study/worklist-lines.ts';
import { CaseDatabase } from '../database/case-database.ts';
import { LibraryDatabase } from '../database/library-database.ts';
import { nodeEnvironment, openBackend } from '../open.ts';
import type { Reports, ScaleJob, ScaleOutcome } from './jobs.ts';
import { makeLongCase } from './made-case.ts';
import { withWaits } from './waits.ts';

/** Beats a minute of the made recordings: a fortnight is 1.4 million. */
const RATE = 70;
/** How long an edited case is held open before it is opened again and timed: its journal is folded by then. */
const FOLDING_MS = 60_000;

/** Does each of it `repetitions` times. Throws the AppErrors of the services. */
export async function scale(job: ScaleJob, reports: Reports): Promise<ScaleOutcome> {
  reports.phase('make');
  const plain = join(job.data, 'plain');
  const edited = join(job.data, 'edited');
  const worklist = join(job.data, 'worklist');
  const { caseId, beats } = makeLongCase(plain, { days: job.days, rate: RATE, edits: 0, seed: 14 });
  reports.progress(0.1);
  const other = makeLongCase(edited, { days: job.days, rate: RATE, edits: job.edits, seed: 15 });
  reports.progress(0.4);
  reports.phase('open');
  const open = await openings(plain, caseId, job.repetitions);
  reports.progress(0.6);
  reports.phase('edited');
  const [first] = await openings(edited, other.caseId, 1);
  await folded(edited, other.caseId, job.edits);
  const openEdited = await openings(edited, other.caseId, job.repetitions);
  reports.progress(0.8);
  reports.phase('worklist');
  await mkdir(worklist, { recursive: true, mode: 0o700 });
  await makeWorklist(worklist, job.cases);
  const list = await lists(worklist, job.cases, job.repetitions);
  return { beats, open, openEdited, firstEdited: first!.took, cases: job.cases, list };
}

type Opening = ScaleOutcome['open'][number];

/** Opens the case as the review window does, each time in a backend that has not opened it yet. */
async function openings(data: string, caseId: string, times: number): Promise<Opening[]> {
  const all: Opening[] = [];
  for (let i = 0; i < times; i++) {
    const backend = await openBackend(nodeEnvironment(data));
    const connection = backend.connect();
    const other = backend.connect();
    try {
      all.push(
        await withWaits(other.client, async () => {
          await connection.client.library.open({ caseId });
          await connection.client.review.state({ caseId });
        }),
      );
    } finally {
      connection.close();
      other.close();
      await backend.close();
    }
  }
  return all;
}

/** Holds a case open until its journal is folded. */
async function folded(data: string, caseId: string, edits: number): Promise<void> {
  if (edits === 0) return;
  const backend = await openBackend(nodeEnvironment(data));
  const connection = backend.connect();
  try {
    await connection.client.library.open({ caseId });
    for (const from = performance.now(); performance.now() - from < FOLDING_MS && foldedTo(data, caseId) < edits; ) await sleep(200);
  } finally {
    connection.close();
    await backend.close();
  }
}

function foldedTo(data: string, caseId: string): number {
  const db = CaseDatabase.openReadOnly(join(data, 'cases', caseId, 'case.sqlite'));
  try {
    return db.snapshots.revision();
  } finally {
    db.close();
  }
}

/** An index of so many cases, without the cases. */
async function makeWorklist(data: string, cases: number): Promise<void> {
  const chance = new Chance(7, 0);
  const library = new LibraryDatabase(join(data, 'library.sqlite'));
  try {
    library.together(() => {
      for (let i = 0; i < cases; i++) library.put(madeRow(i, chance), `made ${i}`);
    });
  } finally {
    library.close();
  }
  for (let i = 0; i < cases; i++) await mkdir(join(data, 'cases', caseIdOf(i)), { recursive: true });
}

const caseIdOf = (i: number): string => `MADE${String(i).padStart(22, '0')}`;

function madeRow(i: number, chance: Chance): StudyRow {
  const lane = (most: number): Uint16Array => Uint16Array.from({ length: 96 }, () => chance.whole(0, most));
  return {
    caseId: caseIdOf(i),
    facts: { name: `Made ${i}`, id: `P-${i}`, birth: '1961-05-07', age: '', sex: i % 2 === 0 ? 'F' : 'M', indication: 'palpitations', referredBy: 'Dr Example', medicines: 'none', start: '2026-11-14T08:00:00.000', startAssumed: false },
    format: 'wfdb',
    record: `record-${i}`,
    leadCount: 3,
    seconds: 86_400,
    state: 'ready',
    progress: 1,
    trouble: '',
    priority: 'routine',
    importedAt: new Date(Date.parse('2026-01-01T00:00:00Z') + 60_000 * i).toISOString(),
    sketch: { rate: Uint8Array.from(lane(200)), S: lane(20), V: lane(20) },
    burdenV: 1.25,
    burdenS: 0.5,
    longestRrSeconds: 1.9,
    seen: 3,
    items: 12,
    edits: 40,
    assignedTo: '',
    questions: [],
    readings: { first: null, seconds: [], settling: [] },
    readers: [],
    blind: false,
  };
}

/** All lines as the window asks for them, and as it has them then; each time in a program that has just started. */
async function lists(data: string, cases: number, times: number): Promise<ScaleOutcome['list']> {
  const all: ScaleOutcome['list'] = [];
  for (let i = 0; i < times; i++) {
    const from = performance.now();
    const backend = await openBackend(nodeEnvironment(data));
    const started = (performance.now() - from) / 1000;
    const connection = backend.connect();
    const other = backend.connect();
    try {
      await connection.version;
      const { took, longestWait } = await withWaits(other.client, async () => {
        const rows = unpackLines(await connection.client.library.lines({}));
        if (rows.length !== cases) throw new RangeError(`${rows.length} lines of ${cases}`);
      });
      all.push({ took, longestWait, started });
    } finally {
      connection.close();
      other.close();
      await backend.close();
    }
  }
  return all;
}
