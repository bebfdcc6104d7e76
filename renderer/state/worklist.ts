/** The worklist: every study as a line, what is being brought in, what is looked for. */
import { create } from 'zustand';
import { errorShape, type ErrorShape } from '../../core/contract/errors.ts';
import type { Running } from '../../core/contract/define.ts';
import type { ImportProgress, ImportResult, StudyRow } from '../../core/contract/types.ts';
import { unpackLines } from '../../core/study/worklist-lines.ts';
import { day, duration, parseLocal } from '../parts/format.ts';
import { inWords } from '../parts/language.ts';
import { WL } from '../parts/words-live.ts';
import { STATE_NAME, W } from '../parts/words.ts';
import { refusedAs } from './may.ts';
import { ownName } from './own-name.ts';
import { client, say, sayFailure, useSession } from './session.ts';
import { tourWithNextStudy } from './tour.ts';

export const FILTERS = ['urgent', 'needs-eye', 'in-review', 'mine', 'asked', 'all', 'analysing', 'ready', 'signed', 'trouble', 'second', 'pause', 'burden', 'assumed'] as const;
export type FilterName = (typeof FILTERS)[number];

/** Past these a finding gets a box, while the study is open, and is found by the saved filters: RR in seconds, burdens in percent. 10 % of V is where a cardiomyopathy may come of them (ESC guidelines on ventricular arrhythmias, 2022). */
export const LIMITS = { rrSeconds: 3, burdenV: 10, burdenAf: 0 } as const;

/** An import on its way. */
export interface Incoming {
  id: number;
  name: string;
  stage: string;
  fraction: number;
  caseId: string | null;
  failure: ErrorShape | null;
  /** Files may be given again. */
  again: (() => void) | null;
  cancel: (() => void) | null;
  /** The file is still written: it may be followed, or imported as it is. */
  offer?: { words: string; follow: () => void; take: () => void } | null;
}

interface Worklist {
  rows: StudyRow[];
  loaded: boolean;
  search: string;
  filter: FilterName;
  /** Case under the reader's hand. */
  selected: string | null;
  incoming: Incoming[];
  formats: { name: string; label: string; extensions: string[] }[];
  dragging: boolean;
  /** Cases in the order of the list. A line keeps its place until the reader asks for another view. */
  order: string[];
}

export const useWorklist = create<Worklist>()(() => ({ rows: [], loaded: false, search: '', filter: 'all', selected: null, incoming: [], formats: [], dragging: false, order: [] }));
const get = useWorklist.getState;
const set = useWorklist.setState;

/** Reads the list and hears every change of it, until told to stop. */
export function followWorklist(): () => void {
  const changes = client().library.changes({});
  const hear = async (): Promise<void> => {
    for await (const { caseId, row } of changes.items) {
      const { rows } = get();
      const at = rows.findIndex((old) => old.caseId === caseId);
      if (row === null) set({ rows: rows.filter((old) => old.caseId !== caseId) });
      else if (at < 0) set({ rows: [row, ...rows] });
      else set({ rows: rows.with(at, row) });
    }
  };
  hear().catch(sayFailure);
  changes.result.catch(() => undefined);
  Promise.all([client().library.lines({}), client().import.formats({})])
    .then(([lines, formats]) => {
      const rows = unpackLines(lines);
      set({ rows, formats, loaded: true, order: sorted(rows) });
    })
    .catch(sayFailure);
  return () => changes.cancel();
}

/** Running work: nothing for a reader to do yet. */
export function isRunning(row: StudyRow): boolean {
  return row.state === 'importing' || row.state === 'recording' || row.state === 'waiting' || row.state === 'analysing';
}

export function isDone(row: StudyRow): boolean {
  return row.state === 'signed';
}

/** Urgent findings of an open study that nobody has decided on. */
export function urgentLeft(row: StudyRow): number {
  return isDone(row) ? 0 : (row.urgent ?? 0);
}

/** Items of a study, decided and all, as its own queue counts them but for questions: templates, diary, conflicts, the findings that weigh, and a start time that was assumed. */
export function itemsOf({ seen, items, findings, facts }: StudyRow): { seen: number; items: number } {
  return { seen: seen + (findings?.decided ?? 0), items: items + (findings?.of ?? 0) + (facts.startAssumed ? 1 : 0) };
}

/** Something is left to look at, or went wrong. */
export function needsEye(row: StudyRow): boolean {
  if (row.state === 'failed' || row.state === 'broken-off') return true;
  return !isRunning(row) && !isDone(row) && (row.seen < row.items || (row.findings !== undefined && row.findings.decided < row.findings.of));
}

export function fits(row: StudyRow, filter: FilterName): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'urgent':
      return urgentLeft(row) > 0;
    case 'needs-eye':
      return needsEye(row);
    case 'in-review':
      return row.state === 'in-review';
    case 'analysing':
      return isRunning(row);
    case 'ready':
      return row.state === 'ready';
    case 'signed':
      return isDone(row);
    case 'trouble':
      return row.state === 'failed' || row.state === 'broken-off' || row.state === 'part-readable';
    case 'pause':
      return (row.longestRrSeconds ?? 0) > LIMITS.rrSeconds;
    case 'burden':
      return (row.burdenV ?? 0) > LIMITS.burdenV;
    case 'mine':
      return row.assignedTo !== '' && row.assignedTo === ownName();
    case 'asked':
      return row.questions.includes(ownName()) || row.questions.includes('');
    case 'second':
      return row.readings.first !== null || row.readings.seconds.length > 0;
    case 'assumed':
      return row.facts.startAssumed;
  }
}

/** As it is searched for: whoever types `furst` finds Fürst, and `strasse` Straße. */
function folded(text: string): string {
  // Most lines have nothing to fold, and ten thousand of them are looked through with each key.
  const plain = text.toLowerCase();
  return /[^\u0020-\u007e]/.test(plain) ? plain.normalize('NFKD').replaceAll(/\p{Mn}/gu, '').replaceAll('ß', 'ss') : plain;
}

/** Every word of the search stands somewhere in the line, whatever its accents, the name that an unnamed one is shown under and the day of its start among it, as it is shown and as ISO 8601 writes it. */
export function matches(row: StudyRow, search: string): boolean {
  const began = row.facts.startAssumed ? null : parseLocal(row.facts.start);
  const text = [row.facts.name || W.worklist.unnamed(row.record), ...(began === null ? [] : [day(began), row.facts.start.slice(0, 10)]), row.facts.id, row.facts.indication, row.facts.referredBy, row.record, row.format, STATE_NAME[row.state], W.worklist.priorities[row.priority], inWords(row.trouble), row.assignedTo].join(' ');
  const line = folded(text);
  return folded(search)
    .split(/\s+/)
    .every((word) => line.includes(word));
}

const URGENCY = { urgent: 0, soon: 1, routine: 2 } as const;

function rank(row: StudyRow): number {
  return (isDone(row) ? 100 : 0) - (urgentLeft(row) > 0 ? 50 : 0) + URGENCY[row.priority] * 10 + (needsEye(row) ? 0 : isRunning(row) ? 1 : 2);
}

/**
 * The study that *Open next* opens: the one under the reader's hand, else the most
 * urgent that waits, wherever its line stands; where none waits, one that is done,
 * else one that is still coming in.
 */
export function nextToOpen(shown: readonly StudyRow[], selected: string | null): StudyRow | undefined {
  const chosen = shown.find(({ caseId }) => caseId === selected);
  if (chosen) return chosen;
  let best: StudyRow | undefined;
  for (const row of shown) if (needsEye(row) && row.state !== 'failed' && (!best || rank(row) < rank(best))) best = row;
  return best ?? shown.find((row) => !isRunning(row)) ?? shown[0];
}

/** Urgent first, then what waits on the reader, then the newest. */
function sorted(rows: readonly StudyRow[]): string[] {
  return rows.toSorted((a, b) => rank(a) - rank(b) || b.importedAt.localeCompare(a.importedAt)).map((row) => row.caseId);
}

/** Another view of the list; only then are the lines put in order anew. */
export function look(view: Partial<Pick<Worklist, 'filter' | 'search'>>): void {
  set({ ...view, order: sorted(get().rows) });
}

/** The lines to show, in the order that holds; what came in since stands first. */
export function shownRows(state: Pick<Worklist, 'rows' | 'filter' | 'search' | 'order'>): StudyRow[] {
  const place = new Map(state.order.map((caseId, i) => [caseId, i]));
  return state.rows.filter((row) => fits(row, state.filter) && matches(row, state.search)).toSorted((a, b) => (place.get(a.caseId) ?? -1) - (place.get(b.caseId) ?? -1) || b.importedAt.localeCompare(a.importedAt));
}

let serial = 0;

function patch(id: number, more: Partial<Incoming>): void {
  set({ incoming: get().incoming.map((item) => (item.id === id ? { ...item, ...more } : item)) });
}

function start(name: string): number {
  const id = ++serial;
  set({ incoming: [...get().incoming, { id, name, stage: W.worklist.uploading, fraction: 0, caseId: null, failure: null, again: null, cancel: null }] });
  return id;
}

export function dismiss(id: number): void {
  set({ incoming: get().incoming.filter((item) => item.id !== id) });
}

function done(results: ImportResult[]): void {
  const fresh = results.filter((result) => !result.alreadyThere);
  const [first] = results;
  if (first) set({ selected: first.caseId });
  if (fresh.length > 0) say(W.worklist.imported(fresh.length));
  else if (first) say(W.worklist.alreadyThere);
}

async function track<Out>(id: number, running: Running<ImportProgress, Out>, finish: (out: Out) => ImportResult[]): Promise<void> {
  patch(id, { cancel: () => running.cancel() });
  for await (const item of running.items) patch(id, { stage: item.stage, fraction: item.fraction, caseId: item.caseId });
  const results = finish(await running.result);
  dismiss(id);
  done(results);
}

function guarded(id: number, work: Promise<void>, again: () => void): void {
  work.catch((thrown: unknown) => {
    const failure = errorShape(thrown);
    if (failure.code === 'cancelled') dismiss(id);
    else {
      patch(id, {
        failure,
        cancel: null,
        again: () => {
          dismiss(id);
          again();
        },
      });
      if (failure.code === 'closed') useSession.setState({ lost: true });
    }
  });
}

/** Imports recordings that lie on this computer, one after the other as lines of their own. */
export function importPaths(paths: readonly string[]): void {
  if (paths.length < 2) return paths.forEach(importPath);
  client()
    .import.recordings({ paths: [...paths] })
    .then((recordings) => recordings.forEach(importPath))
    .catch(sayFailure);
}

/** A file that is still written is offered to be followed; any other is imported. */
function importPath(path: string): void {
  const id = start(path.split(/[/\\]/).at(-1) ?? path);
  patch(id, { stage: WL.looking });
  client()
    .live.look({ path })
    .then(({ open, grows, seconds }) => {
      dismiss(id);
      if (open || grows) offer(path, grows ? WL.grows(duration(seconds)) : WL.open(duration(seconds)));
      else takePath(path);
    })
    .catch(() => {
      // What cannot be followed is imported, and what cannot be read says so there.
      dismiss(id);
      takePath(path);
    });
}

function offer(path: string, words: string): void {
  const id = start(path.split(/[/\\]/).at(-1) ?? path);
  const then = (work: () => void) => (): void => {
    dismiss(id);
    work();
  };
  patch(id, { offer: { words, follow: then(() => followPath(path)), take: then(() => takePath(path)) } });
}

/** Follows a recording that is still written. */
function followPath(path: string): void {
  client()
    .live.start({ path })
    .then(({ caseId }) => set({ selected: caseId }))
    .catch(sayFailure);
}

function takePath(path: string): void {
  const id = start(path.split(/[/\\]/).at(-1) ?? path);
  guarded(
    id,
    track(id, client().import.file({ path }), (result) => [result]),
    () => takePath(path),
  );
}

const CHUNK = 1_000_000;

async function upload(id: number, files: readonly File[]): Promise<void> {
  const { upload: name } = await client().import.uploadStart({});
  const all = files.reduce((sum, file) => sum + file.size, 0);
  let sent = 0;
  for (const file of files) {
    // An empty file is sent too: what is wrong with it is said by its reader.
    for (let offset = 0; offset === 0 || offset < file.size; offset += CHUNK) {
      const bytes = new Uint8Array(await file.slice(offset, offset + CHUNK).arrayBuffer());
      await client().import.uploadChunk({ upload: name, name: file.name, offset, bytes });
      sent += bytes.length;
      patch(id, { fraction: all === 0 ? 0 : (0.3 * sent) / all });
    }
  }
  const running = client().import.upload({ upload: name });
  patch(id, { cancel: () => running.cancel() });
  for await (const item of running.items) patch(id, { stage: item.stage, fraction: 0.3 + 0.7 * item.fraction, caseId: item.caseId });
  const results = await running.result;
  dismiss(id);
  done(results);
}

/** Brings files in: by their paths in Electron, by upload (all together) in a browser. */
export function importFiles(files: readonly File[]): void {
  if (files.length === 0) return;
  const { host } = useSession.getState();
  const paths = host ? files.map((file) => host.pathOf(file)).filter((path) => path !== '') : [];
  if (host?.kind === 'electron' && paths.length === files.length) {
    importPaths(recordPaths(paths));
    return;
  }
  const id = start(files.length === 1 ? files[0]!.name : `${files[0]!.name} + ${files.length - 1}`);
  guarded(id, upload(id, files), () => importFiles(files));
}

/** Of the files of one WFDB record only the header is named; the reader finds the others beside it. */
export function recordPaths(paths: readonly string[]): string[] {
  const stem = (path: string): string => path.replace(/\.[^./\\]*$/, '');
  const headers = new Set(paths.filter((path) => path.toLowerCase().endsWith('.hea')).map(stem));
  return paths.filter((path) => path.toLowerCase().endsWith('.hea') || !headers.has(stem(path)));
}

/** Asks for files: the system's dialog in Electron, the page's in a browser. */
export async function chooseFiles(picker: HTMLInputElement | null): Promise<void> {
  const { host } = useSession.getState();
  if (host?.kind === 'electron') {
    try {
      importPaths(recordPaths(await host.openFiles()));
    } catch (thrown) {
      sayFailure(thrown);
    }
  } else picker?.click();
}

export function importDemo(): void {
  if (refusedAs('technician')) return;
  tourWithNextStudy();
  const id = start(W.worklist.demoMaking);
  guarded(
    id,
    track(id, client().import.demo({}), (result) => [result]),
    importDemo,
  );
}

const NEXT_PRIORITY = { routine: 'soon', soon: 'urgent', urgent: 'routine' } as const;

export function cyclePriority(row: StudyRow): void {
  if (refusedAs('technician')) return;
  client()
    .library.setPriority({ caseId: row.caseId, priority: NEXT_PRIORITY[row.priority] })
    .then((fresh) => set({ rows: get().rows.map((old) => (old.caseId === fresh.caseId ? fresh : old)) }))
    .catch(sayFailure);
}

/** Starts or goes on with the analysis of a line. */
export function analyseRow(row: StudyRow, resume: boolean): void {
  if (refusedAs('technician')) return;
  const running = client().analysis.start({ caseId: row.caseId, resume });
  const listen = async (): Promise<void> => {
    for await (const progress of running.items) {
      const { rows } = get();
      const at = rows.findIndex((old) => old.caseId === row.caseId);
      if (at >= 0 && rows[at]!.state === 'analysing') set({ rows: rows.with(at, { ...rows[at]!, progress: progress.fraction }) });
    }
    await running.result;
  };
  listen().catch(sayFailure);
}

/** Ends an import that was broken off with what came in. */
export function keepRow(caseId: string): void {
  if (refusedAs('technician')) return;
  client().import.keep({ caseId }).catch(sayFailure);
}

/** Follows a recording again that nobody follows. */
export function followRow(row: StudyRow): void {
  if (refusedAs('technician')) return;
  client().live.resume({ caseId: row.caseId }).catch(sayFailure);
}
