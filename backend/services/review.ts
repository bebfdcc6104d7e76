/** Beats, signal and edits of one case. */
import { rowOf } from '../../core/review/beat-rows.ts';
import { openConflicts } from '../../core/review/open-conflicts.ts';
import type { Contract } from '../../core/contract/contract.ts';
import type { Handlers } from '../../core/contract/define.ts';
import { AppError } from '../../core/contract/errors.ts';
import type { EditResult } from '../../core/contract/types.ts';
import { lowHigh } from '../../core/signal/low-high.ts';
import { DEFAULT_DISPLAY, displayMargin, filterForDisplay } from '../../core/signal/display.ts';
import type { Cases } from '../database/cases.ts';
import type { Engine } from '../engine/pool.ts';
import { measureOne } from './measuring.ts';
import type { StoredSource } from '../store/source.ts';
import { placesOf } from '../database/places.ts';
import { widthsAt } from './widths.ts';
import { windowsAround } from './windows.ts';
import { stream } from '../streaming.ts';

/** Longest stretch of samples in one answer; longer ones are drawn from the envelope. */
const LONGEST_SIGNAL_SECONDS = 3600;
/** Most thumbnails in one answer. */
const MOST_THUMBNAILS = 5000;
/** Most widths in one answer. */
const MOST_WIDTHS = 5000;

export function createReviewService(deps: { cases: Cases; engine?: Engine }): Handlers<Contract['review']> {
  const { cases } = deps;
  return {
    state: async ({ caseId }) => (await cases.loaded(caseId)).review(),
    signal: ({ caseId, from, to, leads, filter }) => {
      const source = cases.sourceOf(caseId);
      const first = Math.round(from);
      const last = Math.max(first, Math.round(to));
      if (last - first > LONGEST_SIGNAL_SECONDS * source.sampleRate) {
        throw new AppError('invalid-input', 'This is too long a stretch of signal for one answer.', { details: { from, to } });
      }
      const asked = leads ?? source.leadNames.map((_, lead) => lead);
      return { from: first, to: last, leads: filter === 'none' ? chosen(source.read(first, last), asked) : shown(source, first, last, asked) };
    },
    envelope: ({ caseId, from, to, buckets, leads, filter }) => {
      const source = cases.sourceOf(caseId);
      const first = Math.round(from);
      const last = Math.round(to);
      if (filter === 'none') return source.envelope(first, last, buckets, leads);
      if (last - first > LONGEST_SIGNAL_SECONDS * source.sampleRate) {
        throw new AppError('invalid-input', 'This is too long a stretch of signal to filter for one answer.', { details: { from, to } });
      }
      const bounds = shown(source, first, Math.max(first, last), leads ?? source.leadNames.map((_, lead) => lead)).map((values) => lowHigh(values, buckets));
      return { from: first, to: last, min: bounds.map(({ min }) => min), max: bounds.map(({ max }) => max) };
    },
    measure: ({ caseId, key }) => measureOne(deps, caseId, key),
    widths: ({ caseId, keys }) => {
      if (keys.length > MOST_WIDTHS) throw new AppError('invalid-input', 'These are too many beats for one answer.', { details: { keys: keys.length } });
      const { source, state } = cases.case(caseId);
      const { beats } = state.edit;
      return widthsAt(source, Float64Array.from(keys, (key) => beats.sample[rowOf(beats, key)] ?? Number.NaN));
    },
    thumbnails: ({ caseId, keys, lead, beforeSeconds, afterSeconds }) => {
      if (keys.length > MOST_THUMBNAILS) throw new AppError('invalid-input', 'These are too many thumbnails for one answer.', { details: { keys: keys.length } });
      const { source, state } = cases.case(caseId);
      const { beats } = state.edit;
      const before = Math.round(beforeSeconds * source.sampleRate);
      const samples = before + Math.round(afterSeconds * source.sampleRate);
      const firsts = Array.from(keys, (key) => {
        const row = rowOf(beats, key);
        return row < 0 ? Number.NaN : beats.sample[row]! - before;
      });
      const values = windowsAround(source, firsts, samples, lead);
      return { samples, before, values };
    },
    edit: async ({ caseId, baseRevision, request, id, knows }, { author }) => {
      // What is said of events is planned from the findings.
      if (request.kind.includes('event') || request.kind === 'told') await cases.told(caseId);
      return cases.editTogether(caseId, request, baseRevision, author, { ...(id === undefined ? {} : { id }), ...(knows ? { knows } : {}) });
    },
    heldKey: ({ caseId }) => ({ key: cases.case(caseId).db.heldKey() }),
    impact: ({ caseId, request }) => cases.preview(caseId, request),
    undo: ({ caseId, sequence }, { author }) => cases.undoTogether(caseId, sequence, author),
    redo: ({ caseId }, { author }) => cases.redoTogether(caseId, author),
    history: ({ caseId, limit }) => cases.case(caseId).db.journal.newest(limit),
    places: ({ caseId, sequences }) => placesOf(cases.case(caseId), sequences),
    changes: ({ caseId }, context) => {
      // A case that is not there is told at once.
      cases.case(caseId);
      return stream<EditResult>(context, (push) =>
        cases.onEdit(({ caseId: edited, ...result }) => {
          if (edited === caseId) push(result);
        }),
      );
    },
    conflicts: ({ caseId }) => openConflicts(cases.case(caseId).state.edit),
    events: ({ caseId }) => cases.events(caseId),
    summary: async ({ caseId }) => (await cases.told(caseId)).summary,
    waveTrends: async ({ caseId }) => (await cases.told(caseId)).told.trends,
    leadQuality: async ({ caseId }) => (await cases.told(caseId)).told.quality,
    variability: async ({ caseId }) => (await cases.told(caseId)).told.hrv,
    findings: async ({ caseId }) => {
      const { db, findings, findingTables: tables, frame } = await cases.told(caseId);
      return { revision: db.journal.head().sequence, findings: findings.findings, tables, fibrillation: Float64Array.from(frame.fibrillation ?? []) };
    },
  };
}

function chosen(leads: Float32Array[], asked: readonly number[]): Float32Array[] {
  return asked.map((lead) => leads[lead]).filter((lead) => lead !== undefined);
}

/** A stretch filtered for the eye: read with the filter's margin, which is cut off again. */
function shown(source: StoredSource, from: number, to: number, asked: readonly number[]): Float32Array[] {
  const margin = Math.ceil(displayMargin(DEFAULT_DISPLAY) * source.sampleRate);
  return chosen(source.read(from - margin, to + margin), asked).map((lead) => filterForDisplay(lead, source.sampleRate).slice(margin, margin + to - from));
}
