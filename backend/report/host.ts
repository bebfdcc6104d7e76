/** The backend's side of the printer: starts it when it is needed, one page after the other. */
import { AppError, errorFromShape } from '../../core/contract/errors.ts';
import type { DisclosureContent } from '../../core/study/disclosure-print.ts';
import type { ReportContent } from '../../core/study/report-content.ts';
import type { Companion } from '../environment.ts';
import type { FromPrinter, Printed, ToPrinter } from './protocol.ts';

/** Pages, and where on them the sections stand. */
type Drawn = Pick<Extract<FromPrinter, { type: 'printed' }>, 'pdf' | 'pages' | 'places'>;

interface Outstanding {
  resolve: (drawn: Drawn) => void;
  reject: (error: Error) => void;
}

export class PrinterHost {
  readonly #start: () => Promise<Companion>;
  readonly #programFolder: string;
  readonly #outstanding = new Map<number, Outstanding>();
  #companion: Promise<Companion> | null = null;
  #nextId = 1;

  constructor(start: () => Promise<Companion>, programFolder: string) {
    this.#start = start;
    this.#programFolder = programFolder;
  }

  /** Draws one report. Rejects with `engine-lost` where the printer died; the next call starts a fresh one. */
  draw(content: ReportContent, created: number): Promise<Drawn> {
    return this.#print({ type: 'print', content }, created);
  }

  /** Draws pages of full disclosure; rejects as `draw` does. */
  drawDisclosure(content: DisclosureContent, created: number): Promise<Drawn> {
    return this.#print({ type: 'disclosure', content }, created);
  }

  async #print(printed: Printed, created: number): Promise<Drawn> {
    const companion = await (this.#companion ??= this.#launch());
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#outstanding.set(id, { resolve, reject });
      companion.send({ ...printed, id, programFolder: this.#programFolder, created } satisfies ToPrinter);
    });
  }

  close(): void {
    const companion = this.#companion;
    this.#companion = null;
    this.#rejectAll(new AppError('closed', 'The program is closing.'));
    void companion?.then((running) => running.kill());
  }

  async #launch(): Promise<Companion> {
    const companion = await this.#start();
    companion.onMessage((received) => {
      const message = received as FromPrinter;
      if (message.type === 'ready') return;
      const waiting = this.#outstanding.get(message.id);
      this.#outstanding.delete(message.id);
      if (message.type === 'printed') waiting?.resolve({ pdf: message.pdf, pages: message.pages, places: message.places });
      else waiting?.reject(errorFromShape(message.error));
    });
    companion.onExit((reason) => {
      this.#companion = null;
      this.#rejectAll(new AppError('engine-lost', `The printing process stopped (${reason}).`, { hint: 'Open the report again.' }));
    });
    return companion;
  }

  #rejectAll(error: Error): void {
    for (const { reject } of this.#outstanding.values()) reject(error);
    this.#outstanding.clear();
  }
}
