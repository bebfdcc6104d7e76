/** The report: strips on the left, the very pages in the middle, conclusion and export on the right. */
import './report.css';
import { useCallback, useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import type { ReportPlace } from '../../../core/study/report-sections.ts';
import type { StripChoice } from '../../../core/contract/types.ts';
import { movedTo, orderedStrips, orderOf, STRIP_ORDER_SETTING } from '../../../core/study/strip-order.ts';
import { useSize } from '../../charts/canvas.ts';
import { Segment, Trouble } from '../../parts/controls.tsx';
import { fixed, moment } from '../../parts/format.ts';
import { Cross, Unseen } from '../../parts/icons.tsx';
import { WN } from '../../parts/words-conclusion.ts';
import { W } from '../../parts/words.ts';
import { Key } from '../../sections/key.tsx';
import { useClosed } from '../../state/closed.ts';
import { useFollowingNumbers } from '../../state/conclusion.ts';
import { editInTurn } from '../../state/edit-in-turn.ts';
import { useActions } from '../../state/keys.ts';
import { useMayNot } from '../../state/may.ts';
import { ownName } from '../../state/own-name.ts';
import { exportLabels, pagesShown, renderReport, savePdf, useReport } from '../../state/report.ts';
import { edit, rateOf, startOf, useReview } from '../../state/review.ts';
import { openTab } from '../../state/session.ts';
import { goToSample } from '../../state/view.ts';
import { A4_WIDTH, PdfPages, PRINT_DENSITY } from './pdf-pages.tsx';
import { Conclusion } from './conclusion.tsx';
import { useDragOrder, type DragRow } from './drag-order.ts';
import { MarginNotes, useMarginNotes } from './margin-notes.tsx';
import { NotReviewed } from './not-reviewed.tsx';
import { PageThumbs } from './page-thumbs.tsx';
import { PageOf } from './page-of.tsx';
import { SectionList } from './section-list.tsx';
import { SignBlock, Standing } from './sign-block.tsx';
import { StripThumb } from './strip-thumb.tsx';
import { whenTyped } from '../../parts/typing.ts';

type Fit = 'page' | 'width' | 'full';

function StripRow({ strip, place, drag, onGo, onKey }: { strip: StripChoice; place: ReportPlace | undefined; drag: DragRow; onGo: (place: ReportPlace) => void; onKey: (event: KeyboardEvent) => void }): ReactElement {
  const study = useReview((review) => review.study);
  const closed = useClosed();
  const signed = closed !== '';
  const [caption, setCaption] = useState(strip.caption);
  const rate = rateOf(study);
  const at = moment(startOf(study), strip.from / rate, (study?.recording.sampleCount ?? 0) / rate, 'seconds');
  // Undo, and another window, write it anew.
  useEffect(() => setCaption(strip.caption), [strip.caption]);
  const keep = (): void => {
    const text = caption.trim();
    if (text !== strip.caption) void edit({ kind: 'strip-caption', id: strip.id, caption: text });
  };
  // While a hand is on the line, its place on the page is framed.
  const show = (): void => useReport.setState({ shownPlace: place ?? null });
  const hide = (): void => useReport.setState({ shownPlace: null });
  return (
    <li className="strip-row" data-testid="strip" data-strip={strip.id} title={closed ? undefined : WN.moveStrip} {...drag}>
      <button
        type="button"
        className="strip-thumb"
        onKeyDown={onKey}
        onMouseEnter={show}
        onMouseLeave={hide}
        onFocus={show}
        onBlur={hide}
        title={at}
        onClick={() => {
          goToSample((strip.from + strip.to) / 2);
          openTab('beats');
        }}
      >
        <StripThumb from={strip.from} to={strip.to} />
      </button>
      <div>
        <input type="text" aria-label={W.report.caption} placeholder={W.report.caption} value={caption} readOnly={signed} title={caption} onMouseEnter={show} onMouseLeave={hide} onFocus={show} onChange={(event) => setCaption(event.target.value)} onBlur={() => (hide(), keep())} onKeyDown={whenTyped((event) => (event.key === 'Enter' ? event.currentTarget.blur() : onKey(event)))} data-testid="strip-caption" />
        <span className="q">
          {at}, {fixed((strip.to - strip.from) / rate, 1)} s
          <PageOf place={place} name={strip.caption || W.report.caption} onGo={onGo} />
        </span>
      </div>
      <button type="button" className="ic" aria-label={`${W.report.remove}: ${strip.caption}`} title={closed || W.report.remove} disabled={signed} onClick={() => void edit({ kind: 'strip-remove', id: strip.id })} data-testid="remove-strip">
        <Cross />
      </button>
    </li>
  );
}

function Strips({ onGo }: { onGo: (place: ReportPlace) => void }): ReactElement {
  const chosen = useReview((review) => review.strips);
  const places = useReport((report) => report.places);
  // In the order in which they are printed.
  const order = useReview((review) => review.settings[STRIP_ORDER_SETTING]);
  const strips = orderedStrips(chosen, order);
  const closed = useClosed();
  const list = useRef<HTMLUListElement>(null);
  /** From where it stands once the moves before are done: a hand can be faster than the page. */
  const move = async (from: number, to: number): Promise<void> => {
    const id = strips[from]?.id;
    if (closed !== '') return;
    await editInTurn(({ strips: now, settings }) => {
      const stand = orderedStrips(now, settings[STRIP_ORDER_SETTING]);
      const at = stand.findIndex((strip) => strip.id === id);
      const goal = at + to - from;
      if (at < 0 || goal < 0 || goal >= stand.length) return null;
      const value = orderOf(movedTo(stand, at, goal));
      return value === (settings[STRIP_ORDER_SETTING] ?? null) ? null : { kind: 'setting', name: STRIP_ORDER_SETTING, value };
    });
  };
  const drag = useDragOrder(closed === '', (from, to) => void move(from, to));
  const press = (index: number, event: KeyboardEvent): void => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0 || !event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const { id } = strips[index]!;
    // The line is put elsewhere in the page, and the hand goes with it.
    void move(index, index + by).then(() => list.current?.querySelector<HTMLElement>(`[data-strip="${id}"] .strip-thumb`)?.focus());
  };
  return (
    <aside className="l" aria-label={WN.sections.title}>
      <SectionList onGo={onGo} />
      <div className="ph">
        <h2>
          {W.report.strips} <span className="q">{strips.length > 0 ? strips.length : ''}</span>
        </h2>
      </div>
      {strips.length === 0 ? (
        <p className="q pad">{W.report.noStrips}</p>
      ) : (
        <ul className="strip-list" ref={list}>
          {strips.map((strip, index) => (
            <StripRow key={strip.id} strip={strip} place={places.find((place) => place.section === 'strips' && place.index === index)} drag={drag(index)} onGo={onGo} onKey={(event) => press(index, event)} />
          ))}
        </ul>
      )}
    </aside>
  );
}

function Export(): ReactElement {
  const mayNot = useMayNot('technician');
  return (
    <section aria-label={W.report.labels}>
      <h2>{W.report.labels}</h2>
      <p className="q">{W.report.labelsHint}</p>
      <div className="acts wrap">
        <button type="button" className="btn" disabled={mayNot !== ''} title={mayNot} onClick={() => void exportLabels('wfdb')} data-testid="export-wfdb">
          {W.report.exportWfdb}
        </button>
        <button type="button" className="btn" disabled={mayNot !== ''} title={mayNot} onClick={() => void exportLabels('csv')} data-testid="export-csv">
          {W.report.exportCsv}
        </button>
        <button type="button" className="btn" disabled={mayNot !== ''} title={mayNot} onClick={() => void exportLabels('json')} data-testid="export-json">
          {W.report.exportJson}
        </button>
      </div>
    </section>
  );
}

const PRINT_WAIT_MS = 20_000;

/** Room beside a page for its notes, CSS pixels. */
const MARGIN = 116;

/** A row of edits is drawn once. */
const REDRAW_AFTER_MS = 400;

/** Waits until every page is drawn as finely as it is printed. */
async function sharp(): Promise<void> {
  const until = Date.now() + PRINT_WAIT_MS;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 60));
    const pages = [...document.querySelectorAll<HTMLElement>('.pdf-page')];
    if (pages.every((page) => page.dataset['density'] === String(PRINT_DENSITY)) || Date.now() > until) return;
  }
}

export function ReportScreen(): ReactElement {
  useFollowingNumbers();
  const { pdf, shown, rendering, failure, revision: drawn, pages, sha256 } = useReport();
  const revision = useReview((review) => review.revision);
  const phase = useReview((review) => review.phase);
  const signed = useReview((review) => Boolean(review.study?.signed));
  const [fit, setFit] = useState<Fit>('page');
  const desk = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(desk);

  // The pages follow the reader's own hand; what somebody else changes is said first, and drawn when asked for.
  // Without a run there are no pages; with its end they are others.
  const run = useReview((review) => (review.study?.run ? `${review.study.run.runId} ${review.study.run.sealedAt ?? ''}` : ''));
  const byOwnHand = useReview((review) => review.history[0]?.author) === ownName();
  const entered = useRef(false);
  const drawnRun = useRef('');
  useEffect(() => {
    if (phase !== 'ready' || run === '') return undefined;
    const another = entered.current && drawnRun.current !== run;
    if (entered.current && !byOwnHand && !another) return undefined;
    const draw = (): void => {
      entered.current = true;
      drawnRun.current = run;
      void renderReport(another);
    };
    const waiting = setTimeout(draw, entered.current ? REDRAW_AFTER_MS : 0);
    return () => clearTimeout(waiting);
  }, [phase, revision, byOwnHand, run]);
  const [printing, setPrinting] = useState(false);
  const print = async (): Promise<void> => {
    if (!pdf || printing) return;
    // Drawn anew for print: the access log hears of it, and the paper gets the labels as they stand.
    if (!(await renderReport(true, 'print'))) return;
    setPrinting(true);
    await sharp();
    // Who left the report meanwhile prints no other screen.
    if (desk.current) window.print();
    setPrinting(false);
  };
  const notes = useMarginNotes();
  const shownPlace = useReport((report) => report.shownPlace);
  const [current, setCurrent] = useState(1);
  const [small, setSmall] = useState<ReadonlyMap<number, HTMLCanvasElement>>(new Map());
  const onDrawn = useCallback((page: number, canvas: HTMLCanvasElement) => setSmall((before) => new Map(before).set(page, canvas)), []);
  const sheetOf = (page: number): HTMLElement | null => desk.current?.querySelector<HTMLElement>(`[data-sheet="${page}"]`) ?? null;
  const follow = (): void => {
    if (!desk.current) return;
    const line = desk.current.scrollTop + desk.current.clientHeight * 0.4;
    let page = 1;
    while ((sheetOf(page + 1)?.offsetTop ?? Number.POSITIVE_INFINITY) <= line) page++;
    setCurrent(page);
  };
  const goToPage = (page: number, share = 0): void => {
    const sheet = sheetOf(page);
    if (sheet) desk.current?.scrollTo({ top: sheet.offsetTop - 16 + Math.max(0, share * sheet.offsetHeight - 60) });
  };
  const goTo = ({ page, top }: ReportPlace): void => goToPage(page, top);
  // What scrolls must be reachable by Tab.
  useEffect(() => {
    if (desk.current) desk.current.tabIndex = 0;
  }, []);
  const scroll = (share: number): void => desk.current?.scrollBy({ top: share * (desk.current.clientHeight - 40) });
  useActions({ save: () => void savePdf(), print: () => void print(), 'page-on': () => scroll(1), 'page-back': () => scroll(-1), down: () => scroll(0.1), up: () => scroll(-0.1) });

  const outdated = !signed && pdf !== null && drawn !== revision && rendering === null;
  // Beside the page a margin for notes, where there is room for both.
  const margin = width > MARGIN + 300 ? MARGIN : 0;
  const room = width - 40 - margin;
  const wide = Math.max(240, fit === 'full' ? A4_WIDTH : fit === 'width' ? room : Math.min(room, (height - 32) / Math.SQRT2));
  const beside = (page: number, tall: number): ReactElement => (
    <>
      {shownPlace?.page === page && <i className="place" aria-hidden="true" style={{ top: shownPlace.top * tall, height: (shownPlace.bottom - shownPlace.top) * tall }} />}
      {margin > 0 && !outdated && <MarginNotes notes={notes.filter(({ place }) => place.page === page)} height={tall} />}
    </>
  );
  return (
    <div className="report" data-testid="report">
      <Strips onGo={goTo} />
      <main>
        <div className="bar">
          <h2 className="num">{pages > 0 ? W.report.page(Math.min(current, pages), pages) : W.study.tabs.report}</h2>
          <Standing />
          {/* Who signed and when needs its room. */}
          {!signed && (
            <span className="q nw clip-words" title={[W.report.pagesHint, sha256 ? `sha256 ${sha256}` : ''].filter(Boolean).join('; ')}>
              {run === '' ? '' : rendering !== null ? W.report.rendering : W.report.pages}
            </span>
          )}
          <span className="sp" />
          <Segment
            label={W.report.fit.page}
            value={fit}
            onChange={setFit}
            options={[
              { value: 'page', label: W.report.fit.page },
              { value: 'width', label: W.report.fit.width },
              { value: 'full', label: W.report.fit.full },
            ]}
          />
          <button type="button" className="btn" disabled={!pdf} onClick={() => void print()} data-testid="print">
            {W.report.print} <Key>Ctrl P</Key>
          </button>
          <button type="button" className="btn p" disabled={!pdf} onClick={() => void savePdf()} data-testid="save-pdf">
            {W.report.save} <Key>Ctrl S</Key>
          </button>
        </div>
        {outdated && (
          <div className="outdated" role="status">
            <Unseen /> {W.report.outdated}
            <button type="button" className="btn" onClick={() => void renderReport(true)} data-testid="redraw">
              {W.report.redraw}
            </button>
          </div>
        )}
        {run === '' && phase === 'ready' && <p className="q pad">{W.report.notYet}</p>}
        {failure && (
          <Trouble message={failure.message} hint={failure.hint} testid="report-failed">
            <button type="button" className="btn" onClick={() => void renderReport(true)} data-testid="retry">
              {W.retry}
            </button>
          </Trouble>
        )}
        <div className="pages">
          {/* Its room is kept while nothing is drawn. */}
          {run !== '' && <PageThumbs pages={pages} drawn={small} current={Math.min(current, pages)} onGo={goToPage} />}
          <div ref={desk} className={margin > 0 ? 'desk noted' : 'desk'} role="region" aria-label={W.report.desk} data-testid="desk" data-pages={pages} data-sha256={sha256} data-ready={pdf !== null && rendering === null && shown === pdf} onScroll={follow}>
            {pdf && wide > 0 && width > 0 ? <PdfPages bytes={pdf} width={Math.round(wide)} density={printing ? PRINT_DENSITY : 0} onDrawn={onDrawn} onShown={pagesShown} beside={beside} /> : <div className="pdf-page skeleton" style={{ width: wide, height: wide * Math.SQRT2 }} />}
          </div>
        </div>
      </main>
      <aside className="r" aria-label={W.report.conclusion}>
        <Conclusion />
        <NotReviewed />
        <SignBlock />
        <Export />
      </aside>
    </div>
  );
}
