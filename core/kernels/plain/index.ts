/** The kernels in TypeScript. */
export { averageBeats } from './averages.ts';
export { baseline } from './baseline.ts';
export { addBeats, correlate, measure } from './beats.ts';
export { envelope } from './envelope.ts';
export { filter, polyphase } from './filter.ts';
export { millivolts } from './millivolts.ts';
export { convolve } from './network.ts';
export { convolveRows } from './rows.ts';
export { edges, meansOfFive, moments, pieceRanges, pieces, ranges } from './seconds.ts';
export { span } from './span.ts';
export { likeness, windows } from './windows.ts';
