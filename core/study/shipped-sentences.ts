/**
 * Sentences that the laboratory has ready. A sentence has a key, typed behind
 * `;`, and a text that may hold live numbers by name. The laboratory's own list
 * is one setting of the workplace; until it is set, a shipped list in the
 * language of reports stands in its place.
 */
import type { Language } from '../contract/languages.ts';

export interface Snippet {
  /** Lower-case letters and digits, typed behind `;`. */
  key: string;
  text: string;
}

/** Setting of the workplace that holds the laboratory's sentences: a line each, `key<TAB>text`. */
export const SENTENCES_SETTING = 'report.sentences';
/** Most characters of a key, of a text, and most sentences. */
export const SNIPPET_LIMITS = { key: 12, text: 400, number: 60 } as const;

const KEY = /^[a-z0-9]{1,12}$/;

/** What keeps a sentence from being kept: no key, no text, or a key that another one has. */
export type SnippetFault = 'key' | 'text' | 'twice';

/** What is wrong with sentence `index` of a list; null where nothing is. */
export function snippetFault(list: readonly Snippet[], index: number): SnippetFault | null {
  const one = list[index];
  if (!one || !KEY.test(one.key)) return 'key';
  if (one.text.trim() === '' || one.text.length > SNIPPET_LIMITS.text) return 'text';
  return list.findIndex(({ key }) => key === one.key) < index ? 'twice' : null;
}

/** The list as it is kept. Line breaks and tabs of a text become blanks. */
export function writeSnippets(list: readonly Snippet[]): string {
  return list.map(({ key, text }) => `${key}\t${text.replaceAll(/\s+/g, ' ').trim()}`).join('\n');
}

/** A kept list; lines that are none are left out. Never throws. */
export function readSnippets(value: string): Snippet[] {
  const list = value.split('\n').flatMap((line): Snippet[] => {
    const tab = line.indexOf('\t');
    return tab < 0 ? [] : [{ key: line.slice(0, tab), text: line.slice(tab + 1).trim() }];
  });
  return list.slice(0, SNIPPET_LIMITS.number).filter((_, i) => snippetFault(list, i) === null);
}

/** The laboratory's sentences; the shipped ones where none were set. An empty list that was set stays empty. */
export function sentencesOf(settings: Readonly<Record<string, string>>, language: Language): Snippet[] {
  const kept = settings[SENTENCES_SETTING];
  return kept === undefined ? [...SHIPPED_SENTENCES[language]] : readSnippets(kept);
}

/** What is shipped. */
export const SHIPPED_SENTENCES: Readonly<Record<Language, readonly Snippet[]>> = {
  en: [
    { key: 'sr', text: 'Sinus rhythm throughout, mean {hr.mean} ({hr.min} to {hr.max}).' },
    { key: 'normal', text: 'No relevant arrhythmia. Longest RR interval {rr.longest}.' },
    { key: 've', text: 'Frequent ventricular ectopy, {v.beats} beats ({v.burden}).' },
    { key: 'vefew', text: 'Occasional ventricular ectopy, {v.beats} beats.' },
    { key: 'vrun', text: 'Non-sustained ventricular tachycardia, the longest run of {v.longest} beats at {v.longest.rate}.' },
    { key: 'sve', text: 'Supraventricular ectopy, {s.beats} beats ({s.burden}).' },
    { key: 'srun', text: 'Supraventricular runs, the longest of {s.longest} beats at {s.longest.rate}.' },
    { key: 'af', text: 'Atrial fibrillation for {af.burden} of the time, longest episode {af.longest}.' },
    { key: 'noaf', text: 'No atrial fibrillation.' },
    { key: 'pause', text: 'Longest pause {pause.longest} at {pause.longest.time}.' },
    { key: 'nopause', text: 'No pause of {pause.least} or longer.' },
    { key: 'qt', text: 'QTc {qtc}.' },
    { key: 'rate', text: 'Ventricular rate not adequately controlled, mean {hr.mean}, highest {hr.max}.' },
    { key: 'symptoms', text: 'Of {symptoms} diary marks {symptoms.none} without arrhythmia.' },
    { key: 'echo', text: 'Echocardiography is advised.' },
    { key: 'again', text: 'A longer recording is advised.' },
  ],
  de: [
    { key: 'sr', text: 'Durchgehend Sinusrhythmus, im Mittel {hr.mean} ({hr.min} bis {hr.max}).' },
    { key: 'normal', text: 'Keine relevante Rhythmusstörung. Längstes RR-Intervall {rr.longest}.' },
    { key: 'ves', text: 'Häufige ventrikuläre Extrasystolen, {v.beats} ({v.burden}).' },
    { key: 'veswenig', text: 'Gelegentliche ventrikuläre Extrasystolen, {v.beats}.' },
    { key: 'vt', text: 'Nicht anhaltende ventrikuläre Tachykardie, längste Salve {v.longest} Schläge mit {v.longest.rate}.' },
    { key: 'sves', text: 'Supraventrikuläre Extrasystolen, {s.beats} ({s.burden}).' },
    { key: 'svt', text: 'Supraventrikuläre Salven, die längste mit {s.longest} Schlägen und {s.longest.rate}.' },
    { key: 'vhf', text: 'Vorhofflimmern über {af.burden} der Zeit, längste Episode {af.longest}.' },
    { key: 'keinvhf', text: 'Kein Vorhofflimmern.' },
    { key: 'pause', text: 'Längste Pause {pause.longest} um {pause.longest.time}.' },
    { key: 'keinepause', text: 'Keine Pause von {pause.least} oder länger.' },
    { key: 'qt', text: 'QTc {qtc}.' },
    { key: 'frequenz', text: 'Kammerfrequenz nicht ausreichend kontrolliert, im Mittel {hr.mean}, höchste {hr.max}.' },
    { key: 'symptome', text: 'Von {symptoms} Tagebucheinträgen {symptoms.none} ohne Rhythmusstörung.' },
    { key: 'echo', text: 'Eine Echokardiographie wird empfohlen.' },
    { key: 'nochmal', text: 'Eine längere Aufzeichnung wird empfohlen.' },
  ],
  'zh-Hant': [
    { key: 'sr', text: '全程竇性心律，平均 {hr.mean}（{hr.min} 至 {hr.max}）。' },
    { key: 'normal', text: '無顯著心律不整。最長 RR 間期 {rr.longest}。' },
    { key: 'vpc', text: '頻發心室早期收縮，{v.beats} 次（{v.burden}）。' },
    { key: 'vpcfew', text: '偶發心室早期收縮，{v.beats} 次。' },
    { key: 'nsvt', text: '非持續性心室頻脈，最長 {v.longest} 搏（{v.longest.rate}）。' },
    { key: 'apc', text: '上心室早期收縮，{s.beats} 次（{s.burden}）。' },
    { key: 'svt', text: '上心室連發，最長 {s.longest} 搏（{s.longest.rate}）。' },
    { key: 'af', text: '心房顫動佔 {af.burden} 的時間，最長 {af.longest}。' },
    { key: 'noaf', text: '無心房顫動。' },
    { key: 'pause', text: '最長心搏暫停 {pause.longest}（{pause.longest.time}）。' },
    { key: 'nopause', text: '無 {pause.least} 以上的心搏暫停。' },
    { key: 'qt', text: 'QTc {qtc}。' },
    { key: 'rate', text: '心室速率控制不佳，平均 {hr.mean}，最高 {hr.max}。' },
    { key: 'symptoms', text: '日誌 {symptoms} 筆，其中 {symptoms.none} 筆無心律不整。' },
    { key: 'echo', text: '建議安排心臟超音波。' },
    { key: 'again', text: '建議延長記錄時間。' },
  ],
};
