/** Edits of the diary. The patient's own words stand in no label. */
import type { EditRequest } from '../contract/contract.ts';
import { diaryValue, type DiaryMark } from './diary.ts';
import { refuse, value, type Plan, type PlanContext } from './planned.ts';
import type { EditState } from './state.ts';

type DiaryRequest = Extract<EditRequest, { kind: `diary-${string}` }>;

function named(id: string, context: PlanContext): DiaryMark {
  const found = context.diary?.().find((mark) => mark.id === id);
  if (!found) throw refuse('This mark of the diary is not there any more.', { id });
  return found;
}

function placed(sample: number, context: PlanContext): number {
  const at = Math.round(sample);
  if (at < 0 || (context.sampleCount !== undefined && at >= context.sampleCount)) throw refuse('This time is not in the recording.', { sample: at });
  return at;
}

/**
 * The difference that an edit of the diary makes.
 *
 * @throws AppError `edit-refused` where the mark is not there, the time lies outside the recording, or nothing would change
 */
export function planDiary(state: EditState, request: DiaryRequest, context: PlanContext): Plan {
  const made = (what: string, name: string, after: string | null): Plan => ({ kind: request.kind, label: `diary: ${what}`, changes: [value(state, 'diary', name, after)], reason: '' });
  switch (request.kind) {
    case 'diary-add': {
      const { symptom, words = '' } = request;
      // Who writes a mark has the place before the eyes: it is no item to be looked at again.
      return made(`${symptom} added`, context.newId(), diaryValue({ sample: placed(request.sample, context), symptom, words: words.trim(), seen: true }));
    }
    case 'diary-change': {
      const was = named(request.id, context);
      const now = { sample: placed(request.sample ?? was.sample, context), symptom: request.symptom ?? was.symptom, words: (request.words ?? was.words).trim(), seen: request.seen ?? was.seen };
      if (now.sample === was.sample && now.symptom === was.symptom && now.words === was.words && now.seen === was.seen) throw refuse('This changes nothing.', { entity: 'diary' });
      const only = now.sample === was.sample && now.symptom === was.symptom && now.words === was.words;
      return made(only ? `${now.symptom} ${now.seen ? 'looked at' : 'open again'}` : `${now.symptom} changed`, was.id, diaryValue(now));
    }
    case 'diary-remove': {
      const was = named(request.id, context);
      const gone = was.origin === 'file' ? diaryValue({ sample: was.sample, symptom: was.symptom, words: '', seen: true, gone: true }) : null;
      return made(`${was.symptom} removed`, was.id, gone);
    }
  }
}
