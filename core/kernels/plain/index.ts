/** The kernels in TypeScript. */
export { baseline } from './baseline.ts';
export { envelope } from './envelope.ts';
export { filter, polyphase } from './filter.ts';
