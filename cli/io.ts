/** The terminal as a command sees it. */
import type { CommandIo } from './command.ts';

/** Reads a line from the terminal without showing it. Undefined where nobody is at one, or thinks better of it. */
function readSecret(question: string): Promise<string | undefined> {
  const { stdin } = process;
  if (!stdin.isTTY) return Promise.resolve(undefined);
  process.stderr.write(question);
  stdin.setRawMode(true);
  stdin.resume();
  stdin.setEncoding('utf8');
  return new Promise((resolve) => {
    let typed = '';
    const end = (answer: string | undefined): void => {
      stdin.off('data', hear);
      stdin.setRawMode(false);
      stdin.pause();
      process.stderr.write('\n');
      resolve(answer);
    };
    const hear = (text: string): void => {
      for (const sign of text) {
        if (sign === '\r' || sign === '\n') return end(typed);
        if (sign === '\u0003' || sign === '\u0004') return end(undefined);
        typed = sign === '\u007f' || sign === '\b' ? Array.from(typed).slice(0, -1).join('') : typed + sign;
      }
    };
    stdin.on('data', hear);
  });
}

/** Whoever reads what is printed may go away (`… | head`): nothing more is printed, and the work goes on. */
function letReadersLeave(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (thrown: NodeJS.ErrnoException) => {
      if (thrown.code !== 'EPIPE') throw thrown;
    });
  }
}

/** Standard output and error of this process. Ctrl-C aborts `signal` once; a second one ends the process. */
export function processIo(): CommandIo {
  letReadersLeave();
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
    secret: readSecret,
    isTerminal,
    cwd: process.cwd(),
    signal: controller.signal,
  };
}
