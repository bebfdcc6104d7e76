/**
 * Findings of the waves: long QT, first-degree AV block, ST episodes. All stand
 * on averaged beats of a minute each (`wave-day.ts`).
 *
 * ST: the level leaves the lead's own level of the day by 0.1 mV and more and is
 * itself 0.1 mV and more from the isoelectric line, for a minute and more, at
 * least a minute from the next episode; depression must run level or downward.
 * So the 1 × 1 × 1 rule of ambulatory recording (ACC/AHA 1999), with the deviation
 * taken from a reference level as in the Long-Term ST Database. Where the QRS
 * complex changes in the same minute as ST does, and back with it, posture may be
 * the cause: said, and only a note.
 */
import { lowerBound } from '../beats/search.ts';
import { middleOf } from '../waves/middle.ts';
import { QT_FORMULA_NAMES } from '../waves/intervals.ts';
import { severityOf, type Finding, type FindingSettings } from './finding.ts';
import type { BeatSeries } from './series.ts';
import { spansWhere, type StMinute, type WaveDay, type WaveMinute } from './wave-day.ts';

/** Minutes over which an interval is smoothed before it is compared with its bound. */
const SMOOTH = 5;
/** Gaps in which nothing was measured and that do not end an episode, seconds. */
const GAP_SECONDS = 300;
const ST_GAP_SECONDS = 60;
/** Change of the QRS complex that posture makes: share of its height, and millivolts. */
const POSTURE_SHARE = 0.15;
const POSTURE_MV = 0.1;
/** Depression that rises faster than this is not counted, mV a second: what a fast heart does by itself. */
const UPSLOPE = 1;

/** A finding before its beats are looked up. */
type Episode = Pick<Finding, 'kind' | 'severity' | 'confidence' | 'leads' | 'reason' | 'evidence' | 'from' | 'to'>;

const known = new WeakMap<WaveDay, { settings: FindingSettings; sampleRate: number; episodes: Episode[] }>();

/** All findings of the waves of a day, in no order. What does not hang on single beats is computed once for a day. */
export function waveFindings(series: BeatSeries, day: WaveDay, settings: FindingSettings): Finding[] {
  const { sampleRate } = series;
  let made = known.get(day);
  if (made?.settings !== settings || made.sampleRate !== sampleRate) {
    made = { settings, sampleRate, episodes: [...qtEpisodes(sampleRate, day, settings), ...blockEpisodes(sampleRate, day, settings), ...stEpisodes(sampleRate, day, settings)] };
    known.set(day, made);
  }
  return made.episodes.map((episode) => anchored(series, episode));
}

/** Medians over SMOOTH minutes around each. */
function smoothed(values: readonly number[]): number[] {
  return values.map((value, i) => (Number.isNaN(value) ? Number.NaN : middleOf(values.slice(Math.max(0, i - (SMOOTH >> 1)), i + (SMOOTH >> 1) + 1))));
}

function qtEpisodes(sampleRate: number, day: WaveDay, settings: FindingSettings): Episode[] {
  const formula = settings.qtFormula;
  const values = smoothed(day.minutes.map(({ qtc }) => qtc[formula]));
  return spansWhere(day.minutes, (_, i) => values[i]! >= settings.qtcMs, GAP_SECONDS, sampleRate).flatMap((minutes) => {
    if (!lasts(minutes, settings.intervalMinutes, sampleRate)) return [];
    const own = minutes.map(({ qtc }) => qtc[formula]);
    const middle = middleOf(own);
    const qt = middleOf(minutes.map((minute) => minute.qt));
    const longest = Math.max(...minutes.map((minute) => values[day.minutes.indexOf(minute)]!));
    const qrs = middleOf(minutes.map((minute) => minute.qrs));
    const wide = qrs >= 120 ? `; QRS ${round(qrs)} ms is part of it` : '';
    return [
      episode(minutes, {
        kind: 'qt-prolonged',
        severity: severityOf('qt-prolonged', { ms: longest }, settings),
        confidence: wide === '' ? 0.8 : 0.5,
        leads: [],
        reason: `QTc (${QT_FORMULA_NAMES[formula]}) of averaged beats ${round(middle)} ms, up to ${round(longest)} ms, QT ${round(qt)} ms at ${Math.round(60000 / middleOf(minutes.map(({ rr }) => rr)))}/min; limit ${settings.qtcMs} ms${wide}`,
        evidence: { qtcMs: middle, longestMs: longest, qtMs: qt, limitMs: settings.qtcMs, minutes: minutes.length },
      }),
    ];
  });
}

function blockEpisodes(sampleRate: number, day: WaveDay, settings: FindingSettings): Episode[] {
  const values = smoothed(day.minutes.map(({ pr }) => pr));
  return spansWhere(day.minutes, (_, i) => values[i]! > settings.prMs, GAP_SECONDS, sampleRate).flatMap((minutes) => {
    if (!lasts(minutes, settings.intervalMinutes, sampleRate)) return [];
    const middle = middleOf(minutes.map(({ pr }) => pr));
    const longest = Math.max(...minutes.map((minute) => values[day.minutes.indexOf(minute)]!));
    return [
      episode(minutes, {
        kind: 'suspected-first-degree-block',
        severity: severityOf('suspected-first-degree-block', {}, settings),
        confidence: 0.7,
        leads: [],
        reason: `PR of averaged beats ${round(middle)} ms, up to ${round(longest)} ms; limit ${settings.prMs} ms`,
        evidence: { prMs: middle, longestMs: longest, limitMs: settings.prMs, minutes: minutes.length },
      }),
    ];
  });
}

/**
 * How far ST of a minute goes one way (1 up, −1 down), mV: from the isoelectric
 * line and from the lead's own level of the day, whichever is less; below 0
 * where it does not.
 */
export function stShift(level: number, reference: number, sign: -1 | 1): number {
  return Math.min(sign * level, sign * (level - reference));
}

function stEpisodes(sampleRate: number, day: WaveDay, settings: FindingSettings): Episode[] {
  const found: { minutes: StMinute[]; lead: number; sign: 1 | -1; reference: number; posture: boolean }[] = [];
  for (const lead of new Set(day.st.map((row) => row.lead))) {
    const own = day.st.filter((row) => row.lead === lead);
    const reference = middleOf(own.map(({ level }) => level));
    for (const sign of [-1, 1] as const) {
      const beyond = ({ level, slope }: StMinute): boolean => stShift(level, reference, sign) >= settings.stMv && (sign > 0 || slope <= UPSLOPE);
      for (const minutes of spansWhere(own, beyond, ST_GAP_SECONDS, sampleRate)) {
        if (!lasts(minutes, settings.stMinutes, sampleRate)) continue;
        found.push({ minutes, lead, sign, reference, posture: postureLike(own, minutes) });
      }
    }
  }
  // One episode for leads that go the same way at the same time.
  found.sort((a, b) => a.minutes[0]!.from - b.minutes[0]!.from);
  const groups: (typeof found)[] = [];
  for (const one of found) {
    const home = groups.find((group) => group[0]!.sign === one.sign && group.some((other) => other.minutes[0]!.from < one.minutes.at(-1)!.to && one.minutes[0]!.from < other.minutes.at(-1)!.to));
    if (home) home.push(one);
    else groups.push([one]);
  }
  return groups.map((group) => stEpisode(sampleRate, group, settings));
}

function stEpisode(sampleRate: number, group: { minutes: StMinute[]; lead: number; sign: 1 | -1; reference: number; posture: boolean }[], settings: FindingSettings): Episode {
  const { sign } = group[0]!;
  const kind = sign < 0 ? 'st-depression' : 'st-elevation';
  const posture = group.every((one) => one.posture);
  const minutes = group.flatMap((one) => one.minutes).sort((a, b) => a.from - b.from);
  const worst = minutes.reduce((held, minute) => (sign * minute.level > sign * held.level ? minute : held));
  const reference = group.find(({ lead }) => lead === worst.lead)!.reference;
  const leads = [...new Set(group.map(({ lead }) => lead))].sort((a, b) => a - b);
  const span = [{ from: minutes[0]!.from, to: Math.max(...minutes.map(({ to }) => to)) }];
  const length = Math.round((span[0]!.to - span[0]!.from) / sampleRate / 60);
  return episode(span, {
    kind,
    severity: severityOf(kind, { posture }, settings),
    confidence: posture ? 0.3 : leads.length > 1 ? 0.8 : 0.6,
    leads,
    reason:
      `ST ${mm(worst.level)} at J + 60 or 80 ms against ${mm(reference)} as a rule, for ${length} min, in ${leads.length === 1 ? '1 lead' : `${leads.length} leads`}` +
      (posture ? '; the QRS complex changed in the same minute, as with a change of posture' : ''),
    evidence: { worstMv: worst.level, referenceMv: reference, minutes: length, posture: posture ? 1 : 0 },
  });
}

/** Whether the QRS complex changes where ST does: between the two minutes before an episode and its first two. */
function postureLike(all: readonly StMinute[], minutes: readonly StMinute[]): boolean {
  const first = all.indexOf(minutes[0]!);
  const before = all.slice(Math.max(0, first - 2), first);
  const begun = minutes.slice(0, 2);
  if (before.length === 0) return false;
  const change = (of: (row: StMinute) => number): number => Math.abs(middleOf(begun.map(of)) - middleOf(before.map(of)));
  const height = Math.max(...before.map(({ r, s }) => r - s));
  const moved = Math.max(change(({ r }) => r), change(({ s }) => s));
  return moved >= POSTURE_MV && moved >= POSTURE_SHARE * height;
}

function lasts(minutes: readonly { from: number; to: number }[], least: number, sampleRate: number): boolean {
  return minutes.at(-1)!.to - minutes[0]!.from >= least * 60 * sampleRate - 1;
}

function episode(minutes: readonly Pick<WaveMinute, 'from' | 'to'>[], said: Omit<Episode, 'from' | 'to'>): Episode {
  return { ...said, from: minutes[0]!.from, to: minutes.at(-1)!.to };
}

/** From the first beat in an episode to the last. */
function anchored(series: BeatSeries, { from, to, ...said }: Episode): Finding {
  const n = series.sample.length;
  const first = Math.min(n - 1, lowerBound(series.sample, from));
  const last = Math.max(first, lowerBound(series.sample, to) - 1);
  const place = (i: number, otherwise: number): number => Math.max(from, Math.min(to, series.sample[i] ?? otherwise));
  return { ...said, from: Math.round(place(first, from)), to: Math.round(place(last, to)), rate: null, anchors: n === 0 ? [] : [series.key[first]!, series.key[last]!] };
}

const round = (value: number): string => String(Math.round(value));
/** `-1.4 mm`: as a reader counts on paper, 0.1 mV a millimetre. */
const mm = (mv: number): string => `${(10 * mv).toFixed(1)} mm`;
