/** Templates of both studies in pairs, the larger first: the same beats, renamed ones, new and gone ones. */
import type { ReactElement } from 'react';
import { CLASSES } from '../../../core/beats/classes.ts';
import { PairThumb, type Averaged } from '../../charts/pair-thumb.tsx';
import { SAME_TEMPLATE, type ComparedStudies, type ComparedTemplate, type TemplatePair } from '../../../core/study/compared-studies.ts';
import { count, fixed } from '../../parts/format.ts';
import { Mark } from '../../parts/marks.tsx';
import { WE } from '../../parts/words-earlier.ts';
import { useEarlier } from '../../state/earlier.ts';
import { useReview } from '../../state/review.ts';
import { openTab, useSession } from '../../state/session.ts';
import { openTemplate } from '../../state/view.ts';

/** Below this the nearest is not like it. */
const ANY_LIKENESS = 0.5;

/** Pairs that there is room for. */
const SHOWN = 6;

/** What is new or gone first among those of a size; V and S before N. */
function weight({ now, earlier, standing }: TemplatePair): number {
  const { info } = (now ?? earlier)!;
  const of = CLASSES[info.beatClass];
  return Math.log10(1 + info.count) + (of === 'N' ? 0 : 2) + (standing === 'new' || standing === 'gone' ? 1.5 : standing === 'renamed' ? 1 : 0);
}

function averaged(template: ComparedTemplate | null, lead: number): Averaged | null {
  const values = template?.info.average[lead];
  return template && values ? { values, rate: template.info.rate, peak: template.info.peak } : null;
}

function Pair({ pair, lead }: { pair: TemplatePair; lead: { earlier: number; now: number } }): ReactElement {
  const theme = useSession((session) => session.theme);
  const { now, earlier, standing, likeness, nearest } = pair;
  const shown = (now ?? earlier)!.info;
  const of = CLASSES[shown.beatClass] ?? 'Q';
  // Two templates of one study that are both like one of the other were taken apart there: neither is new, and neither gone.
  const within = nearest && likeness !== null && likeness >= SAME_TEMPLATE ? nearest.info.name : null;
  const words = standing === 'alike' && earlier && earlier.info.name !== shown.name ? WE.was(earlier.info.name) : standing === 'renamed' ? WE.was(earlier!.info.name) : within ? (now ? WE.wasIn(within) : WE.isIn(within)) : WE.standing[standing];
  return (
    <button
      type="button"
      className={`pair ${standing}`}
      disabled={now === null}
      onClick={() => {
        openTemplate(shown.id);
        openTab('beats');
      }}
      data-testid="template-pair"
      data-standing={standing}
      data-name={shown.name}
    >
      <span className="top-line">
        <Mark of={of} /> <b>{shown.name}</b> <span className="q">{words}</span>
      </span>
      <PairThumb earlier={averaged(earlier, lead.earlier)} now={averaged(now, lead.now)} beatClass={of} theme={theme} />
      <span className="row">
        <span className="q">{WE.columns.earlier}</span> <span>{count(earlier?.info.count ?? 0)}</span>
      </span>
      <span className="row">
        <span className="q">{WE.columns.now}</span> <b>{count(now?.info.count ?? 0)}</b>
      </span>
      <span className="q like">{likeness === null ? '' : !nearest || within ? WE.likeness(fixed(likeness, 2)) : likeness < ANY_LIKENESS ? WE.unlike : WE.nearest(nearest.info.name, fixed(likeness, 2))}</span>
    </button>
  );
}

export function Templates({ studies }: { studies: ComparedStudies }): ReactElement {
  const read = useEarlier((earlier) => earlier.read);
  const study = useReview((review) => review.study);
  const own = (study?.run?.leads ?? []).map((at) => study?.recording.leads[at]?.name ?? '');
  const first = studies.leads.both[0];
  const lead = { earlier: Math.max(0, read?.compared.leads.indexOf(first ?? '') ?? 0), now: Math.max(0, own.indexOf(first ?? '')) };
  const sorted = studies.templates.toSorted((a, b) => weight(b) - weight(a));
  return (
    <section className="sec-pairs" aria-label={WE.templates}>
      <div className="bar">
        <h2>{WE.templates}</h2>
        <span className="q">{studies.leads.both.length > 0 ? WE.templatesHint(studies.leads.both.join(', ')) : WE.noCommonLead}</span>
        <span className="sp q">{sorted.length > SHOWN ? WE.more(sorted.length - SHOWN) : ''}</span>
      </div>
      <div className="pairs">
        {sorted.slice(0, SHOWN).map((pair) => (
          <Pair key={`${pair.earlier?.info.id ?? '-'} ${pair.now?.info.id ?? '-'}`} pair={pair} lead={lead} />
        ))}
      </div>
    </section>
  );
}
