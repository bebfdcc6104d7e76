/** The conclusion of the study that is open: its sentences against the numbers of now, and what it is written with. */
import { useEffect, useMemo } from 'react';
import { create } from 'zustand';
import type { JournalEntry } from '../../core/review/edit.ts';
import { ORGANISING } from '../../core/review/case-people.ts';
import { confirmed, numbersIn, parseConclusion, sentenceOf, stateOfSentence, writeConclusion, type Sentence, type SentenceState } from '../../core/study/conclusion.ts';
import { restsOn, type LiveName, type LiveNumbers } from '../../core/study/live-numbers.ts';
import type { ReportDraft } from '../../core/study/narrative.ts';
import { sentencesOf, type Snippet } from '../../core/study/shipped-sentences.ts';
import { walkDiary } from './diary.ts';
import { editInTurn } from './edit-in-turn.ts';
import { settled, useReview } from './review.ts';
import { client, openTab, sayFailure } from './session.ts';
import { goToSample, openClass } from './view.ts';

interface Conclusion {
  caseId: string;
  draft: ReportDraft | null;
  /** Settings of the workplace; the laboratory's sentences are among them. */
  settings: Readonly<Record<string, string>>;
}

export const useConclusion = create<Conclusion>()(() => ({ caseId: '', draft: null, settings: {} }));
const get = useConclusion.getState;
const set = useConclusion.setState;
let turn = 0;

/** Reads the numbers of the open study as they stand. A slower answer to an older question is forgotten. */
async function readDraft(): Promise<void> {
  const mine = ++turn;
  await settled();
  const { caseId } = useReview.getState();
  try {
    const [draft, settings] = await Promise.all([client().report.draft({ caseId }), client().settings.get({})]);
    if (mine === turn) set({ caseId, draft, settings });
  } catch (thrown) {
    if (mine === turn) sayFailure(thrown);
  }
}

/** A row of edits is asked about once. */
const ASK_AFTER_MS = 120;

/** Keeps the numbers up to date while the report is open. */
export function useFollowingNumbers(): void {
  const phase = useReview((review) => review.phase);
  const revision = useReview((review) => review.revision);
  const run = useReview((review) => review.study?.run?.runId);
  // What was told when the report was open before may be of yesterday, and in another language.
  useEffect(() => set({ draft: null }), []);
  useEffect(() => {
    if (phase !== 'ready' || run === undefined) return undefined;
    const waiting = setTimeout(() => void readDraft(), get().draft ? ASK_AFTER_MS : 0);
    return () => clearTimeout(waiting);
  }, [phase, revision, run]);
}

/** The numbers of the open study, null until they are there. */
export function useDraft(): ReportDraft | null {
  const caseId = useReview((review) => review.caseId);
  return useConclusion((state) => (state.caseId === caseId ? state.draft : null));
}

/** A sentence as the screen shows it. */
export interface SentenceRow {
  sentence: Sentence;
  state: SentenceState;
  /** Open items that it rests on: the most of any of its numbers. */
  open: number;
}

/** The sentences of the open study and how they stand; `holds` as long as the numbers are not known. */
export function useSentences(): SentenceRow[] {
  const text = useReview((review) => review.texts['conclusion'] ?? '');
  const draft = useDraft();
  return useMemo(() => parseConclusion(text).map((sentence) => rowOf(sentence, draft?.numbers ?? null)), [text, draft]);
}

function rowOf(sentence: Sentence, numbers: LiveNumbers | null): SentenceRow {
  if (!numbers) return { sentence, state: numbersIn(sentence).length === 0 ? 'plain' : 'holds', open: 0 };
  return { sentence, state: stateOfSentence(sentence, numbers), open: Math.max(0, ...numbersIn(sentence).map(({ name }) => numbers[name].open)) };
}

/** Sentences that are to be read again before the report is signed. */
export function useUnconfirmed(): number {
  return useSentences().filter(({ state }) => state === 'changed' || state === 'gone').length;
}

/** The laboratory's sentences in the language of its reports. */
export function useSnippets(): Snippet[] {
  const settings = useConclusion((state) => state.settings);
  const language = useDraft()?.language ?? 'en';
  return useMemo(() => sentencesOf(settings, language), [settings, language]);
}

type AsSeen = (sentence: Sentence) => Sentence;

function keep(how: (sentences: Sentence[], asSeen: AsSeen) => readonly Sentence[]): Promise<boolean> {
  const { caseId } = useReview.getState();
  const asked = get();
  /** A sentence as its writer sees it: its numbers are those on the screen. Where another study is there by now, those that were. */
  const asSeen: AsSeen = (sentence) => {
    const { draft } = get().caseId === caseId ? get() : asked;
    return draft ? confirmed(sentence, draft.numbers, draft.revision) : sentence;
  };
  return editInTurn(({ texts: { conclusion = '' } }) => {
    const value = writeConclusion(how(parseConclusion(conclusion), asSeen));
    return value === conclusion ? null : { kind: 'text', name: 'conclusion', value };
  });
}

/** Adds sentences behind those that are there. False where they could not be kept. */
export function addSentences(texts: readonly string[]): Promise<boolean> {
  return keep((sentences, asSeen) => [...sentences, ...texts.map((text) => asSeen(sentenceOf(text.trim())))]);
}

/** Puts another text in the place of sentence `index`; an empty one takes it out. */
export function rewriteSentence(index: number, text: string): Promise<boolean> {
  return keep((sentences, asSeen) => sentences.flatMap((sentence, i) => (i !== index ? [sentence] : text.trim() === '' ? [] : [asSeen(sentenceOf(text.trim()))])));
}

/** The reader has read sentence `index` again: it holds with the numbers of now. */
export function confirmSentence(index: number): Promise<boolean> {
  return keep((sentences, asSeen) => sentences.map((sentence, i) => (i === index ? asSeen(sentence) : sentence)));
}

/** Moves sentence `index` by one place; at the end of the list it stays. */
export function moveSentence(index: number, by: 1 | -1): Promise<boolean> {
  return keep((sentences) => {
    const rest = sentences.toSpliced(index, 1);
    const one = sentences[index];
    return one && index + by >= 0 && index + by <= rest.length ? rest.toSpliced(index + by, 0, one) : sentences;
  });
}

/** Kinds of edits that change no number. */
const NO_NUMBER: ReadonlySet<string> = new Set(['text', 'sections', 'strip-add', 'strip-caption', 'strip-remove', 'told', 'sign-off', 'reopening', ...ORGANISING]);

/** Edits that stand since a sentence was confirmed and may have changed its numbers, newest first. */
export function editsSince(history: readonly JournalEntry[], sentence: Sentence): JournalEntry[] {
  const from = Math.min(...numbersIn(sentence).map(({ at }) => at));
  return history.filter(({ sequence, kind, undone }) => sequence > from && !undone && !NO_NUMBER.has(kind));
}

/** Shows what a number is of: its place, the beats of its class, its findings. */
export function openNumber(name: LiveName): void {
  const number = get().draft?.numbers[name];
  if (!number) return;
  if (name.startsWith('symptoms')) return walkDiary();
  if (number.sample !== null) goToSample(number.sample);
  else if (number.beatClass !== null) openClass(number.beatClass);
  const findings = name === 'open.findings' || (number.sample === null && restsOn(name).kinds.length > 0);
  const beats = number.sample !== null || number.beatClass !== null || name === 'open.templates';
  openTab(findings ? 'episodes' : beats ? 'beats' : 'overview');
}
