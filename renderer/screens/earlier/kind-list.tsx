/** Kinds of findings that are new, that are gone, and that are as before. */
import { useEffect, useRef, type ReactElement } from 'react';
import type { FindingKind } from '../../../core/rhythm/finding.ts';
import type { ComparedKind, KindChange } from '../../../core/study/compared-studies.ts';
import { count, duration, fixed } from '../../parts/format.ts';
import { Urgent } from '../../parts/icons.tsx';
import { KIND_NAME } from '../../parts/kind-names.ts';
import { WE } from '../../parts/words-earlier.ts';
import { pickKind, useEarlier } from '../../state/earlier.ts';

const STANDINGS = ['new', 'gone', 'as-before'] as const;

/** Kinds that a length says nothing of. */
const WITHOUT_LENGTH: ReadonlySet<FindingKind> = new Set(['ventricular-couplet', 'supraventricular-couplet', 'r-on-t']);

/** `3, longest 2.31 s`, `1, 41 s`, `12`. */
function kindFigures(kind: FindingKind, { count: many, seconds }: ComparedKind): string {
  if (WITHOUT_LENGTH.has(kind) || seconds <= 0) return count(many);
  const length = seconds < 10 ? `${fixed(seconds, 2)} s` : duration(seconds);
  return `${count(many)}, ${many === 1 ? length : WE.longest(length)}`;
}

/** With a capital, as a line begins. */
function begun(words: string): string {
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

function Line({ change, on }: { change: KindChange; on: boolean }): ReactElement {
  const { kind, earlier, now } = change;
  const shown = now ?? earlier!;
  return (
    <button type="button" className={on ? 'kind on' : 'kind'} aria-pressed={on} onClick={() => pickKind(kind)} data-testid="kind-change" data-kind={kind} data-standing={change.standing}>
      <span className="what">
        {shown.severity === 'urgent' && <Urgent size={12} />} <b>{begun(KIND_NAME[kind][shown.count === 1 ? 0 : 1])}</b> {kindFigures(kind, shown)}
      </span>
      <span className="q">
        {change.standing === 'new' ? WE.noneBefore : change.standing === 'gone' ? WE.noneNow : WE.before(kindFigures(kind, earlier!))}
        {shown.open > 0 ? `; ${WE.undecided(shown.open)}` : ''}
      </span>
    </button>
  );
}

export function KindList({ kinds }: { kinds: readonly KindChange[] }): ReactElement {
  const at = useEarlier((earlier) => earlier.at);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector('.kind.on')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  // What scrolls must be reachable by Tab.
  useEffect(() => {
    if (box.current) box.current.tabIndex = 0;
  }, []);
  return (
    <section className="kinds" aria-label={WE.findings}>
      <div className="ph">
        <h2>{WE.findings}</h2>
        <span className="q">{STANDINGS.map((standing) => `${kinds.filter((change) => change.standing === standing).length} ${WE.kinds[standing].toLowerCase()}`).join(', ')}</span>
      </div>
      <div className="list" ref={box} role="group" aria-label={WE.findings}>
        {STANDINGS.map((standing) => {
          const some = kinds.filter((change) => change.standing === standing);
          return (
            <div key={standing}>
              <h3 className="group">
                {WE.kinds[standing]} <span>{some.length}</span>
              </h3>
              {some.length === 0 && <p className="q pad">{WE.noKinds}</p>}
              {some.map((change) => (
                <Line key={change.kind} change={change} on={change.kind === at} />
              ))}
            </div>
          );
        })}
      </div>
    </section>
  );
}
