/** Processes of a command that runs in the main process itself. */
import { MessageChannelMain, utilityProcess } from 'electron';
import { withoutSecrets, type ProcessStarter } from '../backend/companions.ts';
import { COMPANION_PORT } from '../backend/parent.ts';

/** Starts a process as a utility process; its messages are structured clones. */
export const startProcessOfMain: ProcessStarter = (file, name) => {
  const child = utilityProcess.fork(file, [], { serviceName: `Isoline ${name}`, stdio: 'inherit', env: withoutSecrets(process.env) });
  let gone: string | undefined;
  const exitListeners: ((reason: string) => void)[] = [];
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      gone = `the ${name} ended with code ${code}`;
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
};
