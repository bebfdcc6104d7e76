/** Words of the live scan. */
import { count } from '../../format.ts';

export const WX = {
  title: 'Beat over beat',
  play: 'Go on',
  pause: 'Stop',
  here: 'To this beat',
  faster: 'Faster',
  slower: 'Slower',
  way: 'Part of the day that was played',
  speed: (beats: number) => `${beats} beats a second`,
  of: (n: number, all: number) => `${count(n)} of ${count(all)},`,
  open: 'Play',
  mode: ['Beat over beat:', 'Space stops and goes on, ← → one beat, ↑ ↓ faster and slower, Enter to this beat, Esc leaves'],
} as const;
