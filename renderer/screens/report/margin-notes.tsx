/** Notes beside a page: what has changed in a section since it was written of, what rests on open items, and in which sentences its numbers stand. */
import { useLayoutEffect, useMemo, useRef, type ReactElement } from 'react';
import { numbersIn } from '../../../core/study/conclusion.ts';
import { figureIn, LIVE_NAMES, type LiveName } from '../../../core/study/live-numbers.ts';
import { sectionOfNumber } from '../../../core/study/number-sections.ts';
import type { ReportPlace } from '../../../core/study/report-sections.ts';
import { WN } from '../../parts/words-conclusion.ts';
import { openNumber, useDraft, useSentences } from '../../state/conclusion.ts';
import { useReport } from '../../state/report.ts';
import { useReview } from '../../state/review.ts';
import { useSession } from '../../state/session.ts';

export interface MarginNote {
  id: string;
  place: ReportPlace;
  /** What is said of the section, the weightiest first. */
  lines: { words: string; weighs: boolean }[];
  go: () => void;
}

/** Sections that are the whole page or nothing of one: they have their own notes. */
const SELF: ReadonlySet<ReportPlace['section']> = new Set(['identification', 'conclusion', 'not-reviewed', 'urgent', 'signature']);

function toSentence(index: number): void {
  document.querySelector<HTMLElement>(`.conclusion [data-mark="${index}"]`)?.focus();
}

/** The notes of a draft, each at its section; none on signed pages. */
export function useMarginNotes(): MarginNote[] {
  const places = useReport((report) => report.places);
  const assumed = useReview((review) => Boolean(review.study?.facts.startAssumed));
  const caseId = useReview((review) => review.caseId);
  const draft = useDraft();
  const rows = useSentences();
  return useMemo(() => {
    const notes: MarginNote[] = [];
    const at = (section: ReportPlace['section']): ReportPlace | undefined => places.find((place) => place.section === section);
    const head = at('identification');
    if (head && assumed) notes.push({ id: 'start', place: head, lines: [{ words: WN.notes.assumed, weighs: true }], go: () => useSession.setState({ details: caseId }) });
    if (!draft) return notes;
    const figure = (value: string | null): string => (value === null ? WN.none : figureIn(value, draft.language));
    const again = rows.flatMap(({ state }, i) => (state === 'changed' || state === 'gone' ? [i] : []));
    const conclusion = at('conclusion');
    if (conclusion && again.length > 0) notes.push({ id: 'again', place: conclusion, lines: [{ words: WN.notes.again(again.length), weighs: true }], go: () => toSentence(again[0]!) });
    for (const place of places) {
      if (SELF.has(place.section) || place.index > 0) continue;
      const of = LIVE_NAMES.filter((name) => sectionOfNumber(name) === place.section);
      const said = rows.flatMap(({ sentence }, index) => numbersIn(sentence).filter(({ name }) => of.includes(name)).map((number) => ({ ...number, index })));
      const changed = said.filter(({ name, confirmed }) => draft.numbers[name].value !== confirmed);
      const open = of.reduce<{ name: LiveName | null; items: number }>((most, name) => (draft.numbers[name].open > most.items ? { name, items: draft.numbers[name].open } : most), { name: null, items: 0 });
      const sentences = [...new Set(said.map(({ index }) => index + 1))];
      // What is only open stands in the list of what was not reviewed; here, where something was written of it.
      if (said.length === 0) continue;
      const lines = [
        ...changed.slice(0, 2).map(({ name, confirmed, index }) => ({ words: WN.notes.changed(WN.label(name), figure(confirmed), figure(draft.numbers[name].value), index + 1), weighs: true })),
        ...(open.items > 0 ? [{ words: WN.notes.open(open.items), weighs: true }] : []),
        ...(changed.length === 0 ? [{ words: WN.notes.inSentences(sentences), weighs: false }] : []),
      ];
      const first = changed[0] ?? said[0];
      notes.push({ id: place.section, place, lines, go: () => (changed.length === 0 && open.name !== null ? openNumber(open.name) : first && toSentence(first.index)) });
    }
    return notes;
  }, [places, assumed, caseId, draft, rows]);
}

/** The notes of one page, each as high as its section, and below the one before where they would meet. */
export function MarginNotes({ notes, height }: { notes: readonly MarginNote[]; height: number }): ReactElement | null {
  const list = useRef<HTMLUListElement>(null);
  const sorted = notes.toSorted((a, b) => a.place.top - b.place.top);
  useLayoutEffect(() => {
    let free = 0;
    for (const [i, item] of [...(list.current?.children ?? [])].entries()) {
      if (!(item instanceof HTMLElement)) continue;
      const top = Math.max(free, (sorted[i]?.place.top ?? 0) * height);
      item.style.top = `${Math.round(top)}px`;
      free = top + item.offsetHeight + 4;
    }
  });
  if (notes.length === 0) return null;
  return (
    <>
      {sorted.filter(({ id, lines }) => id === 'again' || lines.some(({ weighs, words }) => weighs && words.includes('→'))).map(({ id, place }) => (
        <i key={id} className="note-bar" aria-hidden="true" style={{ top: place.top * height, height: Math.max(8, (place.bottom - place.top) * height) }} />
      ))}
      <ul ref={list} className="margin-notes" aria-label={WN.notes.label}>
        {sorted.map(({ id, place, lines, go }) => (
          <li key={id} className={lines.some(({ weighs }) => weighs) ? 'weighs' : undefined} data-testid="margin-note" data-section={place.section} data-note={id}>
            <button type="button" onClick={go}>
              {id !== 'start' && id !== 'again' && <b>{WN.sections.names[place.section]}</b>}
              {lines.map(({ words }) => (
                <span key={words}>{words}</span>
              ))}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
