/** Companions of a utility process: only main can start processes, so it asks main, which hands it a port to each. */
import type { MessagePortMain, ParentPort } from 'electron';
import type { Companion, CompanionKind } from '../backend/environment.ts';
import { isMessage, type FromAsker, type ToAsker } from './messages.ts';

interface Asked {
  started(port: MessagePortMain, pid: number | undefined): void;
  gone(reason: string): void;
}

function isToAsker(value: unknown): value is ToAsker {
  return isMessage(value) && ['companion-started', 'companion-gone'].includes(value.type);
}

/** How this utility process starts companions. */
export function askedCompanions(parent: ParentPort): (kind: CompanionKind) => Promise<Companion> {
  const tell = (message: FromAsker): void => parent.postMessage(message);
  const companions = new Map<number, Asked>();
  let nextCompanion = 1;
  parent.on('message', ({ data, ports: [port] }) => {
    if (!isToAsker(data)) return;
    if (data.type === 'companion-gone') companions.get(data.id)?.gone(data.reason);
    else if (port !== undefined) companions.get(data.id)?.started(port, data.pid);
  });
  return (kind) => {
    const id = nextCompanion++;
    return new Promise((resolve, reject) => {
      const exitListeners: ((reason: string) => void)[] = [];
      let goneFor: string | undefined;
      companions.set(id, {
        started(port, pid) {
          resolve({
            send: (message) => port.postMessage(message),
            onMessage: (listener) => {
              port.on('message', ({ data }) => listener(data));
              port.start();
            },
            onExit: (listener) => (goneFor === undefined ? void exitListeners.push(listener) : listener(goneFor)),
            kill: () => tell({ type: 'kill-companion', id }),
            pid,
          });
        },
        gone(reason) {
          companions.delete(id);
          goneFor = reason;
          reject(new Error(reason));
          for (const listener of exitListeners) listener(reason);
        },
      });
      tell({ type: 'start-companion', id, kind });
    });
  };
}
