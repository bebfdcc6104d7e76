/**
 * The conclusion: sentences, and in them live numbers. In the journal it is one
 * plain text. A list of sentences has one a line, each behind `• `; a further
 * line of the same sentence begins with two blanks. A text that does not begin
 * so is one sentence written by hand, as every conclusion of older versions is.
 *
 * A live number is `{name}`, or `{name=value@revision}` once a reader has
 * confirmed it: the value that was read, and the journal entry that was the
 * last one then. Any other braces are plain text.
 */
import type { Language } from '../contract/languages.ts';
import { said } from '../words/phrases.ts';
import { figureIn, isLiveName, type LiveName, type LiveNumbers } from './live-numbers.ts';

/** A live number within a sentence. */
export interface LivePiece {
  name: LiveName;
  /** As it was last confirmed, in English; null where nobody has. */
  confirmed: string | null;
  /** Journal entry that was the last one then; 0 where none was. */
  at: number;
}

/** Words and live numbers in their order. */
export type Sentence = readonly (string | LivePiece)[];

/**
 * How a sentence stands. `plain`: no number in it; `holds`: every number is what
 * was confirmed; `open`: it holds, and rests on what nobody has looked at;
 * `changed`: a number is another than was confirmed; `gone`: one has no source any more.
 */
export type SentenceState = 'plain' | 'holds' | 'open' | 'changed' | 'gone';

const BULLET = '• ';
const NUMBER = /\{([a-z][a-z.]*)(?:=([^{}@\n]*)@(\d{1,9}))?\}/g;

/** Words and numbers of a sentence's text. */
export function sentenceOf(text: string): Sentence {
  const pieces: (string | LivePiece)[] = [];
  let end = 0;
  for (const found of text.matchAll(NUMBER)) {
    const [whole, name = '', confirmed, at] = found;
    if (!isLiveName(name)) continue;
    if (found.index > end) pieces.push(text.slice(end, found.index));
    pieces.push({ name, confirmed: confirmed ?? null, at: Number(at ?? 0) });
    end = found.index + whole.length;
  }
  if (end < text.length || pieces.length === 0) pieces.push(text.slice(end));
  return pieces;
}

const written = (piece: string | LivePiece): string => (typeof piece === 'string' ? piece : piece.confirmed === null ? `{${piece.name}}` : `{${piece.name}=${piece.confirmed}@${piece.at}}`);

/** A sentence's text with the names of its numbers alone: what is edited. */
export function editable(sentence: Sentence): string {
  return sentence.map((piece) => (typeof piece === 'string' ? piece : `{${piece.name}}`)).join('');
}

/** Live numbers of a sentence, in their order. */
export function numbersIn(sentence: Sentence): LivePiece[] {
  return sentence.filter((piece) => typeof piece !== 'string');
}

/** The sentences of a conclusion as the journal keeps it; none of an empty one. */
export function parseConclusion(text: string): Sentence[] {
  if (text.trim() === '') return [];
  if (!text.startsWith(BULLET)) return [sentenceOf(text)];
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith(BULLET) || lines.length === 0) lines.push(line.slice(BULLET.length));
    else lines[lines.length - 1] += `\n${line.startsWith('  ') ? line.slice(2) : line}`;
  }
  return lines.map(sentenceOf);
}

/** The text of sentences for the journal. One without numbers stands as it was written; empty ones are left out. */
export function writeConclusion(sentences: readonly Sentence[]): string {
  const texts = sentences.map((sentence) => sentence.map(written).join('').trim()).filter((text) => text !== '');
  const [only = ''] = texts;
  if (texts.length <= 1 && numbersIn(sentenceOf(only)).length === 0 && !only.startsWith(BULLET)) return only;
  return texts.map((text) => BULLET + text.replaceAll('\n', '\n  ')).join('\n');
}

/** How a sentence stands against the numbers of now. */
export function stateOfSentence(sentence: Sentence, numbers: LiveNumbers): SentenceState {
  const held = numbersIn(sentence);
  if (held.length === 0) return 'plain';
  if (held.some(({ name }) => numbers[name].value === null)) return 'gone';
  if (held.some(({ name, confirmed }) => numbers[name].value !== confirmed)) return 'changed';
  return held.some(({ name }) => numbers[name].open > 0) ? 'open' : 'holds';
}

/** The sentence as its reader confirms it now: every number as it stands. */
export function confirmed(sentence: Sentence, numbers: LiveNumbers, revision: number): Sentence {
  return sentence.map((piece) => (typeof piece === 'string' ? piece : { name: piece.name, confirmed: numbers[piece.name].value, at: numbers[piece.name].value === null ? 0 : revision }));
}

/** Sentences that nobody has confirmed as they stand: signing waits for them. */
export function unconfirmed(text: string, numbers: LiveNumbers): number {
  return parseConclusion(text).filter((sentence) => ['changed', 'gone'].includes(stateOfSentence(sentence, numbers))).length;
}

/** A sentence in words, with the numbers of now. */
export function sentenceInWords(sentence: Sentence, numbers: LiveNumbers, language: Language): string {
  return sentence.map((piece) => (typeof piece === 'string' ? piece : figureIn(numbers[piece.name].value ?? said('none', language), language))).join('');
}

/** The conclusion as it is printed: its words with the numbers of now, never those of an earlier day. */
export function conclusionInWords(text: string, numbers: LiveNumbers, language: Language): string {
  return joined(parseConclusion(text).map((sentence) => sentenceInWords(sentence, numbers, language)));
}

/** The conclusion as it was last confirmed, for whoever reads the text alone: numbers that nobody confirmed stand by name. */
export function conclusionAsRead(text: string): string {
  return joined(parseConclusion(text).map((sentence) => sentence.map((piece) => (typeof piece === 'string' ? piece : (piece.confirmed ?? `{${piece.name}}`))).join('')));
}

/** Sentences one behind the other: behind a full stop of Chinese nothing, behind any other a blank. */
export function joined(sentences: readonly string[]): string {
  return sentences.reduce((text, sentence) => `${text}${text === '' || /[\u3000-\u303f\uff00-\uffef]$/u.test(text) ? '' : ' '}${sentence}`, '');
}
