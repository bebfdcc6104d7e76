/**
 * What is said below the window (reasons of findings, labels of edits, the
 * report, failures) is said in English, and kept so in journals: a sentence
 * with holes for its figures. Here it is said in another language: the sentence
 * is found by its words, what stands in the holes is said in its turn, figures
 * and dates are written as the language writes them. What no phrase is known for
 * stays English, so that nothing is lost.
 */
import type { ErrorShape } from '../contract/errors.ts';
import type { Language } from '../contract/languages.ts';
import { shortKind, writtenKind } from '../rhythm/kind-words.ts';
import * as deCodes from './de/codes.ts';
import * as deErrors from './de/errors.ts';
import * as deFolder from './de/folder.ts';
import * as deKinds from './de/kinds.ts';
import * as deLabels from './de/labels.ts';
import * as deReasons from './de/reasons.ts';
import * as deReport from './de/report.ts';
import * as deWarnings from './de/warnings.ts';
import * as zhCodes from './zh-hant/codes.ts';
import * as zhErrors from './zh-hant/errors.ts';
import * as zhFolder from './zh-hant/folder.ts';
import * as zhKinds from './zh-hant/kinds.ts';
import * as zhLabels from './zh-hant/labels.ts';
import * as zhReasons from './zh-hant/reasons.ts';
import * as zhReport from './zh-hant/report.ts';
import * as zhWarnings from './zh-hant/warnings.ts';

interface Phrase {
  pattern: RegExp;
  /** Parts of the sentence and, between them, the numbers of the holes, from 1. */
  own: string;
}

interface Book {
  /** Sentences without holes, by their English words. */
  plain: ReadonlyMap<string, string>;
  /** Those with holes; the one with the most words of its own first. */
  holed: readonly Phrase[];
  decimal: string;
  thousands: string;
  /** Between parts of an enumeration, between clauses, between sentences. */
  comma: string;
  semicolon: string;
  colon: string;
  gap: string;
  date: (year: string, month: number, day: number) => string;
  codes: Readonly<Record<ErrorShape['code'], string>>;
  known: Map<string, string>;
}

/** So many sentences are kept; more than a screen and a report hold. */
const KEPT = 5_000;
/** A longer text is no single sentence of the program; it is parted first. */
const LONGEST = 600;
/** A phrase of fewer letters says too little to be looked for across a comma. */
const PLAIN_LETTERS = 6;
/** One of fewer still not across a colon either. */
const FEW_LETTERS = 4;
const HOLE = /(\{#?\})/;
/** What stands in a hole for figures: a number, a time of day, a range. */
const FIGURE = '([\\d.,:/+–−-]+(?:min)?)';
/** A unit behind a hole says as much. */
const UNIT = /^ ?(?:%|(?:ms|s|min|mm)(?!\p{L})|\/min)/u;

function phraseOf(english: string, own: string): Phrase & { letters: number } {
  const parts = english.split(HOLE);
  const letters = english.replaceAll(/[^A-Za-z]/g, '').length;
  const words = letters < FEW_LETTERS ? '((?:(?!; |, |: ).)+?)' : letters < PLAIN_LETTERS ? '((?:(?!; |, ).)+?)' : '((?:(?!; ).)+?)';
  const pattern = parts.map((part, i) => (part === '{#}' || (part === '{}' && UNIT.test(parts[i + 1] ?? '')) ? FIGURE : part === '{}' ? words : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')));
  return { pattern: new RegExp(`^${pattern.join('')}$`, 'i'), own, letters };
}

function bookOf(lists: readonly Readonly<Record<string, string>>[], kinds: Readonly<Record<string, string>>, rest: Omit<Book, 'plain' | 'holed' | 'known'>): Book {
  const all = [...lists.flatMap((list) => Object.entries(list)), ...Object.entries(kinds).flatMap(([kind, own]) => [[kind.replaceAll('-', ' '), own] as const, [shortKind(kind), own] as const, [writtenKind(kind), own] as const])];
  const plain = new Map<string, string>();
  for (const [english, own] of all) {
    if (HOLE.test(english)) continue;
    plain.set(english, own);
    if (!plain.has(english.toLowerCase())) plain.set(english.toLowerCase(), own);
  }
  const holed = all.filter(([english]) => HOLE.test(english)).map(([english, own]) => phraseOf(english, own));
  return { plain, holed: holed.toSorted((a, b) => b.letters - a.letters), known: new Map(), ...rest };
}

const two = (n: number): string => String(n).padStart(2, '0');

const BOOKS: Readonly<Record<Exclude<Language, 'en'>, Book>> = {
  de: bookOf([deReasons.REASONS, deLabels.LABELS, deReport.REPORT, deErrors.ERRORS, deFolder.FOLDER, deWarnings.WARNINGS], deKinds.KINDS, {
    decimal: ',',
    thousands: '.',
    comma: ', ',
    semicolon: '; ',
    colon: ': ',
    gap: ' ',
    date: (year, month, day) => `${two(day)}.${two(month)}.${year}`,
    codes: deCodes.CODES,
  }),
  'zh-Hant': bookOf([zhReasons.REASONS, zhLabels.LABELS, zhReport.REPORT, zhErrors.ERRORS, zhFolder.FOLDER, zhWarnings.WARNINGS], zhKinds.KINDS, {
    decimal: '.',
    thousands: ',',
    comma: '\uff0c',
    semicolon: '\uff1b',
    colon: '\uff1a',
    gap: '',
    date: (year, month, day) => `${year}/${two(month)}/${two(day)}`,
    codes: zhCodes.CODES,
  }),
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DATE = new RegExp(`^(?:[A-Z][a-z]{2} )?(\\d{1,2}) (${MONTHS.join('|')}) (\\d{4})( \\d\\d:\\d\\d)?$`);
/** Figures with their units and signs, nothing else. */
const FIGURES = /^(?:[\d.,:+<>≤≥%()/–−\s\u00a0-]|ms²|mm|ms|mV|min|Hz|h|s)+$/;
/** Between a sentence and the next. */
const SENTENCES = /(?<=[\p{L}\d)%]\.) (?=[A-Z0-9])/u;

function figures(text: string, { decimal, thousands }: Book): string {
  return text.replaceAll(/\d+(?:,\d{3})*(?:\.\d+)?/g, (number) => number.replaceAll(/[.,]/g, (sign) => (sign === '.' ? decimal : thousands)));
}

function find(text: string, language: Exclude<Language, 'en'>): string {
  const book = BOOKS[language];
  const whole = book.plain.get(text) ?? book.plain.get(text.toLowerCase());
  if (whole !== undefined) return whole;
  if (FIGURES.test(text)) return figures(text, book);
  const date = DATE.exec(text);
  if (date) return `${book.date(date[3]!, MONTHS.indexOf(date[2]!) + 1, Number(date[1]))}${date[4] ?? ''}`;
  const sentences = text.split(SENTENCES);
  if (sentences.length > 1) return sentences.map((sentence) => said(sentence, language)).join(book.gap);
  for (const { pattern, own } of text.length > LONGEST ? [] : book.holed) {
    const holes = pattern.exec(text);
    if (holes) return own.replaceAll(/\{(\d)\}/g, (_, number: string) => said(holes[Number(number)] ?? '', language));
  }
  for (const [sign, own] of [['; ', book.semicolon], [', ', book.comma], [': ', book.colon]] as const) {
    const parts = text.split(sign);
    if (parts.length > 1) return parts.map((part) => said(part, language)).join(own);
  }
  return text;
}

/**
 * An English sentence of the program in another language; as it is where there is no phrase for it.
 *
 * @param text what a rule, an edit, the report or a failure says
 */
export function said(text: string, language: Language): string {
  if (language === 'en' || text === '') return text;
  const { known } = BOOKS[language];
  const before = known.get(text);
  if (before !== undefined) return before;
  const found = find(text, language);
  if (known.size >= KEPT) known.clear();
  known.set(text, found);
  return found;
}

/** A failure in another language; where its message has no phrase, what went wrong is said by its code before the English words. */
export function saidFailure(shape: ErrorShape, language: Language): ErrorShape {
  if (language === 'en') return shape;
  const message = said(shape.message, language);
  const known = message !== shape.message;
  return { ...shape, message: known ? message : `${BOOKS[language].codes[shape.code]}: ${shape.message}`, hint: said(shape.hint, language) };
}
