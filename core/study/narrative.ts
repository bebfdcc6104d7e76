/**
 * A narrative proposed from the findings, in the order of the ISHNE-HRS
 * consensus of 2017: time, rate, rhythm, ventricular and supraventricular
 * ectopy, pauses and block, fibrillation, ST, QT, pacing, symptoms.
 *
 * It states nothing that was not reviewed. A number is stated where every
 * template of its classes was looked at and every urgent and important finding
 * of its kinds was decided on; that there was none of something, only where
 * nothing at all is left to look at. What is left out is named at the end.
 */
import type { Language } from '../contract/languages.ts';
import { joined, numbersIn, sentenceInWords, sentenceOf } from './conclusion.ts';
import type { LiveName, LiveNumbers } from './live-numbers.ts';
import { NARRATIVE, TOPIC_WORDS, type NarrativeId, type Topic } from './narrative-words.ts';

/** A sentence that may be taken over. */
export interface Proposed {
  id: NarrativeId;
  /** With its live numbers by name. */
  text: string;
}

/** What a conclusion is written from. */
export interface ReportDraft {
  /** Journal entry that the numbers are of. */
  revision: number;
  /** The language of the laboratory's reports. */
  language: Language;
  numbers: LiveNumbers;
  narrative: Proposed[];
}

/** Sentences of a topic: the first that fits of each row is said. `some`: a number that must be there and above 0; `none`: those that must not be. */
interface Choice {
  id: NarrativeId;
  some?: LiveName;
  none?: readonly LiveName[];
}

const PLAN: readonly { topic: Topic; rows: readonly (readonly Choice[])[] }[] = [
  { topic: 'rate', rows: [[{ id: 'rate', some: 'hr.mean' }]] },
  { topic: 'rhythm', rows: [[{ id: 'rhythm', some: 'n.beats' }]] },
  {
    topic: 'ventricular',
    rows: [
      // Tachycardia by the signal and fibrillation may stand where no beat is labelled ventricular.
      [{ id: 'vNone', none: ['v.beats', 'v.runs', 'vf.episodes'] }, { id: 'v', some: 'v.beats' }],
      [{ id: 'vCouplets', some: 'v.couplets' }],
      [{ id: 'vRuns', some: 'v.runs' }],
      [{ id: 'vSustained', some: 'v.sustained' }],
      [{ id: 'vPattern', some: 'v.bigeminy' }, { id: 'vTrigeminy', some: 'v.trigeminy' }],
      [{ id: 'vf', some: 'vf.episodes' }],
    ],
  },
  { topic: 'supraventricular', rows: [[{ id: 'sNone', none: ['s.beats'] }, { id: 's', some: 's.beats' }], [{ id: 'sCouplets', some: 's.couplets' }], [{ id: 'sRuns', some: 's.runs' }]] },
  { topic: 'pauses', rows: [[{ id: 'pausesNone', none: ['pauses'] }, { id: 'pauses', some: 'pauses' }], [{ id: 'asystoles', some: 'asystoles' }], [{ id: 'block', some: 'block' }]] },
  { topic: 'fibrillation', rows: [[{ id: 'afNone', none: ['af.episodes'] }, { id: 'af', some: 'af.episodes' }], [{ id: 'flutter', some: 'flutter.episodes' }]] },
  { topic: 'st', rows: [[{ id: 'st', some: 'st.episodes' }]] },
  { topic: 'qt', rows: [[{ id: 'qt', some: 'qtc' }]] },
  { topic: 'pacing', rows: [[{ id: 'paced', some: 'paced.time' }], [{ id: 'pacedFaults', some: 'paced.faults' }]] },
  { topic: 'symptoms', rows: [[{ id: 'symptoms', some: 'symptoms' }]] },
];

/** 0, or a length of 0: what is written of nothing. */
const isNone = (value: string | null): boolean => value !== null && /^0(?:\.0)?(?: |$)/.test(value);
const isSome = (value: string | null): boolean => value !== null && !isNone(value);

/**
 * The sentences that may be said of a day as far as it was reviewed, in their order. Deterministic.
 *
 * @param language in which they are said
 */
export function narrative(numbers: LiveNumbers, language: Language): Proposed[] {
  const words = NARRATIVE[language];
  const said: Proposed[] = [{ id: 'time', text: words.time }];
  const left: Topic[] = [];
  const allSeen = isNone(numbers['open.templates'].value);
  const found = !isNone(numbers.beats.value);
  if (!found) said.push({ id: 'noBeats', text: words.noBeats });
  for (const { topic, rows } of PLAN) {
    let leftOut = false;
    for (const row of rows) {
      const choice = row.find(({ some, none }) => (some ? isSome(numbers[some].value) : none?.every((name) => !isSome(numbers[name].value))));
      if (!choice) continue;
      // Without beats there is nothing that could be told to be absent.
      if (choice.none && !found) continue;
      const text = words[choice.id];
      const names = [...numbersIn(sentenceOf(text)).map(({ name }) => name), ...(choice.none ?? []), ...(choice.some ? [choice.some] : [])];
      const open = names.some((name) => numbers[name].open > 0);
      if (open || (choice.none !== undefined && !allSeen)) leftOut = true;
      else said.push({ id: choice.id, text });
    }
    if (leftOut) left.push(topic);
  }
  if (left.length > 0 || !allSeen || isSome(numbers['open.findings'].value)) {
    const list = left.map((topic) => TOPIC_WORDS[language][topic]).join(language === 'zh-Hant' ? '、' : ', ');
    said.push(list === '' ? { id: 'openOnly', text: words.openOnly } : { id: 'open', text: words.open.replace('{}', list) });
  }
  // Whoever gave flutter has assessed it.
  if (!isSome(numbers['flutter.episodes'].value)) said.push({ id: 'notAssessed', text: words.notAssessed });
  return said;
}

/** The narrative as it is printed where nobody has written a conclusion. */
export function narrativeInWords(numbers: LiveNumbers, language: Language): string {
  return joined(narrative(numbers, language).map(({ text }) => sentenceInWords(sentenceOf(text), numbers, language)));
}
