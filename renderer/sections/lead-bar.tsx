/** Which leads the strip shows, by click: their layout, groups, columns and the lead of the long strip. */
import { memo, type ReactElement } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { Segment } from '../parts/controls.tsx';
import { WL } from '../parts/words-leads.ts';
import { layoutsOf, showGroup, showLayout } from '../state/lead-choice.ts';
import { isTwelve, leadGroups, rhythmLeads, type LeadLayout } from '../state/leads.ts';
import { useView } from '../state/view.ts';
import { Key } from './key.tsx';

/** The layouts, for recordings of more leads than stand over the gallery. */
function LeadLayouts({ names }: { names: readonly string[] }): ReactElement | null {
  const layout = useView((view) => view.layout);
  const layouts = layoutsOf(names);
  if (layouts.length < 2) return null;
  return (
    <>
      <Segment<LeadLayout> label={WL.layout} value={layout} onChange={showLayout} options={layouts.map((value) => ({ value, label: WL.layouts[value] }))} testid="lead-layout" />
      <Key>Shift E</Key>
      <span className="gap" />
    </>
  );
}

/** Groups of leads, and what columns need. */
export const LeadBar = memo(function LeadBar({ names, plain }: { names: readonly string[]; plain: boolean }): ReactElement | null {
  const { wanted, leadGroup, rhythm, runOn } = useView(useShallow((view) => ({ wanted: view.layout, leadGroup: view.leadGroup, rhythm: view.rhythm, runOn: view.runOn })));
  const groups = leadGroups(names);
  const layout = plain ? 'few' : wanted;
  if (groups.length === 0) return null;
  const rhythms = rhythmLeads(names);
  const inColumns = layout === '3x4' || layout === '6x2';
  const chosen = leadGroup ?? (layout === 'few' ? groups[0]!.id : 'all');
  const title = (leads: readonly number[]): string => leads.map((lead) => names[lead]).join(' ');
  return (
    <div className="bar leads">
      {!plain && <LeadLayouts names={names} />}
      <Segment
        label={WL.shown}
        value={chosen}
        onChange={(id) => showGroup(id === 'all' ? null : id)}
        options={[...(layout === 'few' ? [] : [{ value: 'all', label: `${WL.all} ${names.length}` }]), ...groups.map(({ id, leads }) => ({ value: id, label: !isTwelve(names) ? id : (WL.groups[id] ?? (id.startsWith('V') ? id.replace('-', '–') : title(leads))), title: title(leads) }))]}
        testid="lead-groups"
      />
      <Key>Alt L</Key>
      {inColumns && (
        <>
          <span className="q">{WL.columns}</span>
          <Segment label={WL.columns} value={runOn ? 'on' : 'same'} onChange={(value) => useView.setState({ runOn: value === 'on' })} options={[{ value: 'same', label: WL.same }, { value: 'on', label: WL.runOn }]} testid="lead-columns" />
          <Key>Alt E</Key>
          {rhythms.length > 1 && (
            <>
              <span className="q">{WL.rhythm}</span>
              <Segment label={WL.rhythm} value={String(rhythm ?? rhythms[0])} onChange={(value) => useView.setState({ rhythm: Number(value) })} options={rhythms.map((lead) => ({ value: String(lead), label: names[lead] ?? '' }))} testid="lead-rhythm" />
            </>
          )}
        </>
      )}
    </div>
  );
});
