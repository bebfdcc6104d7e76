/** On which page something stands, and the way there. */
import type { ReactElement } from 'react';
import type { ReportPlace } from '../../../core/study/report-sections.ts';
import { WN } from '../../parts/words-conclusion.ts';
import { useReport } from '../../state/report.ts';

export function PageOf({ place, name, onGo }: { place: ReportPlace | undefined; name: string; onGo: (place: ReportPlace) => void }): ReactElement | null {
  if (!place) return null;
  const show = (shownPlace: ReportPlace | null): void => useReport.setState({ shownPlace });
  return (
    <button type="button" className="page-of" tabIndex={-1} aria-label={WN.notes.toPage(name, place.page)} title={WN.notes.toPage(name, place.page)} onClick={() => onGo(place)} onMouseEnter={() => show(place)} onMouseLeave={() => show(null)} data-testid="page-of">
      {WN.notes.page(place.page)}
    </button>
  );
}
