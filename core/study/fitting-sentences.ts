/**
 * Which of the laboratory's sentences fit a day: "frequent ventricular ectopy"
 * is not offered for two beats, nor "no atrial fibrillation" beside an episode.
 * A sentence that was shipped fits by its own condition, one of the laboratory
 * where each of its numbers is there. What does not fit can still be typed.
 */
import { LANGUAGES } from '../contract/languages.ts';
import { DEFAULT_SETTINGS } from '../rhythm/finding.ts';
import { numbersIn, sentenceOf } from './conclusion.ts';
import type { LiveName, LiveNumbers } from './live-numbers.ts';
import { SHIPPED_SENTENCES, type Snippet } from './shipped-sentences.ts';

/** Ectopy is frequent from this share of beats on, in percent: 500 in 24 hours, of about 100,000 (ESC guidelines on sports cardiology, 2020). */
const FREQUENT_PERCENT = 0.5;
/** And of so many beats at least: two beats of a short recording are not frequent. */
const FREQUENT_BEATS = 10;
/** Mean rate in fibrillation above which it is not called controlled, a minute (RACE II; ESC guidelines on atrial fibrillation, 2020). */
const CONTROLLED = 110;

type Read = (name: LiveName) => number;
type Condition = (value: Read) => boolean;

const some = (name: LiveName): Condition => (value) => value(name) > 0;
/** That there was none of something can be said only where there are beats to tell it by; what was not looked for was not found either. */
const none = (...names: LiveName[]): Condition => (value) => value('beats') > 0 && !names.some((name) => value(name) > 0);
const frequent: Condition = (value) => value('v.beats') >= FREQUENT_BEATS && value('v.burden') >= FREQUENT_PERCENT;

/** Conditions of the shipped sentences, in their order, which is one in all languages. */
const SHIPPED: readonly Condition[] = [
  (value) => value('n.beats') > 0 && none('af.episodes', 'flutter.episodes', 'v.sustained', 'vf.episodes', 'paced.time')(value),
  (value) => !frequent(value) && none('v.runs', 'vf.episodes', 'af.episodes', 'flutter.episodes', 'pauses', 'block', 'paced.faults')(value),
  frequent,
  (value) => value('v.beats') > 0 && !frequent(value),
  (value) => value('v.longest.rate') >= DEFAULT_SETTINGS.vtRate && none('v.sustained')(value),
  some('s.beats'),
  some('s.runs'),
  some('af.episodes'),
  none('af.episodes'),
  some('pauses'),
  none('pauses'),
  some('qtc'),
  (value) => value('af.episodes') > 0 && value('hr.mean') > CONTROLLED,
  some('symptoms'),
  () => true,
  () => true,
];

/** The number that a value as written begins with, `1,481` or `73/min`; NaN where there is none. */
const figure = (written: string | null): number => Number.parseFloat((written ?? '').replaceAll(',', ''));

/** Whether a sentence fits the numbers of a day. */
export function fits({ text }: Snippet, numbers: LiveNumbers): boolean {
  for (const language of LANGUAGES) {
    const place = SHIPPED_SENTENCES[language].findIndex((shipped) => shipped.text === text);
    if (place >= 0) return SHIPPED[place]!((name) => figure(numbers[name].value));
  }
  return numbersIn(sentenceOf(text)).every(({ name }) => numbers[name].value !== null);
}

/** A list with what fits first, each part in its own order. */
export function fittingFirst(list: readonly Snippet[], numbers: LiveNumbers): Snippet[] {
  return [...list.filter((one) => fits(one, numbers)), ...list.filter((one) => !fits(one, numbers))];
}
