/** An item of the queue in words and with its sign: the overview, the report and the sign dialog say the same. */
import type { ReactElement } from 'react';
import { CODES, classOfCode } from '../../core/beats/classes.ts';
import { clock, count, duration, moment, fixed } from '../parts/format.ts';
import { Again, Clock, Flag, Pin, Stack } from '../parts/icons.tsx';
import { KIND_NAME } from '../parts/kind-names.ts';
import { Mark } from '../parts/marks.tsx';
import { W } from '../parts/words.ts';
import { SYMPTOM_NAME, WY } from '../parts/words-diary.ts';
import { WF } from '../parts/words-findings.ts';
import { ALONE_ID } from '../state/derived.ts';
import type { QueueItem } from '../state/queue.ts';
import { rateOf, startOf } from '../state/review-model.ts';
import type { Study } from '../../core/contract/types.ts';
import { inWords } from '../parts/language.ts';
import { span } from './finding-words.ts';

export interface ItemWords {
  sign: ReactElement;
  /** The name, in bold, and what follows it. */
  name: string;
  more: string;
  /** The second line. */
  why: string;
  /** Where in the day, or which sort of item. */
  at: string;
}

/** In place of an item where there is none: while the beats are read and the analysis runs, that says nothing of the day. */
export function emptyWords(running: boolean, reading = false): string {
  return running ? W.signed.stops.analysing : reading ? W.study.loading : WF.queue.none;
}

/** A label as one letter or mnemonic, `no beat` where there is none. */
export function codeWords(code: number | null): string {
  return code === null ? WF.queue.gone : classOfCode(code) === 'X' ? WF.queue.artefact : (CODES[code]?.[0] ?? '?');
}

export function itemWords(item: QueueItem, study: Study | null): ItemWords {
  const sampleRate = rateOf(study);
  const seconds = (study?.recording.sampleCount ?? 0) / sampleRate;
  const at = (sample: number): string => moment(startOf(study), sample / sampleRate, seconds);
  switch (item.kind) {
    case 'event': {
      const [first] = item.findings;
      if (!first) return { sign: <Pin />, name: '', more: '', why: '', at: '' };
      const n = item.findings.length;
      const length = (first.to - first.from) / sampleRate;
      const rate = first.rate === null ? '' : `, ${Math.round(first.rate)}${W.episodes.perMinute}`;
      return n > 1
        ? { sign: <Stack />, name: `${count(n)} ${KIND_NAME[first.kind][1]}`, more: '', why: [W.episodes.severity[first.severity], span(item.findings, sampleRate)].join(', '), at: at(first.from) }
        : { sign: <Pin />, name: KIND_NAME[first.kind][0], more: `${length < 10 ? `${fixed(length, 2)} s` : duration(length)}${rate}`, why: first.severity === 'urgent' ? `${WF.queue.urgent}; ${inWords(first.reason)}` : inWords(first.reason), at: at(first.from) };
    }
    case 'conflict': {
      const { person, run, sample } = item.conflict;
      return { sign: <Again />, name: WF.queue.conflictTitle(codeWords(person), codeWords(run)), more: '', why: WF.queue.conflictWords, at: at(sample) };
    }
    case 'diary': {
      const { symptom, words, sample } = item.mark;
      return { sign: <Flag />, name: SYMPTOM_NAME[symptom], more: '', why: words || WY.openState, at: at(sample) };
    }
    case 'question':
      return { sign: <Pin />, name: item.title, more: '', why: item.words, at: item.sample === null ? WF.queue.question : at(item.sample) };
    case 'template': {
      const { group } = item;
      const alone = group.id === ALONE_ID;
      return {
        sign: <Mark of={group.beatClass} size={12} />,
        name: alone ? WF.queue.alone : group.name,
        more: `${W.beats(group.count)}${group.unlike > 0 && !alone ? `, ${W.templates.unlike(group.unlike)}` : ''}`,
        why: alone ? WF.queue.aloneWords : `${group.since > 0 ? W.templates.since(group.since) : W.templates[group.mark]}; ${WF.queue.classes[group.beatClass]}`,
        at: WF.queue.template,
      };
    }
    case 'start':
      return { sign: <Clock />, name: WF.queue.start, more: clock(startOf(study)), why: WF.queue.startWords, at: '' };
  }
}
