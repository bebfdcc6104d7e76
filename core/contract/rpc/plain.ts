/** The carrier within one process: for the command line and for tests. Clones as the others do. */
import { isFrame, type Carrier, type Frame } from './frames.ts';
import { Inbox, refuseTransfer } from './inbox.ts';
import { cloneValue } from './values.ts';

/** Two ends that speak to each other. Frames arrive in a later turn, as they do everywhere else. */
export function plainCarriers(): [Carrier, Carrier] {
  const inboxes: [Inbox, Inbox] = [new Inbox(), new Inbox()];
  const close = (): void => {
    void Promise.resolve().then(() => inboxes.map((inbox) => inbox.close()));
  };
  const end = (own: Inbox, other: Inbox): Carrier => ({
    send(frame: Frame, transfer) {
      refuseTransfer(transfer);
      if (own.closed) return;
      const copy = cloneValue(frame);
      void Promise.resolve().then(() => {
        if (isFrame(copy)) other.take(copy);
      });
    },
    onFrame: (listener) => own.onFrame(listener),
    onClose: (listener) => own.onClose(listener),
    close,
  });
  return [end(inboxes[0], inboxes[1]), end(inboxes[1], inboxes[0])];
}
