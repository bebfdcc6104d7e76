/** The workplace's access log, and whether its chain holds. */
import { useEffect, useState, type ReactElement } from 'react';
import type { AccessProof } from '../../../core/contract/people.ts';
import type { AccessLine } from '../../../core/contract/types.ts';
import { Trouble } from '../../parts/controls.tsx';
import { momentHere } from '../../parts/format.ts';
import { Tick } from '../../parts/icons.tsx';
import { WP } from '../../parts/words-people.ts';
import { client, sayFailure } from '../../state/session.ts';

const AT_ONCE = 200;

export function LogSection(): ReactElement {
  const [lines, setLines] = useState<AccessLine[] | null>(null);
  const [limit, setLimit] = useState(AT_ONCE);
  const [proof, setProof] = useState<AccessProof | null>(null);
  useEffect(() => {
    client().people.access({ limit }).then(setLines, sayFailure);
  }, [limit]);
  const check = (): void => {
    client().people.verify({}).then(setProof, sayFailure);
  };
  return (
    <div className="block">
      <div className="block-head">
        <button type="button" className="btn" onClick={check} data-testid="check-log">
          {WP.log.check}
        </button>
        {proof?.ok === true && (
          <span className="said-line" role="status" data-testid="log-fits">
            <Tick /> {WP.log.fits(proof.lines, proof.head)}
          </span>
        )}
      </div>
      {proof?.ok === false && <Trouble message={WP.log.broken(proof.troubles.length)} hint={proof.troubles.slice(0, 5).join(' ')} testid="log-broken" />}
      {lines?.length === 0 && <p className="q">{WP.log.empty}</p>}
      {lines && lines.length > 0 && (
        <table className="lines low" data-testid="access-log">
          <thead>
            <tr>
              <th scope="col">{WP.log.columns.time}</th>
              <th scope="col">{WP.log.columns.who}</th>
              <th scope="col">{WP.log.columns.what}</th>
              <th scope="col">{WP.log.columns.detail}</th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ time, who, what, detail }, i) => (
              <tr key={`${time} ${lines.length - i}`}>
                <td className="nw">{momentHere(time)}</td>
                <td className="nw">{who}</td>
                <td className="nw">{WP.log.what[what] ?? what}</td>
                <td className="code">{detail}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {lines && lines.length === limit && (
        <div className="acts">
          <button type="button" className="btn" onClick={() => setLimit(limit + 5 * AT_ONCE)}>
            {WP.log.more}
          </button>
        </div>
      )}
    </div>
  );
}
