/** What the backend and the printer process say to each other. */
import type { ErrorShape } from '../../core/contract/errors.ts';
import type { ReportContent } from '../../core/study/report.ts';

export interface ToPrinter {
  type: 'print';
  id: number;
  content: ReportContent;
  programFolder: string;
  /** Milliseconds since 1970: the date written into the file. */
  created: number;
}

export type FromPrinter =
  | { type: 'ready' }
  | { type: 'printed'; id: number; pdf: Uint8Array; pages: number }
  | { type: 'failed'; id: number; error: ErrorShape };
