/** The sentences of the proposed narrative in each language, with their live numbers by name; `{}` in `open` is the list of topics. */
import type { Language } from '../contract/languages.ts';

/** What the narrative speaks of, in its order. */
export type Topic = 'rate' | 'rhythm' | 'ventricular' | 'supraventricular' | 'pauses' | 'fibrillation' | 'st' | 'qt' | 'pacing' | 'symptoms';

const EN = {
  time: '{recorded} recorded, {readable} ({readable.share}) readable.',
  noBeats: 'No beats were counted.',
  rate: 'Mean heart rate {hr.mean}, lowest {hr.min} at {hr.min.time}, highest {hr.max} at {hr.max.time}.',
  rhythm: 'Normal beats: {n.beats} of {beats} ({n.share}).',
  vNone: 'No ventricular ectopy.',
  v: 'Ventricular ectopy: {v.beats} beats ({v.burden}).',
  vCouplets: 'Ventricular couplets: {v.couplets}.',
  vRuns: 'Ventricular runs of three beats and more: {v.runs}, the longest of {v.longest} beats at {v.longest.rate}, the fastest at {v.fastest.rate}.',
  vSustained: 'Sustained ventricular runs, of 30 s and more: {v.sustained}.',
  vPattern: 'Ventricular bigeminy, cycles: {v.bigeminy}.',
  vTrigeminy: 'Ventricular trigeminy, cycles: {v.trigeminy}.',
  vf: 'Ventricular fibrillation or flutter: {vf.episodes}, the longest {vf.longest}.',
  sNone: 'No supraventricular ectopy.',
  s: 'Supraventricular ectopy: {s.beats} beats ({s.burden}).',
  sCouplets: 'Supraventricular couplets: {s.couplets}.',
  sRuns: 'Supraventricular runs of three beats and more: {s.runs}, the longest of {s.longest} beats at {s.longest.rate}, the fastest at {s.fastest.rate}.',
  pausesNone: 'No pause of {pause.least} or longer.',
  pauses: 'Pauses of {pause.least} and longer: {pauses}, the longest {pause.longest} at {pause.longest.time}.',
  asystoles: 'Asystole: {asystoles}.',
  block: 'AV block suspected: {block}.',
  afNone: 'No atrial fibrillation of {af.least} or more.',
  af: 'Atrial fibrillation for {af.time} ({af.burden} of the readable time), episodes: {af.episodes}, the longest {af.longest}.',
  flutter: 'Atrial flutter for {flutter.time}, episodes: {flutter.episodes}.',
  st: 'Episodes of ST deviation: {st.episodes}.',
  qt: 'QTc {qtc} (median), longest {qtc.longest} at {qtc.longest.time}.',
  paced: 'Paced rhythm for {paced.time}.',
  pacedFaults: 'Suspected faults of the pacemaker: {paced.faults}.',
  symptoms: 'Marks in the diary: {symptoms}; with an arrhythmia: {symptoms.arrhythmia}, with single ectopic beats: {symptoms.ectopic}, without either: {symptoms.none}.',
  open: 'Not reviewed: {}; templates {open.templates}, findings {open.findings}.',
  openOnly: 'Not reviewed: templates {open.templates}, findings {open.findings}.',
  notAssessed: 'Flutter with fixed conduction was not assessed.',
} as const;

/** Which sentence. */
export type NarrativeId = keyof typeof EN;

const DE: Readonly<Record<NarrativeId, string>> = {
  time: '{recorded} aufgezeichnet, davon {readable} ({readable.share}) auswertbar.',
  noBeats: 'Es wurden keine Schläge gezählt.',
  rate: 'Mittlere Herzfrequenz {hr.mean}, niedrigste {hr.min} um {hr.min.time}, höchste {hr.max} um {hr.max.time}.',
  rhythm: 'Normale Schläge: {n.beats} von {beats} ({n.share}).',
  vNone: 'Keine ventrikulären Extrasystolen.',
  v: 'Ventrikuläre Extrasystolen: {v.beats} ({v.burden}).',
  vCouplets: 'Ventrikuläre Couplets: {v.couplets}.',
  vRuns: 'Ventrikuläre Salven ab drei Schlägen: {v.runs}, die längste mit {v.longest} Schlägen und {v.longest.rate}, die schnellste mit {v.fastest.rate}.',
  vSustained: 'Anhaltende ventrikuläre Salven, ab 30 s: {v.sustained}.',
  vPattern: 'Ventrikulärer Bigeminus, Zyklen: {v.bigeminy}.',
  vTrigeminy: 'Ventrikulärer Trigeminus, Zyklen: {v.trigeminy}.',
  vf: 'Kammerflimmern oder -flattern: {vf.episodes}, längste Episode {vf.longest}.',
  sNone: 'Keine supraventrikulären Extrasystolen.',
  s: 'Supraventrikuläre Extrasystolen: {s.beats} ({s.burden}).',
  sCouplets: 'Supraventrikuläre Couplets: {s.couplets}.',
  sRuns: 'Supraventrikuläre Salven ab drei Schlägen: {s.runs}, die längste mit {s.longest} Schlägen und {s.longest.rate}, die schnellste mit {s.fastest.rate}.',
  pausesNone: 'Keine Pause von {pause.least} oder länger.',
  pauses: 'Pausen ab {pause.least}: {pauses}, die längste {pause.longest} um {pause.longest.time}.',
  asystoles: 'Asystolie: {asystoles}.',
  block: 'Verdacht auf AV-Block: {block}.',
  afNone: 'Kein Vorhofflimmern von {af.least} oder länger.',
  af: 'Vorhofflimmern über {af.time} ({af.burden} der auswertbaren Zeit), Episoden: {af.episodes}, die längste {af.longest}.',
  flutter: 'Vorhofflattern über {flutter.time}, Episoden: {flutter.episodes}.',
  st: 'Episoden mit ST-Abweichung: {st.episodes}.',
  qt: 'QTc {qtc} (Median), längste {qtc.longest} um {qtc.longest.time}.',
  paced: 'Schrittmacherrhythmus über {paced.time}.',
  pacedFaults: 'Verdacht auf Fehlfunktion des Schrittmachers: {paced.faults}.',
  symptoms: 'Einträge im Tagebuch: {symptoms}; mit Rhythmusstörung: {symptoms.arrhythmia}, mit einzelnen Extrasystolen: {symptoms.ectopic}, ohne beides: {symptoms.none}.',
  open: 'Nicht durchgesehen: {}; Formgruppen {open.templates}, Ereignisse {open.findings}.',
  openOnly: 'Nicht durchgesehen: Formgruppen {open.templates}, Ereignisse {open.findings}.',
  notAssessed: 'Vorhofflattern mit fester Überleitung wurde nicht beurteilt.',
};

const ZH: Readonly<Record<NarrativeId, string>> = {
  time: '記錄 {recorded}，可判讀 {readable}（{readable.share}）。',
  noBeats: '未計入任何心搏。',
  rate: '平均心率 {hr.mean}，最低 {hr.min}（{hr.min.time}），最高 {hr.max}（{hr.max.time}）。',
  rhythm: '正常心搏：{beats} 中有 {n.beats}（{n.share}）。',
  vNone: '無心室早期收縮。',
  v: '心室早期收縮：{v.beats} 次（{v.burden}）。',
  vCouplets: '成對心室早期收縮：{v.couplets}。',
  vRuns: '三搏以上心室連發：{v.runs}，最長 {v.longest} 搏（{v.longest.rate}），最快 {v.fastest.rate}。',
  vSustained: '持續性心室連發，30 s 以上：{v.sustained}。',
  vPattern: '心室二聯律，週期數：{v.bigeminy}。',
  vTrigeminy: '心室三聯律，週期數：{v.trigeminy}。',
  vf: '心室顫動或撲動：{vf.episodes} 段，最長 {vf.longest}。',
  sNone: '無上心室早期收縮。',
  s: '上心室早期收縮：{s.beats} 次（{s.burden}）。',
  sCouplets: '成對上心室早期收縮：{s.couplets}。',
  sRuns: '三搏以上上心室連發：{s.runs}，最長 {s.longest} 搏（{s.longest.rate}），最快 {s.fastest.rate}。',
  pausesNone: '無 {pause.least} 以上的心搏暫停。',
  pauses: '{pause.least} 以上的心搏暫停：{pauses} 次，最長 {pause.longest}（{pause.longest.time}）。',
  asystoles: '心搏停止：{asystoles} 次。',
  block: '疑似房室傳導阻滯：{block}。',
  afNone: '無 {af.least} 以上的心房顫動。',
  af: '心房顫動共 {af.time}（可判讀時間的 {af.burden}），{af.episodes} 段，最長 {af.longest}。',
  flutter: '心房撲動共 {flutter.time}，{flutter.episodes} 段。',
  st: 'ST 偏移事件：{st.episodes}。',
  qt: 'QTc {qtc}（中位數），最長 {qtc.longest}（{qtc.longest.time}）。',
  paced: '節律器節律 {paced.time}。',
  pacedFaults: '疑似節律器功能異常：{paced.faults}。',
  symptoms: '日誌：{symptoms} 筆，{symptoms.arrhythmia} 筆有心律不整，{symptoms.ectopic} 筆僅有單發早期收縮，{symptoms.none} 筆皆無。',
  open: '尚未檢視：{}；樣板 {open.templates}，事件 {open.findings}。',
  openOnly: '尚未檢視：樣板 {open.templates}，事件 {open.findings}。',
  notAssessed: '固定傳導的心房撲動未予評估。',
};

export const NARRATIVE: Readonly<Record<Language, Readonly<Record<NarrativeId, string>>>> = { en: EN, de: DE, 'zh-Hant': ZH };

/** What is named as not reviewed. */
export const TOPIC_WORDS: Readonly<Record<Language, Readonly<Record<Topic, string>>>> = {
  en: { rate: 'heart rate', rhythm: 'normal beats', ventricular: 'ventricular ectopy', supraventricular: 'supraventricular ectopy', pauses: 'pauses', fibrillation: 'atrial fibrillation', st: 'ST', qt: 'QT', pacing: 'pacing', symptoms: 'symptoms' },
  de: { rate: 'Herzfrequenz', rhythm: 'normale Schläge', ventricular: 'ventrikuläre Extrasystolen', supraventricular: 'supraventrikuläre Extrasystolen', pauses: 'Pausen', fibrillation: 'Vorhofflimmern', st: 'ST', qt: 'QT', pacing: 'Schrittmacher', symptoms: 'Beschwerden' },
  'zh-Hant': { rate: '心率', rhythm: '正常心搏', ventricular: '心室早期收縮', supraventricular: '上心室早期收縮', pauses: '心搏暫停', fibrillation: '心房顫動', st: 'ST', qt: 'QT', pacing: '節律器', symptoms: '症狀' },
};
