/** Everything that TypeScript calls. */
export { filter, polyphase } from './filter';
export { baseline } from './baseline';
export { envelope } from './envelope';
export { averageBeats } from './averages';
export { addBeats, correlate, measure } from './beats';
export { edges, meansOfFive, millivolts, moments, pieceRanges, pieces, ranges } from './seconds';
export { convolve } from './network';
export { convolveRows } from './rows';
export { likeness, windows } from './windows';
