/** Frontal axis and voltages of the dominant beat, where the leads for it are there. */
import { useMemo, type ReactElement } from 'react';
import { dominantVoltages } from '../../../core/study/dominant-voltages.ts';
import { axisKind, SOKOLOW_LYON_MV } from '../../../core/waves/frontal.ts';
import { fixed } from '../../parts/format.ts';
import { WL } from '../../parts/words-leads.ts';
import { useReview } from '../../state/review.ts';

const DIAL = 76;
const MIDDLE = DIAL / 2;
const REACH = 26;
const ACROSS = 'I';
const DOWN = 'aVF';

/** A place in the dial: degrees from I, downwards. */
function spot(degrees: number, far: number): string {
  const angle = (degrees * Math.PI) / 180;
  return [MIDDLE + far * Math.cos(angle), MIDDLE + far * Math.sin(angle)].map((value) => Math.round(value * 10) / 10).join(' ');
}

const tenths = (value: number): string => fixed(value, 1);

/** The axis as a hand: I points to the right, aVF down; what is normal is shaded. */
function AxisDial({ axis }: { axis: number }): ReactElement {
  return (
    <svg className="axis-dial" width={DIAL} height={DIAL} viewBox={`0 0 ${DIAL} ${DIAL}`} aria-hidden="true">
      <path d={`M${MIDDLE} ${MIDDLE}L${spot(-30, REACH)}A${REACH} ${REACH} 0 0 1 ${spot(90, REACH)}Z`} fill="var(--sunk)" />
      <circle cx={MIDDLE} cy={MIDDLE} r={REACH} fill="none" stroke="var(--line-2)" />
      <path d={`M${spot(180, REACH)}L${spot(0, REACH)}M${spot(-90, REACH)}L${spot(90, REACH)}`} stroke="var(--line-2)" strokeDasharray="2 2" />
      <path d={`M${MIDDLE} ${MIDDLE}L${spot(axis, REACH)}`} stroke="var(--ink)" strokeWidth="2" />
      <path d={`M${spot(axis, REACH + 3)}L${spot(axis - 12, REACH - 5)}L${spot(axis + 12, REACH - 5)}Z`} fill="var(--ink)" />
      <text x={DIAL - 5} y={MIDDLE + 3.5} textAnchor="middle" fontSize="10" fill="var(--ink-3)">
        {ACROSS}
      </text>
      <text x={MIDDLE} y={DIAL - 1} textAnchor="middle" fontSize="10" fill="var(--ink-3)">
        {DOWN}
      </text>
    </svg>
  );
}

export function VoltagePanel(): ReactElement | null {
  const templates = useReview((review) => review.templates);
  const study = useReview((review) => review.study);
  const found = useMemo(() => dominantVoltages(templates, study?.recording.leads.map(({ name }) => name) ?? []), [templates, study]);
  if (!found) return null;
  const { axis, sokolowLyon, leads } = found;
  return (
    <section aria-label={WL.voltages} data-testid="voltages" data-axis={axis ?? ''}>
      <div className="hd">
        <h2>{WL.voltages}</h2>
        <span className="q">{WL.ofBeat(found.template)}</span>
      </div>
      <div className="voltages">
        {axis !== null && <AxisDial axis={axis} />}
        <div>
          <p>{axis === null ? WL.noAxis : <><b>{`${axis}°`.replace('-', '−')}</b> {WL.axis[axisKind(axis)]}</>}</p>
          {sokolowLyon !== null && (
            <p data-testid="sokolow-lyon">
              {WL.sokolowLyon} <b>{fixed(sokolowLyon, 1)} mV</b>
              {sokolowLyon >= SOKOLOW_LYON_MV && <span> {WL.hypertrophy}</span>}
            </p>
          )}
        </div>
      </div>
      <dl className="lead-voltages">
        {leads.map(({ lead, r, s }) => (
          <div key={lead} data-testid="lead-voltage" data-lead={lead}>
            <dt>{lead}</dt>
            <dd>{`${tenths(r)} / ${tenths(s)}`}</dd>
          </div>
        ))}
      </dl>
      <p className="q">{WL.caution}</p>
    </section>
  );
}
