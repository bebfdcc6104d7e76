/** What is known of the current beat, what an edit would do, what was done. */
import { useEffect, useState, type ReactElement } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { CLASSES, CLASS_INDEX } from '../../../core/beats/classes.ts';
import { BEAT_SOURCE, PROBABILITIES } from '../../../core/beats/columns.ts';
import type { EventReview } from '../../../core/review/event-ledger.ts';
import { Again } from '../../parts/icons.tsx';
import { WF } from '../../parts/words-findings.ts';
import { lowerBound } from '../../../core/beats/search.ts';
import { needsDay } from '../../../core/study/clock.ts';
import { Fact, Segment } from '../../parts/controls.tsx';
import { clock, count, dayShort, offset, signed, moment, fixed } from '../../parts/format.ts';
import { KIND_NAME } from '../../parts/kind-names.ts';
import { Mark } from '../../parts/marks.tsx';
import { CLASS_NAME, W } from '../../parts/words.ts';
import { Key } from '../../sections/key.tsx';
import { KeyHints } from '../../sections/key-hints.tsx';
import { membersOf } from '../../state/derived.ts';
import { modelSaid, PACED } from '../../state/model-said.ts';
import { rateOf, signalCache, startOf, useReview } from '../../state/review.ts';
import { useAsks } from '../../state/asks.ts';
import { currentRow, previewRelabel, useView, type Preview, type Scope } from '../../state/view.ts';
import { classesOf, findingsWords, impactWords, previewSpoken, spanWords } from './impact-words.ts';
import { VoltagePanel } from './voltage-panel.tsx';
import { WidthFact } from './width-fact.tsx';
import { applyPreview, relabelKey } from './actions.ts';
import { AskPanel } from './ask-panel.tsx';
import { DoubtPanel } from './doubt-panel.tsx';
import { DiaryPanel } from './diary-panel.tsx';
import { SpanPanel } from './span-panel.tsx';
import { ConflictPanel } from './conflict-panel.tsx';
import { EditHistory } from './history.tsx';
import { QuestionPanel } from '../../sections/questions.tsx';
import { WO } from '../../parts/words-overview.ts';

/** Row of the beat before or after that is no artefact, -1 where there is none. */
function neighbour(classes: Uint8Array, row: number, direction: 1 | -1): number {
  for (let i = row + direction; i >= 0 && i < classes.length; i += direction) if (classes[i] !== CLASS_INDEX.X) return i;
  return -1;
}

/** How much earlier (below 0) or later the beat comes than the median of the twelve RR intervals before it; percent. */
function prematurity(sample: Float64Array, classes: Uint8Array, row: number): number | null {
  const intervals: number[] = [];
  let later = neighbour(classes, row, -1);
  while (later > 0 && intervals.length < 12) {
    const earlier = neighbour(classes, later, -1);
    if (earlier < 0) break;
    intervals.push(sample[later]! - sample[earlier]!);
    later = earlier;
  }
  const before = neighbour(classes, row, -1);
  if (intervals.length < 4 || before < 0) return null;
  const median = intervals.toSorted((a, b) => a - b)[intervals.length >> 1]!;
  return (100 * (sample[row]! - sample[before]! - median)) / median;
}

/** Peak to peak of the first lead drawn within 60 ms of the R peak, mV; null while the signal is on the way. */
function amplitude(sample: number, sampleRate: number, lead: number): number | null {
  const half = Math.round(sampleRate * 0.06);
  const [piece] = signalCache()?.pieces(sample, sample, 'display') ?? [];
  const values = piece?.leads[lead];
  if (!piece || !values) return null;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = Math.max(0, sample - half - piece.from); i < Math.min(values.length, sample + half - piece.from); i++) {
    const value = values[Math.round(i)]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high >= low ? high - low : null;
}

function BeatFacts(): ReactElement {
  const { beats, derived, study } = useReview(useShallow((review) => ({ beats: review.beats, derived: review.derived, study: review.study, came: review.signalVersion })));
  const current = useView((view) => view.current);
  const firstLead = useView((view) => view.firstLead);
  const row = current === null ? -1 : currentRow();
  const rate = rateOf(study);
  const recorded = (study?.recording.sampleCount ?? 0) / rate;
  const tall = row < 0 ? null : amplitude(beats.sample[row]!, rate, firstLead);
  if (row < 0) return <section className="bh-none q">{W.inspector.noBeat}</section>;
  const beatClass = CLASSES[derived.classes[row]!] ?? 'Q';
  const name = beats.code[row] === PACED ? W.inspector.paced : CLASS_NAME[beatClass];
  const sample = beats.sample[row]!;
  const [before, after] = [neighbour(derived.classes, row, -1), neighbour(derived.classes, row, 1)];
  const ms = (from: number, to: number): string => (from < 0 || to < 0 ? '–' : `${Math.round(((beats.sample[to]! - beats.sample[from]!) / rate) * 1000)} ms`);
  const early = prematurity(beats.sample, derived.classes, row);
  const group = derived.groups.find((candidate) => candidate.id === beats.template[row]);
  return (
    <section aria-label={W.inspector.label} data-testid="beat-facts">
      <div className="bh">
        <span className="big">
          <Mark of={beatClass} size={18} />
        </span>
        <div>
          <b className={name.length > 12 ? 'long' : undefined}>
            {beatClass} {name}
          </b>
          <div className="q">{W.inspector.beat(lowerBound(beats.sample, sample) + 1)}</div>
        </div>
        <div className="time">
          <span className="b">{clock(startOf(study) + (sample / rate) * 1000, 'thousandths')}</span>
          <div className="q" title={offset(sample / rate)}>
            {needsDay(sample / rate, recorded) ? dayShort(startOf(study) + (sample / rate) * 1000) : offset(sample / rate)}
          </div>
        </div>
      </div>
      <dl className="facts">
        <Fact term={W.inspector.facts.before}>{ms(before, row)}</Fact>
        <Fact term={W.inspector.facts.after}>{ms(row, after)}</Fact>
        <Fact term={W.inspector.facts.premature}>{early === null ? '–' : signed(early, ' %')}</Fact>
        <Fact term={W.inspector.facts.template}>{group?.name ?? W.none}</Fact>
        <Fact term={W.inspector.facts.likeness}>{group ? fixed(beats.likeness[row]! / 100, 2) : '–'}</Fact>
        <Fact term={W.inspector.facts.amplitude}>{tall === null ? '–' : `${fixed(tall, 2)} mV`}</Fact>
        <WidthFact keyOf={beats.key[row]!} sample={sample} />
      </dl>
    </section>
  );
}

function Probabilities(): ReactElement {
  const beats = useReview((review) => review.beats);
  const derived = useReview((review) => review.derived);
  const current = useView((view) => view.current);
  const asked = useView((view) => (view.preview?.kind === 'relabel' ? view.preview.to : null));
  const row = current === null ? -1 : currentRow();
  const values = row < 0 ? [] : Array.from(beats.probability.subarray(row * PROBABILITIES, (row + 1) * PROBABILITIES), (value) => value / 255);
  const known = values.some((value) => value > 0);
  const beatClass = row < 0 ? null : (CLASSES[derived.classes[row]!] ?? null);
  const order = CLASSES.slice(0, PROBABILITIES)
    .map((of, i) => ({ of, value: values[i] ?? 0 }))
    .toSorted((a, b) => b.value - a.value);
  const byHand = row >= 0 && beats.source[row] === BEAT_SOURCE.person;
  const group = row < 0 ? undefined : derived.groups.find((candidate) => candidate.id === beats.template[row]);
  const model = beatClass === null ? null : modelSaid(beats, row, beatClass);
  const said = model ? `${model.of} ${fixed(model.value, 2)}` : '';
  const words = row < 0 ? '' : byHand ? (model ? `${W.inspector.person}; ${W.strip.modelSays} ${said}` : W.inspector.byHand) : !model ? W.inspector.noModel : group && group.mark === 'confirmed' ? W.inspector.confirmed(said) : W.inspector.model(said);
  return (
    <section aria-label={W.inspector.probabilities}>
      <div className="hd">
        <h2>{W.inspector.probabilities}</h2>
        <span className="q" data-testid="provenance">
          {words}
        </span>
      </div>
      <div className="pr">
        {order.map(({ of, value }) => (
          <div key={of}>
            <Mark of={of} size={10} />
            <b style={{ color: `var(--t-${of})` }}>{of}</b>
            <span className="track">
              <i style={{ width: `${Math.max(value * 100, 0.8)}%`, background: `var(--c-${of})` }} />
            </span>
            <span className="v">{known ? fixed(value, 2) : '–'}</span>
          </div>
        ))}
      </div>
      {row >= 0 && !byHand && beats.code[row] === PACED && (
        <p className="q" data-testid="by-spike">
          {W.inspector.bySpike}
        </p>
      )}
      {model?.weighed && (
        <p className="q" data-testid="weighed">
          {W.inspector.weighed(model.of)}
        </p>
      )}
      <div className="keys" role="group" aria-label={WO.frame.classes}>
        {CLASSES.map((of) => (
          <button
            key={of}
            type="button"
            className={asked === of ? 'go' : of === beatClass ? 'cur' : undefined}
            aria-pressed={of === beatClass}
            title={CLASS_NAME[of]}
            data-testid={`class-${of}`}
            disabled={row < 0}
            onClick={(event) => relabelKey(of, event.shiftKey ? 'template' : undefined)}
          >
            <Mark of={of} size={10} />
            {of}
          </button>
        ))}
      </div>
    </section>
  );
}

/** Findings that somebody decided on and that the edit opens again. */
function Reopens({ events }: { events: readonly EventReview[] }): ReactElement {
  const study = useReview((review) => review.study);
  const rate = rateOf(study);
  const [first] = events;
  const at = first ? moment(startOf(study), first.from / rate, (study?.recording.sampleCount ?? 0) / rate, 'seconds') : '';
  return (
    <p className="reopens" data-testid="impact-reopened" data-count={events.length}>
      <Again />
      <span>
        <b>{WF.reopens(events.length)}</b> {first ? WF.reopensOne(KIND_NAME[first.kind][0], at) : ''}
      </span>
    </p>
  );
}

/** In a low window what an edit would do stands below the fold: it comes into sight, where it is not. */
function intoSight(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}

function Relabel({ preview }: { preview: Preview }): ReactElement {
  const beats = useReview((review) => review.beats);
  const derived = useReview((review) => review.derived);
  const selected = useView((view) => view.selected);
  const from = classesOf(preview);
  const [only] = from;
  const template = useView((view) => view.template);
  const row = currentRow();
  const group = derived.groups.find((candidate) => candidate.id === (template || (row >= 0 ? beats.template[row] : 0)));
  const nothing = from.size === 1 && only === preview.to;
  const found = preview.found ? findingsWords(preview.found) : '';
  return (
    <section ref={intoSight} className="imp" aria-label={W.inspector.relabel(preview.keys.length)} data-testid="preview" data-to={preview.to} data-scope={preview.scope}>
      <h3>
        {W.inspector.relabel(preview.keys.length)}
        {from.size === 1 && only && (
          <>
            <Mark of={only} size={10} />
            {only}
          </>
        )}
        <span className="q">{W.inspector.to}</span>
        <Mark of={preview.to} size={10} />
        {preview.to}
      </h3>
      <div className="scope">
        <Segment<Scope>
          label={W.inspector.relabel(preview.keys.length)}
          value={preview.scope}
          onChange={(scope) => previewRelabel(preview.to, scope)}
          options={[
            { value: 'beat', label: `${W.inspector.scope.beat} 1` },
            { value: 'selected', label: `${W.inspector.scope.selected} ${count(selected.size)}`, disabled: selected.size === 0 },
            { value: 'template', label: group ? `${group.name} ${count(membersOf(group))}` : W.inspector.scope.template, disabled: !group },
          ]}
        />
      </div>
      {nothing ? (
        <p className="q">{W.inspector.nothing(preview.keys.length)}</p>
      ) : (
        <div className="ba">
          {preview.impact.map((row) => {
            const [name, before, after] = impactWords(row);
            return (
              <div key={`${row.what}${row.of}`} data-testid={`impact-${row.what}-${row.of}`}>
                <span className="m">{name}</span>
                <span className="o">{before}</span>
                <span className="ar">→</span>
                <span className={before === after.replace(' %', '') ? 'o' : 'nw_'}>{after}</span>
              </div>
            );
          })}
        </div>
      )}
      <p className="found" title={found} data-testid="impact-findings" data-exact={preview.found !== null}>
        {found}
      </p>
      {preview.found && preview.found.reopened.length > 0 && <Reopens events={preview.found.reopened} />}
      <div className="acts">
        <button type="button" className="btn p" disabled={nothing} onClick={() => void applyPreview()} data-testid="apply">
          <span>{W.inspector.apply(preview.keys.length, preview.to)}</span>
          <Key>Enter</Key>
        </button>
        <button type="button" className="btn" onClick={() => useView.setState({ preview: null })}>
          {W.cancel} <kbd>Esc</kbd>
        </button>
      </div>
    </section>
  );
}

function SpanPreview({ preview }: { preview: Preview }): ReactElement {
  const [words, inside] = spanWords(preview);
  return (
    <section ref={intoSight} className="imp" aria-label={words} data-testid="preview">
      <h3>{words}</h3>
      <p className="q">{inside}</p>
      <div className="acts">
        <button type="button" className="btn p" onClick={() => void applyPreview()} data-testid="apply">
          <span>{W.inspector.spanApply(preview.readable)}</span>
          <Key>Enter</Key>
        </button>
        <button type="button" className="btn" onClick={() => useView.setState({ preview: null })}>
          {W.cancel} <kbd>Esc</kbd>
        </button>
      </div>
    </section>
  );
}

/** How long a preview waits for the program's answer before it is said without it, so that it is said once; ms. */
const UNTIL_SAID = 600;

/** The preview for who hears the window: there before it, so that what comes into it is said. */
function PreviewSpoken({ preview }: { preview: Preview | null }): ReactElement {
  const [said, setSaid] = useState('');
  useEffect(() => {
    const wait = setTimeout(() => setSaid(previewSpoken(preview)), preview?.kind === 'relabel' && preview.found === null ? UNTIL_SAID : 0);
    return () => clearTimeout(wait);
  }, [preview]);
  return (
    <div className="hidden-words" role="status" data-testid="preview-spoken">
      {said}
    </div>
  );
}

/** The same elements at every render: a preview that comes or goes between them leaves them as they are. */
const ABOVE = (
  <>
    <ConflictPanel />
    <SpanPanel />
    <DiaryPanel />
    <DoubtPanel />
    <AskPanel />
    <BeatFacts />
    <Probabilities />
    <VoltagePanel />
  </>
);
const BELOW = (
  <>
    <QuestionPanel />
    <EditHistory />
  </>
);

export function Inspector(): ReactElement {
  const preview = useView((view) => view.preview);
  // In a narrow window it comes by itself with what it asks, and what an edit would change.
  const asks = useAsks((asking) => asking.open);
  const open = useView((view) => view.inspector || view.preview !== null || view.spanOf !== null || view.conflict !== null) || asks;
  return (
    <>
      <PreviewSpoken preview={preview} />
      <aside className={open ? 'r open' : 'r'} aria-label={W.inspector.label} data-testid="inspector">
        {ABOVE}
        {preview?.kind === 'relabel' && <Relabel preview={preview} />}
        {preview?.kind === 'span' && <SpanPreview preview={preview} />}
        {BELOW}
        <KeyHints hints={W.inspector.hints} />
      </aside>
    </>
  );
}
