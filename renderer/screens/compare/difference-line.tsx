/** One difference as a line of the list. */
import { memo, type ReactElement } from 'react';
import { CODES, classOfCode } from '../../../core/beats/classes.ts';
import type { Comparison } from '../../../core/contract/colleagues.ts';
import { FACT_FIELDS, type FactField } from '../../../core/contract/types.ts';
import type { ValueDifference } from '../../../core/review/agreement.ts';
import { THRESHOLDS_SETTING } from '../../../core/rhythm/thresholds.ts';
import { roughly } from '../../parts/format.ts';
import { Tick } from '../../parts/icons.tsx';
import { KIND_NAME } from '../../parts/kind-names.ts';
import { Mark } from '../../parts/marks.tsx';
import { W } from '../../parts/words.ts';
import { WC } from '../../parts/words-colleagues.ts';
import { WT } from '../../parts/words-thresholds.ts';
import { pick, type Difference } from '../../state/compare.ts';

/** A code as a mark with its letter, or that there is no beat. */
export function Said({ code }: { code: number | null }): ReactElement {
  if (code === null) return <span>{WC.compare.none}</span>;
  const of = classOfCode(code);
  return (
    <>
      <Mark of={of} />
      {of === 'X' ? 'X' : CODES[code]?.[0]}
    </>
  );
}

interface Words {
  what: string;
  sub: string;
}

const isFact = (name: string): name is FactField => FACT_FIELDS.some((field) => field === name);

/** What a text, a fact or a setting is called where people read of it; one without a name there bears its own. */
export function valueName({ entity, name }: Pick<ValueDifference, 'entity' | 'name'>): string {
  if (entity === 'fact' && isFact(name)) return W.details[name];
  if (entity === 'text' && name === 'conclusion') return W.report.conclusion;
  return entity === 'setting' && name === THRESHOLDS_SETTING ? WT.title : name;
}

function wordsOf(difference: Difference, { templates, first, second, sampleRate }: Comparison): Words {
  switch (difference.of) {
    case 'beats': {
      const { samples, kind, template } = difference.group;
      return { what: W.beats(samples.length), sub: [template > 0 ? (templates[String(template)] ?? '') : '', WC.compare.kinds[kind]].filter((part) => part !== '').join(', ') };
    }
    case 'spans':
      return { what: roughly((difference.span.to - difference.span.from) / sampleRate), sub: WC.compare.span(difference.span.unreadableFor === 'first' ? first.name : second.name) };
    case 'events':
    case 'follows':
      return { what: KIND_NAME[difference.event.kind][0], sub: WC.compare.event[difference.event.how] };
    case 'values':
      return { what: valueName(difference.value), sub: '' };
  }
}

export const DifferenceLine = memo(function DifferenceLine({ difference, comparison, on, where }: { difference: Difference; comparison: Comparison; on: boolean; where: string }): ReactElement {
  const open = comparison.open.includes(difference.id);
  const { what, sub } = wordsOf(difference, comparison);
  return (
    <button type="button" className={['diff', on ? 'on' : '', difference.of === 'follows' ? 'follows' : ''].filter(Boolean).join(' ')} aria-current={on || undefined} data-testid="difference" data-id={difference.id} data-of={difference.of} data-open={open} onClick={() => pick(difference.id)}>
      <span className="pair">
        {difference.of === 'beats' ? (
          <>
            <Said code={difference.group.first} /> <span className="q">›</span> <Said code={difference.group.second} />
          </>
        ) : (
          <span className="q">{where}</span>
        )}
      </span>
      <span className="what">
        {what}
        {sub !== '' && <span className="sub">{sub}</span>}
      </span>
      <span className="done">{difference.of !== 'follows' && !open && comparison.settling ? <Tick /> : difference.of === 'beats' ? <span className="q">{where}</span> : null}</span>
    </button>
  );
});
