/** What is known of the finding that is shown, and what is decided of it. */
import { useMemo, type ReactElement } from 'react';
import { toldFor, toldOf } from '../../../core/review/told.ts';
import type { Finding } from '../../../core/rhythm/finding.ts';
import { Fact } from '../../parts/controls.tsx';
import { clock, day, moment, parseLocal } from '../../parts/format.ts';
import { Pin } from '../../parts/icons.tsx';
import { editInWords, KIND_NAME } from '../../parts/kind-names.ts';
import { WY } from '../../parts/words-diary.ts';
import { WF } from '../../parts/words-findings.ts';
import { WT } from '../../parts/words-thresholds.ts';
import { W } from '../../parts/words.ts';
import { Key } from '../../sections/key.tsx';
import { KeyHints } from '../../sections/key-hints.tsx';
import { useClosed } from '../../state/closed.ts';
import { stateOf } from '../../state/events.ts';
import type { FindingLine } from '../../state/findings.ts';
import { kindChoices } from '../../state/kind-letters.ts';
import { stripAt } from '../../state/report-strips.ts';
import { rateOf, startOf, useReview } from '../../state/review.ts';
import { openSettings } from '../../state/session.ts';
import { useView } from '../../state/view.ts';
import { findingKey } from '../../../core/rhythm/finding.ts';
import { beginAdding, beginChoosing, chooseKind, decide, meantWithin, normalWithin, stripOfFinding, stripToReport, supraventricularWithin, toBeats, toggleBounds } from './actions.ts';
import { lengthWords } from '../../sections/finding-words.ts';
import { LikelihoodBars } from './likelihood.tsx';
import { ThresholdPreview } from './threshold-preview.tsx';
import { inWords } from '../../parts/language.ts';
import { whenTyped } from '../../parts/typing.ts';

/** When somebody was told, as days and times are written everywhere. */
function whenTold(at: string): string {
  const ms = parseLocal(at);
  return ms === null ? at : `${day(ms)}, ${clock(ms)}`;
}

function Head({ finding }: { finding: Finding }): ReactElement {
  const study = useReview((review) => review.study);
  const events = useReview((review) => review.events);
  const history = useReview((review) => review.history);
  const sampleRate = rateOf(study);
  const seconds = (study?.recording.sampleCount ?? 0) / sampleRate;
  const at = (sample: number): string => moment(startOf(study), sample / sampleRate, seconds, 'seconds');
  const leads = finding.leads.map((lead) => study?.recording.leads[lead]?.name ?? String(lead + 1));
  const state = stateOf(events, finding);
  const by = events.get(findingKey(finding))?.by ?? null;
  const edit = by === null ? undefined : history.find(({ sequence }) => sequence === by);
  return (
    <section>
      <div className="bh">
        <span className="big">
          <Pin size={16} />
        </span>
        <div>
          <b>{KIND_NAME[finding.kind][0]}</b>
          <div className="q" data-testid="finding-state" data-state={state}>
            {W.episodes.severity[finding.severity]}, {finding.hand === 'added' ? `${WF.added}, ` : finding.hand === 'changed' ? `${WF.handChanged}, ` : ''}
            {WF.state[state]}
          </div>
        </div>
      </div>
      <dl className="facts">
        <Fact term={W.episodes.from}>{at(finding.from)}</Fact>
        <Fact term={W.episodes.to}>{at(finding.to)}</Fact>
        <Fact term={W.episodes.length}>{lengthWords((finding.to - finding.from) / sampleRate)}</Fact>
        <Fact term={W.episodes.rate}>{finding.rate === null ? '–' : `${Math.round(finding.rate)}${W.episodes.perMinute}`}</Fact>
        <Fact term={W.episodes.leads}>{leads.length > 0 ? leads.join(', ') : W.episodes.allLeads}</Fact>
      </dl>
      <LikelihoodBars finding={finding} />
      {state === 'reopened' && <p className="warn-line">{edit ? WF.reopenedBy(editInWords(edit.label)) : WF.reopenedBySomething}</p>}
    </section>
  );
}

/** Letters of kinds, while one is being chosen. */
function Kinds({ finding, lines }: { finding: Finding | null; lines: readonly FindingLine[] }): ReactElement {
  const adding = useView((view) => view.bounds?.adding ?? false);
  const line = useView((view) => view.line);
  const group = useView((view) => view.choosingGroup);
  const members = group ? (lines.find(({ key }) => key === line)?.members.length ?? 1) : 1;
  return (
    <section aria-label={WF.changeKind} data-testid="kinds">
      <h2>{adding ? WF.pickKindAdd : members > 1 ? WF.pickKindGroup(members) : WF.pickKind}</h2>
      <div className="kinds">
        {kindChoices(adding ? null : (finding?.kind ?? null)).map(({ kind, letter, name }) => (
          <button key={kind} type="button" className={!adding && kind === finding?.kind ? 'on' : undefined} data-kind={kind} onClick={() => void chooseKind(kind, lines)}>
            <span>{name}</span> <kbd>{letter}</kbd>
          </button>
        ))}
      </div>
    </section>
  );
}

function Decide({ finding, lines, onTold }: { finding: Finding; lines: readonly FindingLine[]; onTold: () => void }): ReactElement {
  const texts = useReview((review) => review.texts);
  const line = useView((view) => view.line);
  const why = useView((view) => view.why);
  const shown = lines.find(({ key }) => key === line);
  const members = shown?.members.length ?? 1;
  const locked = useClosed();
  const signed = locked !== '';
  // Counted anew with every edit.
  const classes = useReview((review) => review.derived.classes);
  const events = useReview((review) => review.events);
  const premature = useMemo(() => (classes.length > 0 ? supraventricularWithin(meantWithin(shown, finding, events)).length : 0), [classes, shown, finding, events]);
  const told = toldFor(toldOf(Object.entries(texts)), finding);
  const printed = useReview((review) => stripAt(review.strips, stripOfFinding(finding)) !== null);
  const together = members > 1;
  return (
    <section aria-label={WF.decide} className="decide">
      {(finding.severity === 'urgent' || told) && (
        <div className="told" data-testid="told" data-told={told !== null}>
          <span className={told ? undefined : 'warn'}>{told ? WF.toldNow(told.whom, whenTold(told.at), told.how) : WF.nobodyTold}</span>
          <button type="button" className="btn" disabled={signed} title={locked} onClick={onTold} data-testid="tell">
            {told ? WF.toldAgain : WF.told} <Key>T</Key>
          </button>
        </div>
      )}
      <h2>{together ? WF.decideGroup(members) : WF.decide}</h2>
      {premature > 0 && (
        <div className="pair">
          <button type="button" className="btn" disabled={signed} title={signed ? locked : WF.normalWithinHint} onClick={() => normalWithin(lines)} data-testid="normal-within" data-count={premature}>
            {WF.normalWithin(premature)} <Key>N</Key>
          </button>
        </div>
      )}
      <div className="pair">
        <button type="button" className="btn" disabled={signed} title={locked} aria-label={together ? WF.changeKindGroup(members) : undefined} data-testid="change-kind" onClick={() => beginChoosing(together)}>
          {WF.changeKind} <Key>{together ? 'Shift C' : 'C'}</Key>
        </button>
        <button type="button" className="btn" disabled={signed} title={signed ? locked : WF.addHint} data-testid="add-finding" onClick={beginAdding}>
          {WF.add} <Key>Ins</Key>
        </button>
      </div>
      {together && <h2>{WF.theShown}</h2>}
      <div className="pair">
        <button type="button" className="btn" disabled={signed} title={locked} data-testid="change-bounds" onClick={toggleBounds}>
          {WF.changeBounds} <Key>B</Key>
        </button>
        <button type="button" className="btn" disabled={signed} title={locked} aria-pressed={printed} onClick={() => void stripToReport(finding)} data-testid="finding-strip">
          <span>{printed ? WY.inReport : W.episodes.toReport}</span> <Key>P</Key>
        </button>
      </div>
      <label className="why-field" htmlFor="finding-why">
        {WF.reasonWhy} <Key>W</Key>
      </label>
      <input
        id="finding-why"
        type="text"
        maxLength={500}
        autoComplete="off"
        placeholder={WF.whyPlaceholder}
        value={why}
        readOnly={signed}
        data-testid="finding-why"
        onChange={(event) => useView.setState({ why: event.target.value })}
        onKeyDown={whenTyped((event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
        })}
      />
      {/* The lowest line, and the same words for one and for many: neither moves from finding to finding, so that a second click never meets the other. */}
      <div className="pair">
        <button type="button" className="btn p" disabled={signed} title={locked} aria-label={together ? WF.confirmGroup(members) : undefined} data-testid="confirm-finding" onClick={() => decide(lines, 'confirmed')}>
          {WF.confirm} <Key>Space</Key>
        </button>
        <button type="button" className="btn" disabled={signed} title={signed ? locked : WF.rejectedHint} aria-label={together ? WF.rejectGroup(members) : undefined} data-testid="reject-finding" onClick={() => decide(lines, 'rejected')}>
          {WF.reject} <Key>⌫</Key>
        </button>
      </div>
    </section>
  );
}

export function Inspector({ finding, lines, onTold }: { finding: Finding | null; lines: readonly FindingLine[]; onTold: () => void }): ReactElement {
  const open = useView((view) => view.inspector);
  const choosing = useView((view) => view.choosing);
  const signed = useClosed() !== '';
  return (
    <aside className={open ? 'r open' : 'r'} aria-label={W.inspector.label} data-testid="finding-facts">
      <div className="known">
        {finding === null ? (
          <section className="q">
            <p>{W.episodes.nothing}</p>
            <div className="acts">
              <button type="button" className="btn" disabled={signed} title={WF.addHint} data-testid="add-finding" onClick={beginAdding}>
                {WF.add} <Key>Ins</Key>
              </button>
            </div>
          </section>
        ) : (
          !choosing && <Head finding={finding} />
        )}
        {choosing && <Kinds finding={finding} lines={lines} />}
        {finding && !choosing && (
          <section aria-label={W.episodes.why}>
            <h2>{W.episodes.why}</h2>
            <p data-testid="finding-reason">{inWords(finding.reason)}</p>
            <button type="button" className="num q" onClick={toBeats} data-testid="finding-beats">
              {W.episodes.toBeats} <Key>Enter</Key>
            </button>
          </section>
        )}
        <section>
          {finding && !choosing && <ThresholdPreview finding={finding} />}
          <p className="q">{W.episodes.follows}</p>
          <button type="button" className="num q" onClick={() => openSettings('thresholds')} data-testid="to-thresholds">
            {WT.title}
          </button>
        </section>
        <KeyHints hints={WF.hints} />
      </div>
      {finding && !choosing && <Decide finding={finding} lines={lines} onTold={onTold} />}
    </aside>
  );
}
