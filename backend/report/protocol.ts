/** What the backend and the printer process say to each other. */
import type { ErrorShape } from '../../core/contract/errors.ts';
import type { DisclosureContent } from '../../core/study/disclosure-print.ts';
import type { ReportPlace } from '../../core/study/report-sections.ts';
import type { ReportContent } from '../../core/study/report-content.ts';

/** What is drawn: a report, or pages of full disclosure. */
export type Printed = { type: 'print'; content: ReportContent } | { type: 'disclosure'; content: DisclosureContent };

export type ToPrinter = Printed & {
  id: number;
  programFolder: string;
  /** Milliseconds since 1970: the date written into the file. */
  created: number;
};

export type FromPrinter =
  | { type: 'ready' }
  | { type: 'printed'; id: number; pdf: Uint8Array; pages: number; places: ReportPlace[] }
  | { type: 'failed'; id: number; error: ErrorShape };
