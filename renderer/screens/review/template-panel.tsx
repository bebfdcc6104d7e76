/** Classes and their templates on the left, and what comes next. */
import { Fragment, memo, useEffect, useRef, type ComponentProps, type ReactElement } from 'react';
import { CLASSES, type BeatClass } from '../../../core/beats/classes.ts';
import { lengthWithin } from '../../../core/study/spans.ts';
import { TemplateThumb } from '../../charts/thumb.tsx';
import { count, percent, roughly } from '../../parts/format.ts';
import { Again, ChevronDown, Cross, Pencil, Tick, Unseen } from '../../parts/icons.tsx';
import { Mark } from '../../parts/marks.tsx';
import { CLASS_NAME, W } from '../../parts/words.ts';
import { WF } from '../../parts/words-findings.ts';
import { KEY_WORDS } from '../../parts/words-keys.ts';
import { Key } from '../../sections/key.tsx';
import { itemWords } from '../../sections/queue-words.tsx';
import { useClosed } from '../../state/closed.ts';
import { isOpen, shownAverage, type TemplateGroup, type TemplateSort } from '../../state/derived.ts';
import { askMerge, dropMerge, pairOf, useMerging } from '../../state/merging.ts';
import { rateOf, sortTemplates, useReview } from '../../state/review.ts';
import { afterTemplate, useQueue } from '../../state/queue-now.ts';
import { openTab } from '../../state/session.ts';
import { goToSpan } from '../../state/unreadable-spans.ts';
import { openClass, openTemplate, useView } from '../../state/view.ts';
import { confirmAndGoOn } from './actions.ts';
import { MergeAsk } from './merge-ask.tsx';

const SORTS: readonly TemplateSort[] = ['need', 'size', 'name'];

function MarkWord({ mark }: { mark: TemplateGroup['mark'] }): ReactElement {
  const sign = { unseen: <Unseen />, confirmed: <Tick />, changed: <Pencil />, rejected: <Cross />, reopened: <Again /> }[mark];
  return (
    <span className={mark === 'confirmed' || mark === 'changed' ? 'st y' : 'st'}>
      {sign}
      {W.templates[mark]}
    </span>
  );
}

/** What a row says under its name: what is odd about it first. */
function hint(group: TemplateGroup): { text: string; strong: boolean } {
  if (group.since > 0) return { text: W.templates.since(group.since), strong: true };
  if (group.moved > 0) return { text: group.movedTo ? W.templates.moved(group.moved, group.movedTo) : W.templates.several(group.moved), strong: false };
  if (isOpen(group) && group.unlike > 0) return { text: W.templates.unlike(group.unlike), strong: true };
  return { text: W.templates.alike(group.alike), strong: false };
}

/** A card is dragged on another to merge both; Esc, or letting go elsewhere, leaves them. */
function dragOf(id: number): Pick<ComponentProps<'button'>, 'draggable' | 'onDragStart' | 'onDragEnd' | 'onDragOver' | 'onDragLeave' | 'onDrop'> {
  return {
    draggable: id > 0,
    onDragStart: (event) => {
      event.dataTransfer.effectAllowed = 'move';
      event.dataTransfer.setData('text/plain', '');
      useMerging.setState({ dragged: id, over: null, asked: null });
    },
    onDragEnd: (event) => {
      useMerging.setState({ dragged: null, over: null });
      // Enter is that of what is asked now, not of the card that was held.
      event.currentTarget.blur();
    },
    onDragOver: (event) => {
      const { dragged, over } = useMerging.getState();
      if (dragged === null || pairOf(dragged, id) === null) return;
      event.preventDefault();
      if (over !== id) useMerging.setState({ over: id });
    },
    onDragLeave: () => useMerging.getState().over === id && useMerging.setState({ over: null }),
    onDrop: (event) => {
      event.preventDefault();
      const { dragged } = useMerging.getState();
      if (dragged !== null) void askMerge(dragged, id);
    },
  };
}

/** What a card is in a merge: held, under what is held, or one of the two that are asked about. */
type Drop = 'over' | 'dragged' | 'from' | 'into';

const TemplateRow = memo(function TemplateRow({ group, on, drop, lead }: { group: TemplateGroup; on: boolean; drop: Drop | null; lead: number }): ReactElement {
  const said = hint(group);
  const place = CLASSES.indexOf(group.beatClass);
  const row = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (on) row.current?.scrollIntoView({ block: 'nearest' });
  }, [on]);
  return (
    <button
      ref={row}
      type="button"
      style={{ scrollMarginTop: (place + 1) * HEAD, scrollMarginBottom: (CLASSES.length - 1 - place) * HEAD }}
      className={`${on ? 'tp on' : 'tp'}${drop ? ` ${drop}` : ''}`}
      aria-pressed={on}
      title={drop === 'over' ? WF.template.dropHere(group.name) : ''}
      {...dragOf(group.id)}
      data-testid="template"
      data-name={group.name}
      data-id={group.id}
      data-state={group.mark}
      data-count={group.count}
      onClick={() => openTemplate(group.id)}
    >
      <span className="th">
        <TemplateThumb average={shownAverage(group.info.average, lead)} rate={group.info.rate} peak={group.info.peak} beatClass={group.beatClass} />
      </span>
      <span className="tx-l">
        <span className="a">
          <b>{group.name}</b>
          <span className="num">{count(group.count)}</span>
        </span>
        <span className={said.strong ? 'h u' : 'h'} title={group.since > 0 ? W.templates.sinceWhy : undefined}>
          {said.text}
          {group.apart > 0 && (
            <span className="apart" data-testid="apart" title={W.templates.apartWhy}>
              {W.templates.apart(group.apart)}
            </span>
          )}
        </span>
      </span>
      <span className="rt">
        <MarkWord mark={group.mark} />
        <span className="h">{percent(group.share)}</span>
      </span>
    </button>
  );
});

/** Height of a class head. All six stay in sight, at the top those above the rows in view, at the foot those below. */
const HEAD = 30;

function ClassHead({ of, number, shown, share }: { of: BeatClass; number: number; shown: string; share: string }): ReactElement {
  const empty = shown === '0';
  const place = CLASSES.indexOf(of);
  return (
    <div className="cls" style={{ top: place * HEAD, bottom: (CLASSES.length - 1 - place) * HEAD }}>
      <Mark of={of} size={11} />
      <b style={{ color: `var(--t-${of})` }}>{of}</b>
      <span className="nm">{CLASS_NAME[of]}</span>
      <span className="n">
        <button type="button" className="num" disabled={number === 0} data-testid={`count-${of}`} data-count={number} onClick={() => openClass(of)} aria-label={`${CLASS_NAME[of]}: ${shown}`}>
          {shown}
        </button>
      </span>
      <span className="s">{empty ? W.none : share}</span>
    </div>
  );
}

function Spans(): ReactElement | null {
  const derived = useReview((review) => review.derived);
  const artefacts = derived.counts[CLASSES.indexOf('X')] ?? 0;
  if (derived.spans === 0 && artefacts === 0) return null;
  return (
    <button type="button" className="tp still" disabled={derived.spans === 0} aria-label={`${count(derived.spans)} ${W.templates.spans(derived.spans)}: ${KEY_WORDS['the next unreadable span that nobody has looked at']}`} title={KEY_WORDS['the next unreadable span that nobody has looked at']} onClick={() => goToSpan(1)} data-testid="unreadable">
      <span className="th hatch" aria-hidden="true" />
      <span className="tx-l">
        <span className="a">
          <span>{count(derived.spans)}</span> {W.templates.spans(derived.spans)}
        </span>
        <span className="h">{derived.spans > 0 ? W.templates.longest(derived.longestUnreadable) : ''}</span>
      </span>
      <span className="rt">
        <span className="h">{artefacts > 0 ? W.templates.artefacts(artefacts) : ''}</span>
      </span>
    </button>
  );
}

function NextItem(): ReactElement {
  // Space is that of the list while one is in the gallery.
  const doubt = useView((view) => view.gallery?.doubt !== undefined);
  const template = useView((view) => view.template);
  const closed = useClosed();
  const signed = closed !== '';
  const derived = useReview((review) => review.derived);
  const study = useReview((review) => review.study);
  const here = derived.groups.find((group) => group.id === template);
  const next = afterTemplate(useQueue());
  const said = next && itemWords(next, study);
  const open = derived.groups.filter(isOpen).length;
  const changed = derived.groups.filter((group) => group.mark === 'changed' || group.moved > 0).length;
  if (derived.groups.length === 0) return <div className="next" />;
  if (open === 0)
    return (
      <div className="next" data-testid="next-item">
        <p>{W.templates.done(derived.groups.length, changed)}</p>
        <button type="button" className="btn" onClick={() => openTab('report')} data-testid="to-report">
          <span>{W.templates.toReport}</span>
          <Key>Enter</Key>
        </button>
      </div>
    );
  return (
    <div className="next" data-testid="next-item">
      <p>
        {W.templates.next} {said ? <b>{said.name}</b> : W.templates.last}
        {next?.kind === 'template' ? W.templates.nextWords(next.group.count, next.group.unlike) : ` ${said?.more ?? ''}`}
      </p>
      <button
        type="button"
        className="btn"
        data-testid="confirm"
        disabled={signed}
        title={closed}
        onClick={() => void confirmAndGoOn()}
      >
        <span>{here ? (isOpen(here) ? W.templates.confirm(here.name) : W.templates.start(said?.name ?? here.name)) : W.templates.start(said?.name ?? '')}</span>
        {!doubt && <Key>Space</Key>}
      </button>
    </div>
  );
}

export function TemplatePanel(): ReactElement {
  const derived = useReview((review) => review.derived);
  const order = useReview((review) => review.order);
  const sort = useReview((review) => review.sort);
  const phase = useReview((review) => review.phase);
  const study = useReview((review) => review.study);
  const gaps = useReview((review) => review.gaps);
  const template = useView((view) => view.template);
  const lead = useView((view) => view.galleryLead);
  const { dragged, over, asked, impact } = useMerging();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => dropMerge, []);
  const pair = asked && pairOf(asked.own, asked.other);
  useEffect(() => {
    // The question takes room from the list, and more once its answer is here: what it is about stays in sight.
    for (const part of ['.from', '.into']) list.current?.querySelector(part)?.scrollIntoView({ block: 'nearest' });
  }, [asked, impact]);
  const place = new Map(order.map((id, i) => [id, i]));
  const groups = derived.groups.toSorted((a, b) => (place.get(a.id) ?? 1e6) - (place.get(b.id) ?? 1e6));
  const all = Math.max(1, derived.beats);
  // Of the time that was recorded, as in the report.
  const seconds = Math.max(1, ((study?.recording.sampleCount ?? 1) - lengthWithin(gaps, 0, Number.MAX_SAFE_INTEGER)) / rateOf(study));
  return (
    <aside className="l" aria-label={W.templates.label}>
      <div className="ph">
        <h2>{W.templates.title}</h2>
        <button
          type="button"
          className="q sort"
          data-testid="sort-templates"
          onClick={() => sortTemplates(SORTS[(SORTS.indexOf(sort) + 1) % SORTS.length]!)}
        >
          {W.templates.sort[sort]} <ChevronDown size={11} />
        </button>
      </div>
      <div ref={list} className="tpl" data-testid="templates">
        {phase === 'loading'
          ? CLASSES.map((of) => (
              <div className="cls" key={of}>
                <Mark of={of} size={11} />
                <b style={{ color: `var(--t-${of})` }}>{of}</b>
                <span className="nm">{CLASS_NAME[of]}</span>
                <span className="n skel" style={{ width: 40 }} />
              </div>
            ))
          : CLASSES.map((of, index) => (
              <Fragment key={of}>
                {of === 'X' ? (
                  <ClassHead of={of} number={derived.counts[index] ?? 0} shown={derived.unreadableSeconds > 0 ? roughly(derived.unreadableSeconds) : count(derived.counts[index] ?? 0)} share={percent((100 * derived.unreadableSeconds) / seconds)} />
                ) : (
                  <ClassHead of={of} number={derived.counts[index] ?? 0} shown={count(derived.counts[index] ?? 0)} share={percent((100 * (derived.counts[index] ?? 0)) / all)} />
                )}
                {groups
                  .filter((group) => group.beatClass === of)
                  .map((group) => (
                    <TemplateRow key={group.id} group={group} on={group.id === template} drop={group.id === pair?.into.id ? 'into' : group.id === pair?.from.id ? 'from' : group.id === dragged ? 'dragged' : group.id === over ? 'over' : null} lead={lead} />
                  ))}
                {of === 'X' && <Spans />}
              </Fragment>
            ))}
      </div>
      {asked ? <MergeAsk /> : <NextItem />}
    </aside>
  );
}
