/** What holds of a difference: as one of the readers says, as it stands, or under another label. */
import type { ReactElement } from 'react';
import { CODES } from '../../../core/beats/classes.ts';
import type { Comparison } from '../../../core/contract/colleagues.ts';
import { isUnanimous } from '../../../core/review/agreement.ts';
import { momentHere } from '../../parts/format.ts';
import { Tick } from '../../parts/icons.tsx';
import { inWords } from '../../parts/language.ts';
import { Mark } from '../../parts/marks.tsx';
import { WC } from '../../parts/words-colleagues.ts';
import { Key } from '../../sections/key.tsx';
import { beginSettling, decide, decideClass, toggleAlone, undoDecision, useCompare, type Difference } from '../../state/compare.ts';
import { openStudy } from '../../state/session.ts';
import { Said } from './difference-line.tsx';

const LETTERS = ['N', 'S', 'V', 'F', 'Q', 'X'] as const;

function asWords(as: string): string {
  const code = /^code (\d+)$/.exec(as);
  return code ? WC.compare.asCode(CODES[Number(code[1])]?.[0] ?? '?') : (WC.compare.asWords[as] ?? as);
}

function Settled({ comparison, difference, place }: { comparison: Comparison; difference: Difference; place: number }): ReactElement | null {
  const how = comparison.settled[difference.id] ?? comparison.settled[`${difference.id}#${place}`];
  if (!how) return null;
  return (
    <p className="settled" data-testid="settled">
      <Tick /> {WC.compare.settledAs(asWords(how.as), how.by, how.time === '' ? '' : momentHere(how.time))}
    </p>
  );
}

export function DecisionPanel({ comparison, difference }: { comparison: Comparison; difference: Difference | null }): ReactElement | null {
  const { alone, deciding, place } = useCompare();
  const { open, settling, cannot, first, second } = comparison;
  if (!comparison.linked) return <p className="q">{inWords(cannot)}</p>;
  if (isUnanimous(comparison.agreement)) return <p className="q">{WC.compare.agree}</p>;
  if (cannot !== '') return <p className="q">{inWords(cannot)}</p>;
  if (!settling) {
    return (
      <>
        <p className="q">{WC.compare.beginHint}</p>
        <div className="acts">
          <button type="button" className="btn p" disabled={deciding} onClick={beginSettling} data-testid="begin-settling">
            {WC.compare.begin}
          </button>
        </div>
      </>
    );
  }
  const undecided = difference !== null && difference.of !== 'follows' && open.includes(difference.id) && !comparison.settled[`${difference.id}#${place}`];
  const beats = difference?.of === 'beats' ? difference.group.samples.length : 0;
  return (
    <>
      {open.length === 0 && (
        <div className="acts">
          <button type="button" className="btn p" onClick={() => openStudy(first.caseId, 'report')} data-testid="settled-report">
            {WC.compare.toReport}
          </button>
        </div>
      )}
      {difference && <Settled comparison={comparison} difference={difference} place={place} />}
      {undecided && (
        <div className="decide">
          {beats > 1 && (
            <button type="button" className="btn" aria-pressed={alone} onClick={toggleAlone} data-testid="alone">
              <span>{alone ? WC.compare.single : WC.compare.whole(beats)}</span> <Key>O</Key>
            </button>
          )}
          <button type="button" className="btn" disabled={deciding} onClick={() => decide('first')} data-testid="as-first">
            <span>
              {WC.compare.asFirst(first.name)} {difference.of === 'beats' && <Said code={difference.group.first} />}
            </span> <Key>1</Key>
          </button>
          <button type="button" className="btn" disabled={deciding} onClick={() => decide('second')} data-testid="as-second">
            <span>
              {WC.compare.asSecond(second.name)} {difference.of === 'beats' && <Said code={difference.group.second} />}
            </span> <Key>2</Key>
          </button>
          <button type="button" className="btn" disabled={deciding} onClick={() => decide('stands')} data-testid="as-it-stands">
            <span>{WC.compare.stands}</span> <Key>3</Key>
          </button>
          {beats > 0 && (
            <div className="letters" role="group" aria-label={WC.compare.another}>
              {LETTERS.map((letter) => (
                <button key={letter} type="button" className="btn" disabled={deciding} onClick={() => decideClass(letter)} data-testid={`as-${letter}`}>
                  <Mark of={letter} size={9} /> {letter}
                </button>
              ))}
            </div>
          )}
        </div>
      )}
      <div className="acts">
        <button type="button" className="btn" disabled={deciding || Object.keys(comparison.settled).length === 0} onClick={undoDecision} data-testid="undo-decision">
          {WC.compare.undo} <Key>Ctrl Z</Key>
        </button>
      </div>
    </>
  );
}
