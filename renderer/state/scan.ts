/**
 * The live scan: the day played beat over beat, each drawn over those before it,
 * so that an odd one jumps out. It runs through the beats from the one at hand,
 * as fast as the reader likes, and stops at a key; there the beat is the current
 * one, and class keys act on it.
 */
import { create } from 'zustand';
import { CLASS_INDEX } from '../../core/beats/classes.ts';
import { keysOfRows, rowOf } from '../../core/review/beat-rows.ts';
import { rowsWhere } from './derived.ts';
import { useReview } from './review.ts';
import { client, sayFailure } from './session.ts';
import { currentRow, goToRow, useView } from './view.ts';

export const SCAN_BEFORE_MS = 250;
export const SCAN_AFTER_MS = 450;
/** Beats fetched in one answer, and of how many answers the next is asked for early. */
const BATCH = 512;
const KEPT = 4;
/** Leads that are drawn side by side. */
const LEADS = 3;
/** Beats a second, slow to fast. At 70/min twenty a second are 17 times the pace of the heart. */
export const SPEEDS = [2, 5, 10, 20, 50, 100, 200] as const;
/** Beats that stay on the screen, the older the paler. */
export const TRAIL = 16;

interface Batch {
  samples: number;
  before: number;
  /** By lead: beat after beat, mV. */
  values: Float32Array[];
}

interface Scan {
  /** Row of the newest beat on the screen, and how many beats there are. */
  row: number;
  playing: boolean;
  speed: number;
  leads: readonly number[];
  /** Grows with every answer: what is on the screen may be drawn again. */
  version: number;
}

const NOTHING: Scan = { row: -1, playing: false, speed: 20, leads: [], version: 0 };

export const useScan = create<Scan>()(() => NOTHING);
const get = useScan.getState;
const set = useScan.setState;

/** Keys of the beats that are played, all but artefacts, and their rows. */
let played = new Int32Array(0);
let rows = new Int32Array(0);
/** Place among them, with its fraction. */
let place = 0;
let batches = new Map<number, Batch | 'asked'>();
let turn = 0;
let frame = 0;
let last = 0;

/** Begins at the beat at hand, playing. */
export function beginScan(): void {
  const { beats, derived, study } = useReview.getState();
  const { firstLead } = useView.getState();
  rows = rowsWhere(beats.key.length, (row) => derived.classes[row] !== CLASS_INDEX.X);
  if (rows.length === 0) return;
  played = keysOfRows(beats, rows);
  const leads = Array.from({ length: Math.min(LEADS, (study?.recording.leads.length ?? 0) - firstLead) }, (_, i) => firstLead + i);
  batches = new Map();
  turn++;
  const at = currentRow();
  place = Math.max(0, rows.findIndex((row) => row >= at));
  set({ ...NOTHING, speed: get().speed, leads, row: rows[place]! });
  useView.setState({ panel: 'scan', lasso: null });
  play();
}

/** Ends it; the beat that is shown is the current one. */
export function endScan(): void {
  pause();
  turn++;
  batches = new Map();
  played = rows = new Int32Array(0);
  useView.setState({ panel: 'strip' });
}

/** Forgets what was read, where the study is left in the middle of it. */
export function forgetScan(): void {
  cancelAnimationFrame(frame);
  turn++;
  batches = new Map();
  played = rows = new Int32Array(0);
  set(NOTHING);
}

/** Beats came or went: those that are played have other rows, and what is gone is passed. The beat on the screen stays, or the next one comes. */
function follow(): void {
  const { beats } = useReview.getState();
  if (rows.every((row, at) => beats.key[row] === played[at])) return;
  const there = played.map((key) => rowOf(beats, key));
  const here = Math.floor(place);
  const gone = there.subarray(0, here).reduce((n, row) => n + (row < 0 ? 1 : 0), 0);
  if (there.includes(-1)) {
    // Batches are by place, and behind what is gone every place is another.
    turn++;
    batches = new Map();
  }
  played = played.filter((_, at) => there[at]! >= 0);
  rows = there.filter((row) => row >= 0);
  place = Math.max(0, Math.min(rows.length - 1, here - gone));
  set({ row: rows[place] ?? -1 });
  if (rows.length === 0) forgetScan();
  else void read(Math.floor(place / BATCH));
}

useReview.subscribe(({ beats }, before) => {
  if (rows.length > 0 && beats.key !== before.beats.key) follow();
});

export function pause(): void {
  cancelAnimationFrame(frame);
  const { row } = get();
  set({ playing: false });
  if (row >= 0) goToRow(row);
}

export function play(): void {
  if (rows.length === 0) return;
  if (place >= rows.length - 1) place = 0;
  last = performance.now();
  set({ playing: true });
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(tick);
}

export function toggleScan(): void {
  if (get().playing) pause();
  else play();
}

/** A beat on or back; it stands still for that. */
export function stepScan(direction: 1 | -1): void {
  cancelAnimationFrame(frame);
  place = Math.max(0, Math.min(rows.length - 1, Math.floor(place) + direction));
  set({ playing: false, row: rows[place]! });
  void read(Math.floor(place / BATCH));
  goToRow(rows[place]!);
}

export function changeScanSpeed(direction: 1 | -1): void {
  const at = SPEEDS.findIndex((speed) => speed >= get().speed);
  set({ speed: SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at + direction))]! });
}

/** Place among the beats that are played, 0…1. */
export function scanShare(): number {
  return rows.length > 1 ? place / (rows.length - 1) : 0;
}

function tick(now: number): void {
  const seconds = Math.min(0.25, (now - last) / 1000);
  last = now;
  const at = Math.floor(place / BATCH);
  void read(at);
  void read(at + 1);
  const wanted = place + seconds * get().speed;
  // It waits for what is not here yet; nothing is passed unseen.
  const end = lastHere(Math.floor(place));
  place = Math.min(wanted, end, rows.length - 1);
  const row = rows[Math.floor(place)]!;
  if (row !== get().row) set({ row });
  if (place >= rows.length - 1) pause();
  else if (get().playing) frame = requestAnimationFrame(tick);
}

/** The last place up to which every beat from `from` on has been read. */
function lastHere(from: number): number {
  let batch = Math.floor(from / BATCH);
  while (typeof batches.get(batch) === 'object') batch++;
  return Math.max(from, batch * BATCH - 1);
}

async function read(batch: number): Promise<void> {
  if (batch * BATCH >= rows.length || batches.has(batch)) return;
  const mine = turn;
  batches.set(batch, 'asked');
  for (const old of batches.keys()) if (Math.abs(old - batch) > KEPT) batches.delete(old);
  const { beats, caseId } = useReview.getState();
  const keys = keysOfRows(beats, rows.subarray(batch * BATCH, (batch + 1) * BATCH));
  try {
    const answers = await Promise.all(get().leads.map((lead) => client().review.thumbnails({ caseId, keys, lead, beforeSeconds: SCAN_BEFORE_MS / 1000, afterSeconds: SCAN_AFTER_MS / 1000 })));
    const [first] = answers;
    if (mine !== turn || !first) return;
    batches.set(batch, { samples: first.samples, before: first.before, values: answers.map(({ values }) => values) });
    set({ version: get().version + 1 });
  } catch (thrown) {
    if (mine !== turn) return;
    batches.delete(batch);
    pause();
    sayFailure(thrown);
  }
}

/** A beat on the screen: its row, its trace in a lead, and how many beats ago it was. */
export interface ScannedBeat {
  row: number;
  values: Float32Array;
  ago: number;
}

/** The newest beats in one of the leads that are drawn, oldest first. */
export function scannedBeats(lead: number): ScannedBeat[] {
  const out: ScannedBeat[] = [];
  const now = Math.floor(place);
  for (let at = Math.max(0, now - TRAIL + 1); at <= now; at++) {
    const batch = batches.get(Math.floor(at / BATCH));
    if (typeof batch !== 'object') continue;
    const values = batch.values[lead];
    const from = (at % BATCH) * batch.samples;
    if (values) out.push({ row: rows[at]!, values: values.subarray(from, from + batch.samples), ago: now - at });
  }
  return out;
}
