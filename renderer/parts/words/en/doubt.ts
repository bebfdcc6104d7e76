/** Sentences about beats in doubt, and names of the orders of the gallery. */
import { count } from '../../format.ts';

const beats = (n: number): string => (n === 1 ? '1 beat' : `${count(n)} beats`);

export const WD = {
  title: 'In doubt',
  lead: 'All beats of a class as one list, those first that the machine doubts most. Take out what is something else; the rest is right.',
  begin: 'Look along the lists',
  left: (n: number) => (n === 1 ? '1 list left' : `${count(n)} lists left`),
  beats,
  hardly: 'Hardly any label of S or V is in doubt here.',
  first: 'The most doubtful stand first.',
  how: 'Select what is something else and name it. Another order puts other beats together.',
  done: 'The rest is right',
  later: 'Later',
  nothing: 'Every list has been looked along.',
  order: 'Order of the gallery',
  orders: {
    time: 'By time',
    unlike: 'Least alike first',
    early: 'Most premature first',
    late: 'Longest pause first',
    turn: 'Premature with pause first',
    follows: 'After a premature beat first',
    wide: 'Widest QRS first',
    S: 'Most like S first',
    V: 'Most like V first',
    F: 'Most like F first',
  },
  /** Width of the QRS complex among the facts of a beat, and while a list is told. */
  width: {
    term: 'QRS width',
    about: (ms: number) => `≈ ${ms} ms`,
    over: (ms: number) => `> ${ms} ms`,
    is: (ms: number) => `${ms} ms`,
    leads: (n: number) => `${count(n)} leads`,
    how: 'Estimated from how steeply these leads rise and fall. Measuring the beat is more exact.',
    measured: 'Measured by the wave network, all leads together.',
    asked: (done: number, all: number) => `, QRS width of ${count(done)} of ${count(all)}`,
  },
  /** A tile draws another lead than the chosen one. */
  instead: (shown: string, chosen: string) => `${shown}, for ${chosen} is flat here`,
  chosen: 'Doubt first',
} as const;
