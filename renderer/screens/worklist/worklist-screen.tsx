/** Every study: find one, bring one in, see what is going on. */
import './worklist.css';
import { useEffect, useMemo, useRef, useState, type DragEvent, type ReactElement } from 'react';
import { bytes, count } from '../../parts/format.ts';
import { Brand, Lens } from '../../parts/icons.tsx';
import { STATE_NAME, W } from '../../parts/words.ts';
import { WF } from '../../parts/words-findings.ts';
import { WL } from '../../parts/words-live.ts';
import { WC } from '../../parts/words-colleagues.ts';
import { HeldElsewhere } from '../../sections/held-elsewhere.tsx';
import { PersonMenu } from '../../sections/person-menu.tsx';
import { AllKeys, Key } from '../../sections/key.tsx';
import { openPeople } from '../../state/colleagues.ts';
import { useActions } from '../../state/keys.ts';
import { refusedAs, useMayNot } from '../../state/may.ts';
import { openStudy, sayFailure, useSession } from '../../state/session.ts';
import { chooseFiles, cyclePriority, dismiss, fits, followWorklist, importDemo, importFiles, isDone, LIMITS, look, needsEye, nextToOpen, shownRows, useWorklist, type FilterName, type Incoming } from '../../state/worklist.ts';
import { StudyLine } from './study-line.tsx';
import { WO } from '../../parts/words-overview.ts';
import { failureInWords, inWords } from '../../parts/language.ts';
import { whenTyped } from '../../parts/typing.ts';

/** Files of a drop, those inside folders too. */
async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return [...transfer.files];
  const found: File[] = [];
  const walk = async (entry: FileSystemEntry): Promise<void> => {
    if (entry.isFile) found.push(await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)));
    else if (entry.isDirectory) {
      const reader = (entry as FileSystemDirectoryEntry).createReader();
      for (;;) {
        const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
        if (some.length === 0) break;
        for (const inner of some) await walk(inner);
      }
    }
  };
  for (const entry of entries) await walk(entry);
  return found;
}

function Filters(): ReactElement {
  const { rows, filter } = useWorklist();
  const groups: readonly [string, readonly (readonly [FilterName, string])[]][] = [
    [
      W.worklist.yours,
      [
        ['urgent', WF.worklist.filter],
        ['needs-eye', W.worklist.needsEye],
        ['in-review', W.worklist.inReview],
        ['mine', WC.worklist.mine],
        ['asked', WC.worklist.asked],
      ],
    ],
    [
      W.worklist.everyone,
      [
        ['all', W.worklist.all],
        ['analysing', W.worklist.analysing],
        ['ready', W.worklist.ready],
        ['signed', STATE_NAME.signed],
        ['trouble', W.worklist.trouble],
        ['second', WC.worklist.second],
      ],
    ],
    [
      W.worklist.saved,
      [
        ['pause', W.worklist.pause(LIMITS.rrSeconds)],
        ['burden', W.worklist.burden(LIMITS.burdenV)],
        ['assumed', W.worklist.assumed],
      ],
    ],
  ];
  return (
    <>
      {groups.map(([title, filters]) => (
        <div className="grp" key={title}>
          <h2>{title}</h2>
          {filters.map(([name, words]) => (
            <button key={name} type="button" className={name === filter ? 'f on' : 'f'} aria-pressed={name === filter} data-testid={`filter-${name}`} onClick={() => look({ filter: name })}>
              {words} <span>{count(rows.filter((row) => fits(row, name)).length)}</span>
            </button>
          ))}
        </div>
      ))}
    </>
  );
}

function Formats(): ReactElement {
  const formats = useWorklist((worklist) => worklist.formats);
  return (
    <div className="fm">
      {formats.map((format) => (
        <i key={format.name} title={format.extensions.join(' ')}>
          {inWords(format.label)}
        </i>
      ))}
    </div>
  );
}

function IncomingLine({ item }: { item: Incoming }): ReactElement {
  return (
    <div className="incoming" role="row" data-testid="incoming" data-failed={item.failure !== null}>
      <div role="gridcell" className="what">
        <b>{item.name}</b>
        {item.failure ? (
          <span className="err" role="alert">
            {failureInWords(item.failure).message} <span className="q">{failureInWords(item.failure).hint}</span>
          </span>
        ) : item.offer ? (
          <span className="q">{item.offer.words}</span>
        ) : (
          <span className="q">
            {inWords(item.stage)} {W.worklist.percentDone(item.fraction)}
          </span>
        )}
      </div>
      <div role="gridcell" className={item.failure || item.offer ? undefined : 'pb wide'}>
        {!item.failure && !item.offer && <i style={{ width: `${item.fraction * 100}%` }} />}
      </div>
      <div role="gridcell" className="acts">
        {item.offer && (
          <>
            <button type="button" className="btn p" onClick={item.offer.follow} data-testid="offer-follow">
              {WL.offerFollow}
            </button>
            <button type="button" className="btn" onClick={item.offer.take} data-testid="offer-import">
              {WL.offerImport}
            </button>
          </>
        )}
        {item.again && (
          <button type="button" className="btn" onClick={item.again} data-testid="import-again">
            {W.retry}
          </button>
        )}
        {item.failure ? (
          <button type="button" className="btn" onClick={() => dismiss(item.id)} data-testid="dismiss">
            {W.worklist.dismiss}
          </button>
        ) : (
          item.cancel && (
            <button type="button" className="btn" onClick={item.cancel} data-testid="cancel-import">
              {W.cancel}
            </button>
          )
        )}
      </div>
    </div>
  );
}

function First({ onChoose }: { onChoose: () => void }): ReactElement {
  return (
    <div className="first" role="row" data-testid="first-run">
      <div className="first-card" role="gridcell">
        <h3>{W.worklist.drop}</h3>
        <p className="m">{W.worklist.firstHint}</p>
        <Formats />
        <div className="acts">
          <button type="button" className="btn p" onClick={onChoose}>
            {W.worklist.choose} <Key>I</Key>
          </button>
          <button type="button" className="btn" onClick={importDemo} data-testid="demo">
            {W.worklist.demo}
          </button>
        </div>
      </div>
    </div>
  );
}

function StatusBar(): ReactElement {
  const about = useSession((session) => session.about);
  const engine = useSession((session) => session.engine);
  return (
    <footer className="status" aria-label={WO.frame.status} data-testid="status">
      <span>{about ? W.worklist.dataFolder(about.dataFolder, about.freeBytes > 0 ? bytes(about.freeBytes) : '') : ''}</span>
      <HeldElsewhere />
      <span className="sp">
        {engine ? `${W.worklist.engine[engine.state]}${engine.model ? `, ${engine.model}` : ''}${engine.device ? ` · ${engine.device}` : ''}` : ''}
        {engine?.state === 'failed' && engine.trouble ? `: ${inWords(engine.trouble)}` : ''}
      </span>
      <AllKeys />
      <button type="button" className="plain" onClick={() => useSession.setState({ dialog: 'about' })} data-testid="about">
        {W.product} {about?.version}
      </button>
    </footer>
  );
}

/** Lines that are drawn before one asks for more: thousands of studies must not make the list slow. */
const LINES_AT_ONCE = 200;

/** Selects a study and puts the focus on its line, so that it is seen and said. */
function goTo(caseId: string): void {
  useWorklist.setState({ selected: caseId });
  const line = document.querySelector<HTMLElement>(`[data-case="${CSS.escape(caseId)}"]`);
  line?.focus({ preventScroll: true });
  line?.scrollIntoView({ block: 'nearest' });
}

export function WorklistScreen(): ReactElement {
  const { rows, loaded, search, filter, selected, incoming, dragging, order } = useWorklist();
  const theme = useSession((session) => session.theme);
  const picker = useRef<HTMLInputElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [limit, setLimit] = useState(LINES_AT_ONCE);
  const shown = useMemo(() => shownRows({ rows, filter, search, order }), [rows, filter, search, order]);
  useEffect(followWorklist, []);

  const mayNotImport = useMayNot('technician');
  const choose = (): void => {
    if (!refusedAs('technician')) void chooseFiles(picker.current);
  };
  const move = (direction: 1 | -1): void => {
    const at = shown.findIndex((row) => row.caseId === selected);
    const next = shown[Math.max(0, Math.min(shown.length - 1, at < 0 ? 0 : at + direction))];
    if (!next) return;
    goTo(next.caseId);
  };
  const chosen = shown.find((row) => row.caseId === selected);
  const next = nextToOpen(shown, selected);
  const openNext = (): void => {
    if (next) openStudy(next.caseId);
  };

  useActions({
    search: () => field.current?.focus(),
    import: choose,
    'open-next': openNext,
    down: () => move(1),
    up: () => move(-1),
    priority: () => chosen && cyclePriority(chosen),
    people: () => chosen && openPeople(chosen.caseId),
    details: () => chosen && useSession.setState({ details: chosen.caseId }),
    escape: () => {
      useWorklist.setState({ selected: null });
      look({ search: '' });
    },
  });

  const drag = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    if (!dragging) useWorklist.setState({ dragging: true });
  };
  const open = rows.filter((row) => !isDone(row)).length;
  const eye = rows.filter(needsEye).length;
  // A line that has its case shows its own progress there.
  const pending = incoming.filter((item) => item.failure !== null || item.caseId === null || !rows.some((row) => row.caseId === item.caseId));
  const empty = loaded && rows.length === 0;
  return (
    <div
      className={dragging ? 'frame worklist dragging' : 'frame worklist'}
      data-testid="worklist"
      onDragEnter={drag}
      onDragOver={drag}
      onDragLeave={(event) => {
        if (event.relatedTarget === null) useWorklist.setState({ dragging: false });
      }}
      onDrop={(event) => {
        event.preventDefault();
        useWorklist.setState({ dragging: false });
        if (!refusedAs('technician')) droppedFiles(event.dataTransfer).then(importFiles).catch(sayFailure);
      }}
    >
      <header className="top worklist-top" aria-label={W.product}>
        <div className="brand">
          <Brand />
          <b>{W.product}</b>
        </div>
        <label className="search">
          <Lens size={14} />
          <input
            ref={field}
            type="search"
            aria-label={W.worklist.searchLabel}
            placeholder={W.worklist.search}
            value={search}
            data-testid="search"
            onChange={(event) => look({ search: event.target.value })}
            onKeyDown={whenTyped((event) => {
              if (event.key === 'Enter') openNext();
              // Into the list of what was found: its keys are the screen's.
              const down = event.key === 'ArrowDown';
              if (down) {
                event.preventDefault();
                const into = chosen ?? shown[0];
                if (into) goTo(into.caseId);
              }
              if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur();
            })}
          />
          <Key>/</Key>
        </label>
        <div className="who">
          <button type="button" className="btn" disabled={mayNotImport !== ''} title={mayNotImport} onClick={choose} data-testid="import">
            {W.worklist.import} <Key>I</Key>
          </button>
          <button type="button" className="btn p" disabled={!next} onClick={openNext} data-testid="open-next">
            {W.worklist.openNext} <Key>Enter</Key>
          </button>
          <PersonMenu named />
        </div>
      </header>
      <aside aria-label={WO.frame.filters}>
        <Filters />
        <div className="drop">
          <b>{dragging ? W.worklist.dropNow : W.worklist.drop}</b>
          <p>{mayNotImport || W.worklist.dropHint}</p>
          <Formats />
          <div className="drop-acts">
            <button type="button" className="btn" disabled={mayNotImport !== ''} title={mayNotImport} onClick={choose} data-testid="choose-files">
              {W.worklist.choose}
            </button>
          </div>
          <input
            ref={picker}
            type="file"
            multiple
            hidden
            data-testid="file-input"
            onChange={(event) => {
              importFiles([...(event.target.files ?? [])]);
              event.target.value = '';
            }}
          />
        </div>
      </aside>
      <main>
        <div className="mh">
          <h1>{W.worklist.title}</h1>
          <span className="m">{rows.length > 0 ? W.worklist.open(open, eye) : W.worklist.first}</span>
          <span className="sp q">{W.worklist.order}</span>
        </div>
        <div className="table" role="grid" aria-label={W.worklist.title} aria-rowcount={shown.length + 1}>
          <div className="th" role="row" aria-rowindex={1}>
            <span role="columnheader" className="mid">
              {W.worklist.columns.priority}
            </span>
            <span role="columnheader">{W.worklist.columns.patient}</span>
            <span role="columnheader">{W.worklist.columns.recording}</span>
            <span role="columnheader">{W.worklist.columns.day}</span>
            <span role="columnheader">{W.worklist.columns.state}</span>
            <span role="columnheader" className="fh">
              {W.worklist.columns.rr}
            </span>
            <span role="columnheader" className="fh">
              {W.worklist.columns.ve}
            </span>
            <span role="columnheader" className="fh">
              {W.worklist.columns.af}
            </span>
            <span role="columnheader" className="end">
              {W.worklist.columns.edits}
            </span>
          </div>
          <div className="rows" role="rowgroup">
            {pending.map((item) => (
              <IncomingLine key={item.id} item={item} />
            ))}
            {empty && pending.length === 0 && <First onChoose={choose} />}
            {shown.slice(0, limit).map((row, i) => (
              <StudyLine key={row.caseId} row={row} selected={row.caseId === selected} reached={chosen ? row === chosen : i === 0} place={i + 2} theme={theme} onCancel={incoming.find((item) => item.caseId === row.caseId)?.cancel ?? null} />
            ))}
            {rows.length > 0 && (
              <div className="more" role="row">
                <div role="gridcell">
                <span>{shown.length === 0 ? W.worklist.nothing : W.worklist.shown(Math.min(limit, shown.length), rows.length)}</span>
                {shown.length > limit && (
                  <button type="button" className="num" onClick={() => setLimit(limit + LINES_AT_ONCE)}>
                    {W.worklist.more(Math.min(LINES_AT_ONCE, shown.length - limit))}
                  </button>
                )}
                {shown.length < rows.length && (
                  <button type="button" className="num" onClick={() => look({ search: '', filter: 'all' })}>
                    {W.worklist.clear}
                  </button>
                )}
                {shown.length > 0 && rows.length < 4 && (
                  <button type="button" className="num" onClick={importDemo} data-testid="demo">
                    {W.worklist.demo}
                  </button>
                )}
                </div>
              </div>
            )}
          </div>
        </div>
      </main>
      <StatusBar />
    </div>
  );
}
