/**
 * The diary: what the patient felt or did, and when. Marks come with the file
 * (notes of EDF+ and WFDB, presses of the recorder's button) or by hand. What
 * people say of one is a value of the entity `diary`: under a new id for a mark
 * by hand, under `file-<place>` for one that came with the recording, whose own
 * words stay with the recording.
 */
import { z } from 'zod';
import type { Annotation } from '../study/recording.ts';
import { valuesOf, type EditState } from './state.ts';

/** What a mark may be about; `button`: the patient pressed and said nothing. A closed list, in the order in which it is offered. */
export const SYMPTOMS = ['palpitations', 'dizziness', 'syncope', 'chest-pain', 'breathlessness', 'tiredness', 'exertion', 'button', 'other'] as const;
export type Symptom = (typeof SYMPTOMS)[number];

/** Most characters of a person's words. */
export const DIARY_WORDS = 500;

/** A mark of the diary. */
export interface DiaryMark {
  id: string;
  /** Sample of the recording. */
  sample: number;
  symptom: Symptom;
  /** The patient's own words, or empty. */
  words: string;
  origin: 'file' | 'hand';
  /** Somebody has looked at the heart at that time. */
  seen: boolean;
}

const stored = z.object({
  sample: z.number(),
  symptom: z.enum(SYMPTOMS),
  words: z.string(),
  seen: z.boolean(),
  /** A mark of the file that was taken out. */
  gone: z.boolean().optional(),
});
export type StoredDiaryMark = z.infer<typeof stored>;

/** The value of a mark. */
export function diaryValue(mark: StoredDiaryMark): string {
  return JSON.stringify(mark);
}

function readMark(value: string): StoredDiaryMark | null {
  try {
    return stored.safeParse(JSON.parse(value)).data ?? null;
  } catch (thrown) {
    // The words of a diary may have been erased: then no mark is left.
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

/** Notes that recorders and annotators write of their own work, not of the patient. */
const TECHNICAL = /^(isoline\b|\(|TS$|PSE$|MISSB$|MB$|[AMTU]$|\d+$|(start|stop|begin|end|ende|beginn)\b|(start|end) of|record|aufzeichnung|calibrat|kalibr|impedance|electrode|elektrode|lead\b|leads\b|ableitung|battery|batterie|gap\b|filter|sync\b|lights? )/i;

const WORDS_OF: readonly (readonly [Symptom, RegExp])[] = [
  ['palpitations', /palpit|racing|flutter|skipp|herz(klopf|ras|stolp|jag)|心悸|心跳/i],
  ['syncope', /syncop|synkop|faint|passed out|black ?out|ohnm|kollaps|collapse|昏|暈厥/i],
  ['dizziness', /dizz|light-?headed|giddy|vertigo|schwind|benommen|頭暈|暈眩/i],
  ['chest-pain', /chest|angina|brust|thora|胸/i],
  ['breathlessness', /breath|dyspn|luftnot|atemnot|kurzatm|喘|呼吸/i],
  ['tiredness', /tired|fatigue|weak|müd|schwäche|erschöpf|疲/i],
  ['exertion', /exerci|exert|stairs|walking|running|sport|treppe|belast|運動/i],
  ['button', /^(button|event|marker|patient event|patient button|patient mark|event marker|push ?button|taste|ereignis|ereignistaste|按鈕|事件)[\s\d.:#]*$/i],
];

/** What a note is about, by its words; `other` where they name nothing of the list. */
export function symptomOfWords(words: string): Symptom {
  return WORDS_OF.find(([, pattern]) => pattern.test(words.trim()))?.[0] ?? 'other';
}

/** Marks of the diary that came with a recording: its free notes, less those about the recorder's own work. */
export function fileMarks(annotations: readonly Annotation[]): DiaryMark[] {
  return annotations.flatMap(({ symbol, sample, aux }, i): DiaryMark[] => {
    const words = aux.trim().slice(0, DIARY_WORDS);
    if (symbol !== '"' || words === '' || TECHNICAL.test(words)) return [];
    const symptom = symptomOfWords(words);
    return [{ id: `file-${i}`, sample, symptom, words: symptom === 'button' ? '' : words, origin: 'file', seen: false }];
  });
}

/** The diary as people left it, ascending by place. */
export function diaryOf(file: readonly DiaryMark[], said: Iterable<readonly [string, string]>): DiaryMark[] {
  const marks = new Map(file.map((mark) => [mark.id, mark]));
  for (const [id, value] of said) {
    const mark = readMark(value);
    if (mark === null) continue;
    if (mark.gone === true) marks.delete(id);
    else marks.set(id, { id, sample: mark.sample, symptom: mark.symptom, words: mark.words, origin: marks.get(id)?.origin ?? 'hand', seen: mark.seen });
  }
  return [...marks.values()].sort((a, b) => a.sample - b.sample || (a.id < b.id ? -1 : 1));
}

/** As `diaryOf`, of a state of a case. */
export function diaryIn(file: readonly DiaryMark[], state: Pick<EditState, 'values'>): DiaryMark[] {
  return diaryOf(file, valuesOf(state, 'diary'));
}
