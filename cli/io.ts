/** The terminal as a command sees it. */
import type { CommandIo } from './command.ts';

/** Standard output and error of this process. Ctrl-C aborts `signal` once; a second one ends the process. */
export function processIo(): CommandIo {
  const controller = new AbortController();
  process.on('SIGINT', () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  });
  process.on('SIGTERM', () => controller.abort());
  const isTerminal = process.stderr.isTTY === true;
  let progressShown = false;
  const clear = (): void => {
    if (progressShown) process.stderr.write('\r\u001b[K');
    progressShown = false;
  };
  return {
    out(text) {
      clear();
      process.stdout.write(`${text}\n`);
    },
    err(text) {
      clear();
      process.stderr.write(`${text}\n`);
    },
    progress(text) {
      if (!isTerminal) return;
      clear();
      if (text === '') return;
      process.stderr.write(text.slice(0, Math.max(20, (process.stderr.columns ?? 80) - 1)));
      progressShown = true;
    },
    isTerminal,
    cwd: process.cwd(),
    signal: controller.signal,
  };
}
