/** Normal limits of the laboratory: what stands beside the figures of the report and the overview. */
import { useEffect, useState, type ReactElement } from 'react';
import { LIMIT_NAMES, LIMITS, LIMITS_SETTING, limitsValue, limitTrouble, rangeInWords, rangeOf, readLimits, type LimitName, type Limits } from '../../../core/study/normal-limits.ts';
import { asTyped, parseNumber } from '../../parts/format.ts';
import { NumberField } from '../../parts/number-field.tsx';
import { inWords } from '../../parts/language.ts';
import { WL } from '../../parts/words-limits.ts';
import { WP } from '../../parts/words-people.ts';
import { WT } from '../../parts/words-thresholds.ts';
import { useMayNot } from '../../state/may.ts';
import { forgetPages } from '../../state/report.ts';
import { client, say, sayFailure } from '../../state/session.ts';

/** Both ends as they were typed. */
type Typed = Record<LimitName, { least: string; most: string }>;

const typedEnd = (value: number | null): string => (value === null ? '' : asTyped(value));
const numberOf = (text: string): number | null => (text.trim() === '' ? null : (parseNumber(text) ?? Number.NaN));

function typedOf(own: Limits): Typed {
  return Object.fromEntries(
    LIMIT_NAMES.map((name) => {
      const { least, most } = rangeOf(name, own);
      return [name, { least: typedEnd(least), most: typedEnd(most) }];
    }),
  ) as Typed;
}

export function LimitsSection(): ReactElement | null {
  const closed = useMayNot('lead');
  const [kept, setKept] = useState<Limits | null>(null);
  const [typed, setTyped] = useState<Typed | null>(null);
  useEffect(() => {
    client()
      .settings.get({})
      .then((settings) => {
        const own = readLimits(settings[LIMITS_SETTING]);
        setKept(own);
        setTyped(typedOf(own));
      })
      .catch(sayFailure);
  }, []);
  if (!typed || !kept) return null;
  const own: Limits = Object.fromEntries(LIMIT_NAMES.map((name) => [name, { least: numberOf(typed[name].least), most: numberOf(typed[name].most) }]));
  const bad = LIMIT_NAMES.some((name) => limitTrouble(name, rangeOf(name, own)) !== null);
  const same = !bad && limitsValue(own) === limitsValue(kept);
  const keep = async (): Promise<void> => {
    try {
      await client().settings.set({ name: LIMITS_SETTING, value: limitsValue(own) });
      setKept(own);
      forgetPages();
      say(WL.kept);
    } catch (thrown) {
      sayFailure(thrown);
    }
  };
  return (
    <form
      className="thresholds limits-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!bad && !same) void keep();
      }}
    >
      <table className="lines low" data-testid="limits-form">
        <thead>
          <tr>
            {[WL.columns.figure, WL.columns.least, WL.columns.most, WL.columns.source].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {LIMIT_NAMES.map((name) => {
            const { unit, floor, ceiling, source } = LIMITS[name];
            const trouble = limitTrouble(name, rangeOf(name, own));
            const shipped = rangeInWords(rangeOf(name, {}), name);
            const field = (end: 'least' | 'most'): ReactElement => (
              <td>
                <NumberField aria-label={WL[end](WL.names[name])} aria-invalid={trouble !== null} disabled={closed !== ''} title={closed} typed={typed[name][end]} onType={(next) => setTyped({ ...typed, [name]: { ...typed[name], [end]: next } })} data-testid={`limit-${name}-${end}`} /> <span className="m">{unit}</span>
              </td>
            );
            return (
              <tr key={name} className={limitsValue({ [name]: rangeOf(name, own) }) === limitsValue({ [name]: rangeOf(name, kept) }) ? undefined : 'changed'} data-testid="limit-row" data-name={name}>
                <th scope="row">{WL.names[name]}</th>
                {field('least')}
                {field('most')}
                <td>
                  {trouble === null ? (
                    <span className="q">{source === '' ? WL.noLimit : `${inWords(shipped)}, ${source}`}</span>
                  ) : (
                    <span className="err" role="alert">
                      {trouble === 'bounds' ? WL.bounds(floor, ceiling) : WL.order}
                    </span>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <div className="acts">
        <button type="submit" className="btn p" disabled={closed !== '' || bad || same} title={closed} data-testid="keep-limits">
          {WP.settings.keep}
        </button>
        <button type="button" className="btn" disabled={closed !== ''} title={closed} onClick={() => setTyped(typedOf({}))} data-testid="limits-as-shipped">
          {WT.shippedAll}
        </button>
      </div>
      <p className="q">
        {WL.hint} {WL.empty}
      </p>
    </form>
  );
}
