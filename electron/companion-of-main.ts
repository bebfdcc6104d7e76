/** Companions of a command that runs in the main process itself. */
import { MessageChannelMain, utilityProcess } from 'electron';
import { COMPANION_FILES } from '../backend/companions.ts';
import type { Companion, CompanionKind } from '../backend/environment.ts';
import { COMPANION_PORT } from '../backend/parent.ts';

/** Starts a companion as a utility process; its messages are structured clones. */
export function startCompanionOfMain(kind: CompanionKind): Promise<Companion> {
  const child = utilityProcess.fork(COMPANION_FILES[kind], [], { serviceName: `Isoline ${kind}`, stdio: 'inherit' });
  let gone: string | undefined;
  const exitListeners: ((reason: string) => void)[] = [];
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      gone = `the ${kind} ended with code ${code}`;
      reject(new Error(gone));
      for (const listener of exitListeners) listener(gone);
    });
    child.once('spawn', () => {
      const { port1, port2 } = new MessageChannelMain();
      child.postMessage(COMPANION_PORT, [port2]);
      resolve({
        send: (message) => port1.postMessage(message),
        onMessage: (listener) => {
          port1.on('message', ({ data }) => listener(data));
          port1.start();
        },
        onExit: (listener) => (gone === undefined ? void exitListeners.push(listener) : listener(gone)),
        kill: () => void child.kill(),
        pid: child.pid,
      });
    });
  });
}
