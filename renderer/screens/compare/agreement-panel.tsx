/** How far the two readings agree: kappa with its interval, the table, who read what. */
import type { ReactElement } from 'react';
import { SAID } from '../../../core/review/agreement.ts';
import type { Comparison, ReaderOf } from '../../../core/contract/colleagues.ts';
import { count, momentHere, percent, fixed } from '../../parts/format.ts';
import { WC } from '../../parts/words-colleagues.ts';

const two = (value: number | null): string => (value === null ? '' : fixed(value, 3));

function Kappa({ kappa }: { kappa: Comparison['agreement']['kappa'] }): ReactElement {
  if (kappa.value === null) return <p data-testid="kappa">{kappa.why === 'one-class' ? WC.compare.undefinedOne(kappa.n) : WC.compare.undefinedNone}</p>;
  return (
    <div className="kappa" data-testid="kappa" data-value={kappa.value}>
      <b>{two(kappa.value)}</b> <span className="q">{WC.compare.interval(two(kappa.low), two(kappa.high))}</span>
      <p className="m">{WC.compare.observed(percent(100 * (kappa.observed ?? 0)), kappa.n)}</p>
      <p className="q s11">{WC.compare.independent}</p>
    </div>
  );
}

function Reader({ term, reader }: { term: string; reader: ReaderOf }): ReactElement {
  return (
    <>
      <dt>{term}</dt>
      <dd>
        <b>{reader.name}</b> <span className="q">{WC.compare.signed(reader.signedAt === '' ? '' : momentHere(reader.signedAt))}</span>
      </dd>
    </>
  );
}

export function AgreementPanel({ comparison }: { comparison: Comparison }): ReactElement {
  const { agreement, first, second } = comparison;
  return (
    <>
      <section aria-label={WC.compare.readers}>
        <dl className="readers">
          <Reader term={WC.compare.first} reader={first} />
          <Reader term={WC.compare.second} reader={second} />
        </dl>
      </section>
      <section aria-label={WC.compare.kappa}>
        <h2>{WC.compare.kappa}</h2>
        <Kappa kappa={agreement.kappa} />
      </section>
      <section aria-label={WC.compare.table}>
        <h2>
          {WC.compare.table} <span className="q">{WC.compare.tableHint}</span>
        </h2>
        <table className="said" data-testid="agreement-table">
          <thead>
            <tr>
              <td aria-hidden="true" className="nil" />
              {SAID.map((of) => (
                <th key={of} scope="col">
                  {of === 'none' ? WC.compare.none : of}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {agreement.table.map((row, i) => (
              <tr key={SAID[i]}>
                <th scope="row">{SAID[i] === 'none' ? WC.compare.none : SAID[i]}</th>
                {row.map((n, j) => (
                  <td key={SAID[j]} className={n === 0 ? 'nil' : i === j ? 'same' : 'off'}>
                    {i === 5 && j === 5 ? '' : count(n)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {agreement.counts.leftOut > 0 && <p className="q s11">{WC.compare.leftOut(agreement.counts.leftOut)}</p>}
      </section>
    </>
  );
}
