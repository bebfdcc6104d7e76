/** The printer process: draws reports, kept warm while a report is open, so that no preview waits behind an analysis. */
import { errorShape } from '../../core/contract/errors.ts';
import { parentLine } from '../parent.ts';
import { drawDisclosure } from './disclosure.ts';
import { drawReport } from './page.ts';
import type { FromPrinter, ToPrinter } from './protocol.ts';

const line = parentLine();

line.onMessage((received) => {
  const message = received as ToPrinter;
  const created = new Date(message.created);
  const drawn = message.type === 'print' ? drawReport(message.content, message.programFolder, created) : drawDisclosure(message.content, message.programFolder, created);
  drawn.then(
    ({ pdf, pages, places }) => line.send({ type: 'printed', id: message.id, pdf, pages, places } satisfies FromPrinter),
    (thrown: unknown) => line.send({ type: 'failed', id: message.id, error: errorShape(thrown) } satisfies FromPrinter),
  );
});

await line.send({ type: 'ready' } satisfies FromPrinter);
