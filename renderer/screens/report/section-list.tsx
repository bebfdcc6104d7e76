/** Which sections the report of this study prints, and in which order; the preview follows. */
import { useRef, type KeyboardEvent, type ReactElement } from 'react';
import { moved, readSections, SECTIONS_SETTING, toggled, writeSections, type FixedSection, type ReportPlace, type Section, type SectionChoice, type Sections } from '../../../core/study/report-sections.ts';
import { ChevronDown, Lock } from '../../parts/icons.tsx';
import { WN } from '../../parts/words-conclusion.ts';
import { Key } from '../../sections/key.tsx';
import { useClosed } from '../../state/closed.ts';
import { editInTurn } from '../../state/edit-in-turn.ts';
import { useActions } from '../../state/keys.ts';
import { useReport } from '../../state/report.ts';
import { useReview } from '../../state/review.ts';
import { useDragOrder, type DragRow } from './drag-order.ts';
import { PageOf } from './page-of.tsx';

const ABOVE: readonly FixedSection[] = ['identification', 'conclusion'];
const BETWEEN: readonly FixedSection[] = ['urgent', 'not-reviewed', 'thresholds', 'not-assessed', 'file'];
const BELOW: readonly FixedSection[] = ['signature'];

/** Keeps what is chosen, out of what the choice before has left. */
function change(how: (sections: Sections) => Sections): Promise<boolean> {
  return editInTurn(({ settings }) => {
    const now = settings[SECTIONS_SETTING];
    const value = writeSections(how(readSections(now)));
    return value === (now ?? null) ? null : { kind: 'setting', name: SECTIONS_SETTING, value };
  });
}

function Fixed({ ids, of }: { ids: readonly FixedSection[]; of: (id: FixedSection) => ReactElement | null }): ReactElement[] {
  return ids.map((id) => (
    <li key={id} title={`${WN.sections.names[id]}: ${WN.sections.always}`} data-testid="section" data-section={id}>
      <span className="always">
        <Lock size={12} />
      </span>
      <span className="q">{WN.sections.names[id]}</span>
      {of(id)}
    </li>
  ));
}

export function SectionList({ onGo }: { onGo: (place: ReportPlace) => void }): ReactElement {
  const places = useReport((report) => report.places);
  const pageOf = (id: ReportPlace['section']): ReactElement | null => <PageOf place={places.find((place) => place.section === id)} name={WN.sections.names[id]} onGo={onGo} />;
  const value = useReview((review) => review.settings[SECTIONS_SETTING]);
  const closed = useClosed();
  const list = useRef<HTMLUListElement>(null);
  const { figures, blocks } = readSections(value);
  const all: readonly SectionChoice[] = [...figures, ...blocks];
  const boxes = (): HTMLInputElement[] => [...(list.current?.querySelectorAll('input') ?? [])];
  useActions({ sections: () => boxes()[0]?.focus() });

  const move = (id: Section, by: number): void =>
    void change((sections) => {
      let next = sections;
      for (let left = Math.abs(by); left > 0; left--) next = moved(next, id, by > 0 ? 1 : -1);
      return next;
    });
  const dragged = (choices: readonly SectionChoice[]) => (from: number, to: number): void => {
    if (choices[from]) move(choices[from].id, to - from);
  };
  const figureDrag = useDragOrder(closed === '', dragged(figures));
  const blockDrag = useDragOrder(closed === '', dragged(blocks));
  const press = (event: KeyboardEvent<HTMLInputElement>): void => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const box = event.currentTarget;
    const here = all.find(({ id }) => id === box.value);
    if (event.key === 'Enter') {
      const place = places.find(({ section }) => section === box.value);
      if (place) onGo(place);
      return;
    }
    if (by === 0 || !here) return;
    if (event.altKey) move(here.id, by);
    else {
      const at = boxes().indexOf(box);
      boxes()[at + by]?.focus();
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const rows = (choices: readonly SectionChoice[], drag: (index: number) => DragRow): ReactElement[] =>
    choices.map(({ id, printed }, i) => (
      <li key={id} className={[printed ? '' : 'off', i === 0 ? 'first' : ''].filter(Boolean).join(' ')} data-testid="section" data-section={id} data-printed={printed} {...drag(i)}>
        <input type="checkbox" id={`section-${id}`} value={id} checked={printed} disabled={closed !== ''} title={closed} onKeyDown={press} onChange={() => void change((sections) => toggled(sections, id))} />
        <label htmlFor={`section-${id}`}>{WN.sections.names[id]}</label>
        {printed && pageOf(id)}
        {closed === '' && (
          <span className="moves">
            <button type="button" className="ic turned" tabIndex={-1} aria-label={`${WN.sections.up}: ${WN.sections.names[id]}`} title={WN.sections.up} disabled={i === 0} onClick={() => move(id, -1)} data-testid="section-up">
              <ChevronDown />
            </button>
            <button type="button" className="ic" tabIndex={-1} aria-label={`${WN.sections.down}: ${WN.sections.names[id]}`} title={WN.sections.down} disabled={i === choices.length - 1} onClick={() => move(id, 1)} data-testid="section-down">
              <ChevronDown />
            </button>
          </span>
        )}
      </li>
    ));
  return (
    <section className="section-list" aria-label={WN.sections.title} data-testid="section-list">
      <div className="ph" title={WN.sections.hint}>
        <h2>
          {WN.sections.title} <span className="q">{WN.sections.printed(all.filter(({ printed }) => printed).length, all.length)}</span>
        </h2>
        <Key>S</Key>
      </div>
      <ul ref={list}>
        <Fixed ids={ABOVE} of={pageOf} />
        {rows(figures, figureDrag)}
        <Fixed ids={BETWEEN} of={pageOf} />
        {rows(blocks, blockDrag)}
        <Fixed ids={BELOW} of={pageOf} />
      </ul>
    </section>
  );
}
