/** What stands below the day: the hours, the diary, intervals and ST. One at a time, in one place. */
import { useRef, useState, type ReactElement } from 'react';
import type { Measured } from '../../../core/study/normal-limits.ts';
import { Segment } from '../../parts/controls.tsx';
import { WL } from '../../parts/words-limits.ts';
import { WY } from '../../parts/words-diary.ts';
import { Key } from '../../sections/key.tsx';
import { beginMark } from '../../state/diary.ts';
import { useActions } from '../../state/keys.ts';
import { useReview } from '../../state/review.ts';
import { LimitsTable } from './limits-table.tsx';
import { DiaryTable } from './diary-table.tsx';
import { WaveTrends } from './wave-trends.tsx';

const TABLES = ['hours', 'diary', 'intervals', 'limits'] as const;
type Table = (typeof TABLES)[number];

export function Tables({ hours, measured }: { hours: ReactElement; measured: readonly Measured[] | null }): ReactElement {
  const diary = useReview((review) => review.diary);
  const ready = useReview((review) => review.phase === 'ready');
  // Until a table is asked for, the diary stands there where it has anything to say.
  const [asked, setAsked] = useState<Table | null>(null);
  const shown = asked ?? (diary.length > 0 ? 'diary' : 'hours');
  const section = useRef<HTMLElement>(null);
  useActions({
    'next-table': () => {
      setAsked(TABLES[(TABLES.indexOf(shown) + 1) % TABLES.length]!);
      // In a low window the tables lie under the fold: what was asked for by key is brought into sight.
      section.current?.scrollIntoView({ block: 'nearest' });
    },
  });
  const label = shown === 'hours' ? WY.hours : shown === 'diary' ? WY.title : shown === 'limits' ? WL.title : WY.intervals;
  return (
    <section ref={section} className="hours" aria-label={label} data-testid="tables" data-table={shown}>
      <div className="bar">
        <Segment<Table>
          label={WY.tables}
          value={shown}
          onChange={setAsked}
          options={[
            { value: 'hours', label: WY.hours },
            { value: 'diary', label: `${WY.title} ${diary.length > 0 ? diary.length : ''}`.trim() },
            { value: 'intervals', label: WY.intervals },
            { value: 'limits', label: WL.title },
          ]}
        />
        <span className="q">
          <Key>L</Key>
        </span>
        <button type="button" className="q sp" disabled={!ready} onClick={beginMark} data-testid="add-mark">
          {WY.add} <Key>Shift D</Key>
        </button>
      </div>
      {shown === 'hours' ? hours : shown === 'diary' ? <DiaryTable /> : shown === 'limits' ? <LimitsTable measured={measured} /> : <WaveTrends />}
    </section>
  );
}
