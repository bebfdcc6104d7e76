/** Colours of the classes, each reader's own, for light and dark; below 3:1 they are refused. */
import { useState, type ReactElement } from 'react';
import { CLASSES, type BeatClass } from '../../../core/beats/classes.ts';
import { colourTrouble, contrastOn, GROUNDS, LEAST, paletteValue, SAFE, SHIPPED, THEMES, wordColour, type Palette, type Theme } from '../../parts/class-colours.ts';
import { fixed } from '../../parts/format.ts';
import { shapeOf } from '../../parts/marks.tsx';
import { WB } from '../../parts/words-colours.ts';
import { WP } from '../../parts/words-people.ts';
import { WT } from '../../parts/words-thresholds.ts';
import { CLASS_NAME } from '../../parts/words.ts';
import { useColours } from '../../state/colours.ts';
import { keepColours, say, sayFailure } from '../../state/session.ts';

const MARK = 16;

/** A mark and its letter as they would stand on the paper of a theme. */
function Sample({ theme, of, colour }: { theme: Theme; of: BeatClass; colour: string }): ReactElement {
  const { d, filled } = shapeOf(of, MARK / 2, MARK / 2, MARK / 2 - 1.5);
  const shown = colourTrouble(theme, colour) === 'form' ? SHIPPED[theme][of] : colour;
  return (
    <svg className="sample" width="44" height="28" viewBox="0 0 44 28" aria-hidden="true">
      <rect width="44" height="28" rx="3" fill={GROUNDS[theme][0]} stroke="var(--line-2)" />
      <path transform="translate(6 6)" d={d} fill={filled ? shown : 'none'} stroke={filled ? 'none' : shown} strokeWidth="1.8" />
      <text x="32" y="18.5" textAnchor="middle" fontSize="12" fontWeight="600" fill={wordColour(theme, shown)}>
        {of}
      </text>
    </svg>
  );
}

export function ColoursSection(): ReactElement {
  const palette = useColours((state) => state.palette);
  const [typed, setTyped] = useState<Palette>(palette);
  const bad = THEMES.some((each) => CLASSES.some((name) => colourTrouble(each, typed[each][name]) !== null));
  const same = !bad && paletteValue(typed) === paletteValue(palette);
  const keep = (): void => {
    keepColours(typed).then(() => say(WB.kept), sayFailure);
  };
  const put = (each: Theme, of: BeatClass, colour: string): void => setTyped({ ...typed, [each]: { ...typed[each], [of]: colour } });
  return (
    <form
      className="thresholds colours"
      onSubmit={(event) => {
        event.preventDefault();
        if (!bad && !same) keep();
      }}
    >
      <table className="lines low" data-testid="colours">
        <thead>
          <tr>
            <th scope="col">{WB.columns.beat}</th>
            {THEMES.map((each) => (
              <th key={each} scope="col">
                {WB.columns[each]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {CLASSES.map((of) => (
            <tr key={of} data-testid="colour-row" data-name={of}>
              <th scope="row">
                {of} <span className="q">{CLASS_NAME[of]}</span>
              </th>
              {THEMES.map((each) => {
                const colour = typed[each][of];
                const trouble = colourTrouble(each, colour);
                const name = `${CLASS_NAME[of]}, ${WB.columns[each]}`;
                return (
                  <td key={each}>
                    <span className="colour">
                      <Sample theme={each} of={of} colour={colour} />
                      <input type="color" aria-label={WB.choose(name)} value={trouble === 'form' ? SHIPPED[each][of] : colour.toLowerCase()} onChange={(event) => put(each, of, event.target.value)} />
                      <input type="text" aria-label={name} aria-invalid={trouble !== null} maxLength={7} spellCheck={false} value={colour} onChange={(event) => put(each, of, event.target.value)} data-testid={`colour-${each}-${of}`} />
                      {trouble === null ? (
                        <span className="q nw">{fixed(contrastOn(each, colour), 1)}:1</span>
                      ) : (
                        <span className="err" role="alert">
                          {trouble === 'form' ? WB.form : WB.contrast(fixed(contrastOn(each, colour), 1), LEAST.mark)}
                        </span>
                      )}
                    </span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="acts">
        <button type="submit" className="btn p" disabled={bad || same} data-testid="keep-colours">
          {WP.settings.keep}
        </button>
        <button type="button" className="btn" onClick={() => setTyped(SAFE)} data-testid="colours-safe">
          {WB.safe}
        </button>
        <button type="button" className="btn" onClick={() => setTyped(SHIPPED)} data-testid="colours-shipped">
          {WT.shippedAll}
        </button>
      </div>
      <p className="q">{WB.hint}</p>
    </form>
  );
}
