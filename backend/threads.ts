/**
 * Starts threads. Node strips the types of what they load with a WebAssembly module whose calls into JavaScript are compiled anew
 * after a thousand of them. Where several threads come to that at once, V8 frees the code that was replaced twice
 * (`Check failed: jit_page.has_value()`, and the process is gone; Node 24): those calls stay as they are compiled at first. What is
 * bundled strips no types and loses nothing by it.
 */
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';

/** V8's flags that a process which will start threads is started with. Only Node 24 is known to need them and to know them: another one might refuse to start. */
export const BEFORE_THREADS: readonly string[] = process.versions.node.startsWith('24.') ? ['--wasm-wrapper-tiering-budget=2000000000'] : [];

let isFirst = true;

/**
 * Starts a thread on a module. `workerData` is cloned into it.
 *
 * @param youngMb room for what has just been made, where it is to be less than V8 gives
 */
export function startThread(module: URL, workerData?: unknown, youngMb?: number): Worker {
  // Not every process was started with them: a worker of a test was not, nor a script.
  if (isFirst) BEFORE_THREADS.forEach(setFlagsFromString);
  isFirst = false;
  return new Worker(module, { workerData, ...(youngMb === undefined ? {} : { resourceLimits: { maxYoungGenerationSizeMb: youngMb } }) });
}
