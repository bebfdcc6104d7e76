/** `node --import <this file> out/main/electron/main.js`: whoever imports `electron` gets the stand-in. */
import { registerHooks } from 'node:module';

const standin = new URL('./electron.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) => (specifier === 'electron' ? { url: standin, shortCircuit: true } : next(specifier, context)),
});
// Electron sets this where it runs an app that is not packed: the words begin after the app's path.
Object.defineProperty(process, 'defaultApp', { value: true });
