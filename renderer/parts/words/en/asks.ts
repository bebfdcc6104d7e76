/** Sentences of the machine's asks. An ask is the program's; a question is a colleague's. */
import type { BeatClass } from '../../../../core/beats/classes.ts';
import { count } from '../../format.ts';

const beats = (n: number): string => (n === 1 ? '1 beat' : `${count(n)} beats`);

export const WA = {
  title: 'Asks',
  lead: 'The machine asks about the beats whose answer mends most, and applies what you say to beats like them, as a proposal.',
  begin: 'Answer a few',
  number: (n: number, most: number) => `ask ${n} of at most ${most}`,
  group: (n: number, now: BeatClass) => (n === 1 ? `What is this beat? It is labelled ${now}.` : `What are these ${beats(n)}? Most are labelled ${now}.`),
  gain: (n: number) => `An answer decides about ${beats(Math.max(1, Math.round(n)))}.`,
  choose: (of: BeatClass, n: number) => `${of}, ${beats(n)}`,
  answer: 'Answer',
  mixed: 'Of several kinds',
  wait: 'Looking for what to ask…',
  nothing: 'Nothing is worth an ask: no answer would decide enough beats.',
  most: (n: number) => `${n} asks are enough. What is left is among the templates.`,
  answered: (n: number) => `${n === 1 ? '1 answer' : `${n} answers`} so far.`,
  proposal: (n: number) => `From your answers: ${beats(n)} would change`,
  change: (n: number, from: BeatClass, to: BeatClass) => `${count(n)} ${from} to ${to}`,
  accept: 'Take it over',
  show: 'Show them',
  shown: 'Proposed from your answers',
  asked: 'Asked about',
  leave: 'Leave',
  mode: ['An ask:', 'N S V F Q X say what they are, again or Enter answers, J of several kinds, Shift Y takes the proposal over, Esc leaves'],
} as const;
