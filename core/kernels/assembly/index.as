/** Everything that TypeScript calls. */
export { filter, polyphase } from './filter';
export { baseline } from './baseline';
export { envelope } from './envelope';
