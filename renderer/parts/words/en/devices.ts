/** Sentences about the devices that analyse. */
import type { DeviceState } from '../../../../core/contract/devices.ts';
import { count } from '../../format.ts';

const states: Readonly<Record<DeviceState, string>> = { untried: 'not tried yet', trying: 'being tried', right: 'same results', differs: 'other results: never taken', unavailable: 'not here', crashed: 'crashed when tried', silent: 'did not answer', lost: 'failed during an analysis' };

export const WG = {
  title: 'Devices',
  lead: 'what analyses on this computer, and what analysing may take of it',
  processor: 'Processor',
  states,
  chosen: {
    pinned: (device: string) => `${device}, pinned here`,
    pinFailed: 'The processor: the pinned device cannot be used',
    fastest: (device: string, speed: number, processor: number) => `${device}: ${count(speed)} beats/s against ${count(processor)} on the processor`,
    processor: (speed: number) => `The processor: ${count(speed)} beats/s, and nothing else is faster with the same results`,
    only: 'The processor: there is no other device here',
    untried: 'The processor, until the other devices have been tried',
  },
  head: { device: 'Device', state: 'When tried', speed: 'Beats/s', gain: 'against the processor' },
  changed: (from: string, block: number, to: string, why: string) => `${from} until block ${block}, then ${to}: ${why}`,
  reference: 'what the others are compared with',
  taken: 'taken',
  software: 'a software adapter, no GPU',
  compared: (beats: number, difference: string) => `${count(beats)} beats compared, probabilities within ${difference}`,
  differing: (labels: number, beats: number) => `${count(labels)} of ${count(beats)} labels differ`,
  again: 'Try again',
  all: 'Try all again',
  trying: 'Trying, each device in a process of its own',
  pin: 'Pin',
  unpin: 'Unpin',
  rule: 'The fastest device with the processor’s results is taken. One that fails in the middle of an analysis is replaced by the processor at once; no beat is lost.',
  limits: 'What analysing may take',
  threads: { label: 'Cores for one analysis', hint: 'more take more memory; with one, signal and networks take turns', values: { all: 'all', '8': 'eight', '4': 'four', '2': 'two', '1': 'one' } },
  ahead: { label: 'Prepared ahead', hint: 'five minutes each; fewer take less memory', values: { '3': 'three blocks', '1': 'one block' } },
  atOnce: { label: 'At the same time', hint: 'recordings that are read or analysed', values: { '1': 'one', '2': 'two', '3': 'three', '4': 'four' } },
  priority: { label: 'Before other programs', hint: 'behind: open cases and other programs go first', values: { auto: 'behind, while a window is open', normal: 'like others', behind: 'always behind' } },
  when: { label: 'Only', hint: 'an analysis that may not go on rests where it is', values: { always: 'at any time', mains: 'on mains power', idle: 'while nobody is at the computer' } },
  noPower: 'only the desktop program knows of power and of who is at the computer',
  gpu: 'No share of a GPU can be set: none of these devices lets a program limit itself.',
};
