/**
 * A client without a program behind it: a synthetic study in memory, edits by
 * the same algebra as the journal's. For looking at the window alone.
 */
import { CLASSES } from '../../core/beats/classes.ts';
import type { Contract, EditRequest } from '../../core/contract/contract.ts';
import { contract } from '../../core/contract/contract.ts';
import type { Client, Running } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import { notice } from '../../core/contract/notice.ts';
import type { EditResult, Facts, ReviewState, Study, StudyRow } from '../../core/contract/types.ts';
import type { Change, JournalEntry } from '../../core/review/edit.ts';
import { diaryIn, type DiaryMark } from '../../core/review/diary.ts';
import { emptyLedger, note } from '../../core/review/ledger.ts';
import { plan } from '../../core/review/plan.ts';
import type { CarryConflict } from '../../core/review/carry.ts';
import { eventMarks, isEventMark, reviewEvents } from '../../core/review/event-ledger.ts';
import { fakeAlike, fakeTrends } from './fake-trends.ts';
import { settingsFrom } from '../../core/rhythm/thresholds.ts';
import { hourMinuteAt } from '../../core/study/clock.ts';
import { liveNumbers, unseenTemplates } from '../../core/study/live-numbers.ts';
import { narrative } from '../../core/study/narrative.ts';
import { fibrillationSaid, withPeople } from '../../core/review/hand-events.ts';
import { openConflicts } from '../../core/review/open-conflicts.ts';
import { placeOf } from '../../core/review/place.ts';
import { impactOf } from '../../core/review/impact.ts';
import { unreadableSpans } from '../../core/review/spans.ts';
import { applyAll, invertAll, valuesOf, type EditState } from '../../core/review/state.ts';
import { findingsAfter, tablesOf, type DayFindings } from '../../core/rhythm/findings.ts';
import type { Signature } from '../../core/contract/types.ts';
import type { StudySummary } from '../../core/study/summary-types.ts';
import { lowHigh } from '../../core/signal/low-high.ts';
import { packLines } from '../../core/study/worklist-lines.ts';
import { densityTrend, rateTrend } from '../../core/study/trend.ts';
import { peopleOf } from '../../core/review/case-people.ts';
import { fakeColleagues } from './fake-colleagues.ts';
import { fakeBenchmark } from './fake-benchmark.ts';
import { fakeDevices } from './fake-devices.ts';
import { fakePeople } from './fake-people.ts';
import { makeDay, random, RATE, signal } from './fake-day.ts';

function running<Item, Out>(steps: readonly Item[], out: () => Promise<Out> | Out, ms = 60): Running<Item, Out> {
  let finish: (out: Out) => void = () => undefined;
  let fail: (thrown: unknown) => void = () => undefined;
  const result = new Promise<Out>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });
  result.catch(() => undefined);
  let cancelled = false;
  const items = (async function* () {
    for (const item of steps) {
      await new Promise((resolve) => setTimeout(resolve, ms));
      if (cancelled) throw new AppError('cancelled', 'Cancelled');
      yield item;
    }
    try {
      finish(await out());
    } catch (thrown) {
      fail(thrown);
    }
  })();
  return { items, result, cancel: () => (cancelled = true) };
}

function endless<Item>(): { running: Running<Item, void>; send: (item: Item) => void } {
  const waiting: Item[] = [];
  let wake: () => void = () => undefined;
  let over = false;
  const items = (async function* () {
    for (;;) {
      const item = waiting.shift();
      if (item !== undefined) yield item;
      else if (over) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  })();
  return {
    running: { items, result: Promise.resolve(), cancel: () => { over = true; wake(); } },
    send: (item) => {
      waiting.push(item);
      wake();
    },
  };
}

export interface FakeOptions {
  hours?: number;
  empty?: boolean;
  /** Bytes of a PDF for the report. */
  pdf?: Uint8Array;
  /** Share that is analysed. */
  analysed?: number;
  failed?: boolean;
  /** A second analysis differs from the reader at three places. */
  conflicts?: boolean;
  /** Marks of the diary that came with the recording. */
  diary?: readonly DiaryMark[];
}

const FACTS: Facts = { name: 'Demo, Patient A', id: 'DX-20388', birth: '1963-03-03', age: '', sex: 'F', indication: 'palpitations', referredBy: 'Dr P. Demo', medicines: 'bisoprolol 2.5 mg', start: '2026-11-14T09:12:00.000', startAssumed: true };

/** The client. Everything lives as long as the page. */
export function fakeClient(options: FakeOptions = {}): Client<Contract> {
  const made = makeDay(options.hours ?? 24, 7);
  const analysedTo = Math.round(made.sampleCount * (options.analysed ?? 1));
  const conflicts: CarryConflict[] = [400, 900, 1500].map((row, i) => ({ kind: i === 1 ? 'gone' : 'label', key: made.beats.key[row]!, sample: made.beats.sample[row]!, person: 0, before: 2, run: i === 1 ? null : 1 }));
  let state: EditState = { beats: made.beats, values: options.conflicts ? new Map([['active-run', new Map([['run', '2'], ['conflicts', JSON.stringify(conflicts)]])]]) : new Map() };
  const entries: JournalEntry[] = [];
  const changesOf = new Map<number, Change[]>();
  const ledger = emptyLedger();
  let revision = 0;
  let settings: Record<string, string> = {};
  const edits = endless<EditResult>();

  const commit = (kind: string, label: string, changes: Change[], undoes: number | null): EditResult => {
    state = applyAll(state, changes);
    revision++;
    const entry: JournalEntry = { sequence: revision, id: String(revision), time: new Date().toISOString(), author: 'Reader A', kind, label, baseRevision: revision - 1, undoes, undone: false, hash: '' };
    entries.push(entry);
    changesOf.set(revision, changes);
    note(ledger, entry);
    return { revision, entry, changes };
  };
  const value = (entity: Parameters<typeof valuesOf>[1]): Record<string, string> => Object.fromEntries(valuesOf(state, entity));
  const facts = (): Facts => {
    const set = value('fact');
    return { ...FACTS, ...set, startAssumed: FACTS.startAssumed && set['start'] === undefined };
  };
  const study = (): Study => ({
    caseId: 'a',
    facts: facts(),
    recording: { record: '208', format: 'wfdb', sampleRate: RATE, sampleCount: made.sampleCount, leads: ['MLII', 'V1', 'V5'].map((name) => ({ name, gain: 200, baseline: 0, bits: 11 })), start: { local: FACTS.start, assumed: true }, comments: [], warnings: [], sha256: '3f9a' },
    run: { runId: 1, modelName: 'wtcnn-s', modelVersion: '1.0', modelSha256: '9f3c71d2aaaae41a', device: 'cpu', leads: [0, 1, 2], programVersion: '0.1.0', startedAt: '', sealedAt: '', analysedTo, stages: { reading: 1.2, beats: 3.4 }, tookSeconds: 4.2 },
    trouble: options.failed ? 'the engine stopped' : '',
    state: signed ? 'signed' : options.failed ? 'failed' : analysedTo < made.sampleCount ? 'analysing' : 'in-review',
    revision,
    head: '3f9a',
    signed,
    readings: { first: null, seconds: [], settling: [] },
  });
  const unreadable = (): Float64Array => unreadableSpans(made.unreadable, valuesOf(state, 'span'));
  const review = (): ReviewState => ({
    revision,
    beats: state.beats,
    templates: made.templates,
    marks: Object.fromEntries(Object.entries(value('review-mark')).filter(([name]) => !isEventMark(name))),
    unreadable: unreadable(),
    unreadableSaid: unreadableSpans([], valuesOf(state, 'span')),
    fibrillation: Float64Array.from(findingsIn(state).ventricular.fibrillation),
    analysedTo,
    strips: [...valuesOf(state, 'strip')].map(([id, json]) => ({ id, ...(JSON.parse(json) as { from: number; to: number; caption: string }) })),
    texts: value('text'),
    settings: value('setting'),
    ...peopleOf(state),
    diary: { file: [...(options.diary ?? [])], said: value('diary') },
  });
  const summary = (): StudySummary => {
    const rate = rateTrend(state.beats, RATE, made.sampleCount, unreadable());
    const density = densityTrend(state.beats, RATE, made.sampleCount, 3600);
    const total = density.counts.map((lane) => lane.reduce((a, b) => a + b, 0));
    const [N, S, V, F, Q, X] = total as [number, number, number, number, number, number];
    const beats = N + S + V + F + Q;
    const at = (values: Float32Array, best: (a: number, b: number) => boolean): { rate: number; sample: number } => {
      let bin = 0;
      values.forEach((v, i) => {
        if (!Number.isNaN(v) && (Number.isNaN(values[bin]!) || best(v, values[bin]!))) bin = i;
      });
      return { rate: values[bin]!, sample: bin * 120 * RATE };
    };
    return {
      counts: { N, S, V, F, Q },
      artefacts: X,
      beats,
      burden: { S: (100 * S) / beats, V: (100 * V) / beats },
      heartRate: { mean: 73, lowest: at(rate.min, (a, b) => a < b), highest: at(rate.max, (a, b) => a > b), windowSeconds: 15 },
      longestRr: { seconds: 2.3, sample: 19 * 3600 * RATE },
      recordedSeconds: made.sampleCount / RATE,
      unreadableSeconds: 350,
      analysableSeconds: made.sampleCount / RATE - 350,
      hours: Array.from({ length: density.counts[0]!.length }, (_, hour) => ({
        from: hour * 3600 * RATE,
        beats: total.length ? CLASSES.slice(0, 5).reduce((sum, __, i) => sum + density.counts[i]![hour]!, 0) : 0,
        min: rate.min[hour * 30] ?? null,
        mean: rate.mean[hour * 30] ?? null,
        max: rate.max[hour * 30] ?? null,
        N: density.counts[0]![hour]!,
        S: density.counts[1]![hour]!,
        V: density.counts[2]![hour]!,
        F: density.counts[3]![hour]!,
        Q: 0,
        unreadableSeconds: hour === 3 ? 20 : 0,
      })),
    };
  };
  let signed: Signature | null = null;
  let known: DayFindings | null = null;
  const thresholds = (of: EditState) => settingsFrom(valuesOf(of, 'setting').get('thresholds'));
  const findingsIn = (of: EditState): DayFindings => (known = findingsAfter(known, { beats: of.beats, sampleRate: RATE, sampleCount: analysedTo, unreadable: unreadable(), gaps: [], fibrillationSaid: fibrillationSaid(of, RATE, thresholds(of)) }, thresholds(of)));
  const picture = (of: EditState) => {
    const day = findingsIn(of);
    const held = state;
    state = of;
    const counted = summary();
    state = held;
    const { counted: standing, said } = withPeople(day.findings, day.series, of, thresholds(of));
    return { summary: counted, tables: tablesOf({ findings: standing, series: day.series, said }, thresholds(of)), findings: standing };
  };
  /** As people left them. */
  const peoples = (of: EditState) => {
    const day = findingsIn(of);
    return withPeople(day.findings, day.series, of, thresholds(of));
  };
  const locked = (): void => {
    if (signed) throw new AppError('case-locked', 'This case is signed.', { hint: 'Reopen it first, and say why.' });
  };
  let ids = 0;
  const planned = (request: EditRequest) => {
    const parsed = contract.review.edit.input.shape.request.parse(request);
    return plan(state, parsed, { nextSerial: revision + 1, nextTemplate: 100 + revision, analysedTo, sampleRate: RATE, templateName: (id) => made.templates.find((t) => t.id === id)?.name ?? '', findings: () => peoples(state).findings, sampleCount: made.sampleCount, diary: () => diaryIn(options.diary ?? [], state), newId: () => `s${revision}-${ids++}` });
  };
  const next = random(3);
  const sketch = (base: number, V: number, S: number, cut = 1) => ({
    rate: Uint8Array.from({ length: 110 }, (_, i) => (i > 110 * cut ? 0 : base + 8 * Math.sin(i / 9) + next() * 4 + (i > 62 && i < 90 ? -12 : 6))),
    S: Uint16Array.from({ length: 110 }, (_, i) => (i < 110 * cut && next() < S ? 1 + next() * 6 : 0)),
    V: Uint16Array.from({ length: 110 }, (_, i) => (i < 110 * cut && next() < V ? 1 + next() * 40 * V : 0)),
  });
  const row = (caseId: string, more: Omit<Partial<StudyRow>, 'facts'> & { facts?: Partial<Facts> }): StudyRow => ({
    caseId, format: 'edf', record: '208', leadCount: 3, seconds: 86_400, state: 'in-review', progress: 1, trouble: '', priority: 'routine', importedAt: `2026-11-2${caseId.charCodeAt(0) % 9}`, sketch: sketch(66, 0.1, 0.1), burdenV: 0.2, burdenS: 0.1, longestRrSeconds: 1.4, seen: 3, items: 19, edits: 0, assignedTo: '', questions: [], readings: { first: null, seconds: [], settling: [] }, readers: [], blind: false, ...more,
    facts: { ...FACTS, startAssumed: false, ...more.facts },
  });
  let rows: StudyRow[] = options.empty ? [] : [
    row('f', { priority: 'urgent', facts: { name: 'Demo, Patient F', id: 'DX-20417', birth: '1945-01-01', sex: 'M', start: '2026-11-18T08:40:00' }, seconds: 172_800, longestRrSeconds: 4.1, seen: 12, items: 58, edits: 14, urgent: 3, findings: { decided: 2, of: 9 } }),
    row('k', { priority: 'urgent', facts: { name: 'Demo, Patient K', id: 'DX-20422', birth: '1959-01-01', sex: 'M', start: '2026-11-20T10:05:00' }, burdenV: 14.2, sketch: sketch(64, 0.85, 0.1), seen: 3, items: 49 }),
    row('a', { priority: 'soon', format: 'wfdb', facts: { startAssumed: true }, burdenV: 1.4, burdenS: 0.4, longestRrSeconds: 2.3, seen: 27, items: 41, edits: 58, sketch: sketch(70, 0.6, 0.5) }),
    row('m', { priority: 'soon', state: 'analysing', progress: 0.62, facts: { name: 'Demo, Patient M', id: 'DX-20425', birth: '1952-01-01' }, burdenV: null, burdenS: null, longestRrSeconds: null, sketch: sketch(66, 0.1, 0.1, 0.62) }),
    row('c', { state: 'failed', progress: 0.62, trouble: 'the engine stopped', facts: { name: 'Demo, Patient C', id: 'DX-20401', birth: '1968-01-01', sex: 'M' }, burdenV: null, burdenS: null, longestRrSeconds: null }),
    row('h', { state: 'ready', seen: 0, items: 12, facts: { name: 'Demo, Patient H', id: 'DX-20419', birth: '1987-01-01', sex: 'M', startAssumed: true } }),
    row('j', { state: 'part-readable', trouble: 'file ends early, 11 h 37 kept', facts: { name: 'Demo, Patient J', id: 'DX-20420' }, seconds: 41_820 }),
    row('l', { state: 'waiting', progress: 0, sketch: null, burdenV: null, burdenS: null, longestRrSeconds: null, facts: { name: 'Demo, Patient L', id: 'DX-20424' } }),
    row('g', { state: 'signed', seen: 19, facts: { name: 'Demo, Patient G', id: 'DX-20371', birth: '1992-01-01' } }),
  ];
  const listRow = endless<{ caseId: string; row: StudyRow | null }>();

  const client: Client<Contract> = {
    asks: { next: () => Promise.resolve({ revision: 0, ask: null, answered: 0, proposal: { keys: new Int32Array(0), codes: new Uint8Array(0) } }), alike: async ({ keys }) => fakeAlike(state.beats, keys, revision) },
    vault: { status: async () => ({ state: 'plain' }), unlock: async () => ({ state: 'plain' }), changePassphrase: async () => ({ state: 'plain' }) },
    library: {
      list: async () => rows,
      lines: async () => packLines(rows),
      open: async () => study(),
      study: async () => study(),
      changes: () => listRow.running,
      setPriority: async ({ caseId, priority }) => {
        const fresh = { ...rows.find((one) => one.caseId === caseId)!, priority };
        rows = rows.map((one) => (one.caseId === caseId ? fresh : one));
        return fresh;
      },
      remove: async ({ caseId }) => ({ caseId }),
      access: async () => [],
      backups: async () => [],
      backup: async () => { throw new AppError('case-missing', 'This case is not here.'); },
      restore: async () => { throw new AppError('backup-missing', 'There is no backup of it yet.'); },
      rebuild: async () => ({ cases: 0 }),
      erase: async () => { throw new AppError('case-missing', 'This case is not here.'); },
      receive: async () => { throw new AppError('file-missing', 'There is no such file.'); },
      verify: () => running([{ fraction: 1 }], () => ({ ok: true, edits: revision, head: '', troubles: [] })),
    },
    import: {
      recordings: async ({ paths }) => paths,
      formats: async () => [{ name: 'wfdb', label: 'WFDB', extensions: ['.hea', '.dat'] }, { name: 'edf', label: 'EDF', extensions: ['.edf'] }, { name: 'edf+', label: 'EDF+', extensions: ['.edf'] }, { name: 'ishne', label: 'ISHNE', extensions: ['.ecg'] }],
      file: () => running([{ stage: 'reading', fraction: 0.4, caseId: null }], () => ({ caseId: 'a', alreadyThere: true, warnings: [] })),
      uploadStart: async () => ({ upload: '1' }),
      uploadChunk: async ({ bytes }) => ({ bytes: bytes.length }),
      upload: () => running([{ stage: 'reading', fraction: 0.4, caseId: null }], () => { throw new AppError('file-empty', 'The file is empty.', { hint: 'Copy it from the recorder again.' }); }, 300),
      keep: async () => { throw new AppError('not-ready', 'The import of this recording was not broken off.'); },
      demo: () => running(Array.from({ length: 20 }, (_, i) => ({ stage: 'making the day', fraction: i / 20, caseId: null })), () => ({ caseId: 'a', alreadyThere: false, warnings: [] })),
    },
    live: {
      look: async () => ({ open: false, grows: false, seconds: 0 }),
      start: async () => ({ caseId: 'a', resumed: false }),
      resume: async ({ caseId }) => ({ caseId }),
      stop: async ({ caseId }) => ({ caseId }),
      end: () => running([], () => ({ caseId: 'a', runId: 1, device: 'cpu', deviceWords: 'cpu', summary: summary() })),
      changes: () => endless<never>().running,
    },
    analysis: {
      start: () => running(Array.from({ length: 10 }, (_, i) => ({ caseId: 'a', stage: 'beats', fraction: i / 10, analysedTo: 0 })), () => ({ caseId: 'a', runId: 1, device: 'cpu', deviceWords: 'cpu', summary: summary() })),
      engine: async () => ({ state: 'idle', caseId: null, fraction: 0, device: 'cpu', model: 'wtcnn-s 1.0', trouble: '' }),
      engineChanges: () => endless<never>().running,
      models: async () => [],
    },
    review: {
      state: async () => review(),
      conflicts: async () => openConflicts(state),
      events: async () => ({ revision, events: reviewEvents(peoples(state).findings, eventMarks(state)).map(({ was, ...event }) => ({ ...event, by: was === null ? null : revision })) }),
      places: async ({ sequences }) => sequences.map((sequence) => placeOf(changesOf.get(sequence) ?? [], (key) => state.beats.sample[state.beats.key.indexOf(key)] ?? null)),
      impact: async ({ request }) => {
        const { changes, label } = planned(request);
        return { ...impactOf(state, changes, picture), revision, label, reopened: [] };
      },
      signal: async ({ from, to, filter }) => ({ from, to, leads: signal(made, from, to, filter === 'none') }),
      envelope: async ({ from, to, buckets, leads }) => {
        const bounds = signal(made, from, to, false).filter((_, lead) => leads?.includes(lead) ?? true).map((values) => lowHigh(values, buckets));
        return { from, to, min: bounds.map(({ min }) => min), max: bounds.map(({ max }) => max) };
      },
      heldKey: async () => ({ key: new Uint8Array(32).fill(7) }),
      measure: async () => ({ pOnset: -0.16, pEnd: -0.06, qrsOnset: -0.04, qrsEnd: 0.05, tPeak: 0.26, tEnd: 0.35, pr: 120, qrs: 90, qt: 390, rr: 800, qtc: { bazett: 436, fridericia: 420, framingham: 421, hodges: 416 } }),
      widths: async ({ keys }) => ({ ms: Float32Array.from(keys, (key) => (state.beats.code[state.beats.key.indexOf(key)] === 0 ? 90 + (key % 7) : 140 + (key % 11))), leads: new Uint32Array(keys.length).fill(7) }),
      thumbnails: async ({ keys, lead, beforeSeconds = 0.25, afterSeconds = 0.45 }) => {
        const before = Math.round(beforeSeconds * RATE);
        const samples = before + Math.round(afterSeconds * RATE);
        const values = new Float32Array(keys.length * samples);
        keys.forEach((key, i) => {
          const at = state.beats.sample[state.beats.key.indexOf(key)]!;
          const odd = (100 - (state.beats.likeness[key] ?? 95)) / 100;
          const trace = signal(made, at - before, at - before + samples, false)[lead]!;
          values.set(trace.map((v, s) => v * (1 - odd * 0.3) + odd * 0.4 * Math.sin(s / 9)), i * samples);
        });
        return { samples, before, values };
      },
      edit: async ({ request }) => {
        locked();
        const made_ = planned(request);
        return commit(made_.kind, made_.label, made_.changes, null);
      },
      undo: async ({ sequence }) => {
        const target = sequence ?? ledger.standing.at(-1);
        if (target === undefined) throw new AppError('nothing-to-undo', 'There is nothing to undo.');
        return commit('undo', 'undo', invertAll(changesOf.get(target)!), target);
      },
      redo: async () => {
        const target = ledger.redoable.at(-1);
        if (target === undefined) throw new AppError('nothing-to-undo', 'There is nothing to redo.');
        return commit('redo', 'redo', changesOf.get(target)!, target);
      },
      history: async () => entries,
      changes: () => edits.running,
      summary: async () => summary(),
      waveTrends: async () => fakeTrends(made.sampleCount, RATE),
      leadQuality: async () => ({ stepSeconds: 60, leads: [0], grades: new Uint8Array(Math.ceil(made.sampleCount / RATE / 60)) }),
      variability: async () => ({ whole: { from: 0, to: made.sampleCount, usable: 0, refused: 'not in this picture' }, day: null, night: null, hours: [], pieces: [] }),
      findings: async () => ({ revision, findings: peoples(state).findings, tables: picture(state).tables, fibrillation: Float64Array.from(findingsIn(state).ventricular.fibrillation) }),
    },
    report: {
      render: () => running([{ fraction: 0.5 }], () => {
        if (!options.pdf) throw new AppError('analysis-failed', 'There is no printer in this picture.');
        return { pdf: options.pdf, sha256: 'ab', pages: 1, revision, places: [] };
      }),
      draft: async () => {
        const day = picture(state);
        const standing = reviewEvents(day.findings, eventMarks(state));
        const numbers = liveNumbers({ summary: day.summary, tables: day.tables, findings: day.findings.map((finding, i) => ({ finding, state: standing[i]!.state })), symptoms: [], unseen: unseenTemplates(state.beats, value('review-mark')), clock: (at) => hourMinuteAt({ local: facts().start, assumed: true }, RATE, at) });
        return { revision, language: 'en', numbers, narrative: narrative(numbers, 'en') };
      },
      save: async ({ path }) => ({ path, sha256: '' }),
      disclosure: () => running([{ fraction: 0.5 }], () => ({ pdf: options.pdf ?? new Uint8Array(0), sha256: 'ab', pages: 1 })),
      sign: async ({ baseRevision, reason = '' }) => {
        locked();
        if (baseRevision !== revision) throw new AppError('edit-conflict', 'The case was changed since it was looked at.');
        const entry = commit('sign-off', reason === '' ? 'signed: report ab' : `signed: report ab, ${reason}`, [], null);
        signed = { author: 'Reader A', time: new Date().toISOString(), sequence: entry.revision, sha256: 'ab', pages: 1, revision: baseRevision };
        return signed;
      },
      reopen: async ({ reason }) => {
        if (!signed) throw new AppError('edit-refused', 'This case is not signed.');
        if (reason.trim() === '') throw new AppError('edit-refused', 'A signed case is not reopened without a reason.');
        signed = null;
        return commit('reopening', 'reopened: report ab withdrawn', [], null);
      },
    },
    export: { labels: async () => ({ files: [] }), whole: async ({ path }) => ({ path, bytes: 0 }), sqlite: async ({ path }) => ({ path }) },
    settings: {
      get: async () => settings,
      thresholdChanges: async () => [],
      logo: async () => null,
      setLogo: async () => null,
      setOwn: async ({ name, value: given }) => (settings = { ...settings, [name]: given }),
      set: async ({ name, value: given }) => (settings = { ...settings, [name]: given }),
      about: async () => ({ version: '0.1.0', notice: notice('0.1.0'), dataFolder: 'Documents/Isoline', licence: 'Apache-2.0', freeBytes: 412e9, reader: 'Reader A' }),
    },
    benchmark: fakeBenchmark(),
    devices: fakeDevices(() => settings),
    people: fakePeople(),
    colleagues: fakeColleagues(() => state, commit),
  };
  return client;
}
