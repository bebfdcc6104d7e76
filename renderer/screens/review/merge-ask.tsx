/** Whether two templates are to be one: which goes into which (grey over the colour of its class), how alike they are, what it changes. At the foot of the list. */
import type { ReactElement } from 'react';
import { PairThumb, type Averaged } from '../../charts/pair-thumb.tsx';
import { shownAverage, type TemplateGroup } from '../../state/derived.ts';
import { useSession } from '../../state/session.ts';
import { useView } from '../../state/view.ts';
import { likenessOfPair, MERGE_FROM } from '../../state/overlay.ts';
import { fixed } from '../../parts/format.ts';
import { Warning } from '../../parts/icons.tsx';
import { WF } from '../../parts/words-findings.ts';
import { Key } from '../../sections/key.tsx';
import { useActions } from '../../state/keys.ts';
import { askNeighbour, dropMerge, mergeNow, pairOf, useMerging } from '../../state/merging.ts';

/** What the list draws of a template. */
function averageOf({ info }: TemplateGroup, lead: number): Averaged | null {
  const values = shownAverage(info.average, lead);
  return values.length > 0 ? { values, rate: info.rate, peak: info.peak } : null;
}

export function MergeAsk(): ReactElement | null {
  const { asked, impact } = useMerging();
  useActions({ 'merge-now': () => void mergeNow(), 'merge-next': () => askNeighbour(1), 'merge-back': () => askNeighbour(-1) });
  const lead = useView((view) => view.galleryLead);
  const theme = useSession((session) => session.theme);
  const pair = asked && pairOf(asked.own, asked.other);
  if (!pair) return null;
  const { from, into } = pair;
  const likeness = likenessOfPair(from, into);
  return (
    <div className="next merge-ask" role="group" aria-label={WF.template.merge} data-testid="merge-ask" data-from={from.id} data-into={into.id} data-exact={impact !== null}>
      <div className="merge-pair">
        <PairThumb earlier={averageOf(from, lead)} now={averageOf(into, lead)} beatClass={into.beatClass} theme={theme} />
        <p aria-live="polite">
          <b>{WF.template.mergeAsk(from.name, from.count, into.name, into.count)}</b> {likeness === null ? '' : WF.template.likeness(fixed(likeness, 2).replace('-', '−'))}
        </p>
      </div>
      {likeness !== null && likeness < MERGE_FROM && (
        <p className="warn-line">
          <Warning size={12} /> {WF.template.unlike}
        </p>
      )}
      <p className="q">
        {WF.template.classStays} {impact ? [...impact.shapes.map(({ of, before, after }) => WF.template.shapes(of, before ?? 0, after ?? 0)), WF.template.findingsChange(impact.findings)].join(' ') : ''}
      </p>
      <div className="acts">
        <button type="button" className="btn p" data-testid="merge-now" onClick={() => void mergeNow()}>
          {WF.template.merge} <Key mode="merge">Enter</Key>
        </button>
        <button type="button" className="btn" data-testid="merge-drop" onClick={dropMerge}>
          {WF.template.dropMerge} <kbd>Esc</kbd>
        </button>
      </div>
    </div>
  );
}
