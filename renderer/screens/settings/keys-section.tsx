/** Every key of the program on one page: what each does, and another one in its place. Kept for the one who is at the window. */
import { useEffect, useState, type ReactElement } from 'react';
import { bind, isFixed, rowName, shownKeys, printChord, swap, unbind, type KeyRow, type OwnKeys } from '../../parts/bindings.ts';
import { keyCaps } from '../../parts/key-caps.ts';
import { Segment } from '../../parts/controls.tsx';
import { chordOf, KEYMAP, type KeyScreen } from '../../parts/keymap.ts';
import { KEY_MODES, KEY_WORDS } from '../../parts/words-keys.ts';
import { WK } from '../../parts/words-rebinding.ts';
import { setKeys, useBindings } from '../../state/bindings.ts';
import { client, sayFailure, useSession, type Route } from '../../state/session.ts';

const SCREENS: readonly KeyScreen[] = ['worklist', 'overview', 'beats', 'episodes', 'report', 'disclosure', 'earlier', 'compare', 'settings'];

/** The screen that the reader came from: its keys are the ones in question. */
function cameFrom(route: Route): KeyScreen {
  const back = route.page === 'settings' ? route.back : route;
  return back.page === 'study' ? back.tab : back.page;
}

function keep(own: OwnKeys): void {
  setKeys(own);
  client().settings.setOwn({ name: 'keys', value: JSON.stringify(own) }).catch(sayFailure);
}

/** Why a chord was not given, and what can be done. */
interface Refusal {
  words: string;
  chord: string;
  swappable: OwnKeys | null;
}

function whereOf({ screens, mode }: KeyRow): string {
  return [mode === undefined ? '' : KEY_MODES[mode], screens.length > 3 ? '' : screens.map((screen) => WK.screens[screen]).join(', ')].filter((part) => part !== '').join(', ');
}

function Capture({ row, onDone }: { row: KeyRow; onDone: () => void }): ReactElement {
  const own = useBindings((bindings) => bindings.own);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.isComposing || ['Shift', 'Control', 'Alt', 'AltGraph', 'Meta'].includes(event.key)) return;
      // Swapping is a button: Tab reaches it, Space and Enter press it.
      const onSwap = event.target instanceof HTMLElement && event.target.dataset['testid'] === 'swap-keys';
      if (refusal && (event.key === 'Tab' || (onSwap && (event.key === ' ' || event.key === 'Enter')))) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const chord = chordOf(event);
      if (chord === 'Escape') {
        onDone();
        return;
      }
      const bound = bind(own, row, chord);
      if ('own' in bound) {
        keep(bound.own);
        onDone();
        return;
      }
      const shown = keyCaps(printChord(chord));
      if ('kept' in bound) setRefusal({ words: WK.kept(shown), chord, swappable: null });
      else {
        const swappable = swap(own, row, chord);
        const [other] = bound.taken;
        setRefusal({ words: `${other ? WK.taken(shown, KEY_WORDS[other.words], whereOf(other)) : ''} ${swappable ? '' : WK.noSwap}`.trim(), chord, swappable });
      }
    };
    window.addEventListener('keydown', press, true);
    return () => window.removeEventListener('keydown', press, true);
  }, [own, row, refusal, onDone]);
  return (
    <span className="capture">
      <kbd data-testid="key-capture" aria-live="polite">
        {WK.press}
      </kbd>
      {refusal && (
        <span role="alert" className="err" data-testid="key-refused">
          {refusal.words}{' '}
          {refusal.swappable && (
            <button
              type="button"
              className="btn"
              data-testid="swap-keys"
              onClick={() => {
                if (refusal.swappable) keep(refusal.swappable);
                onDone();
              }}
            >
              {WK.swap}
            </button>
          )}
        </span>
      )}
    </span>
  );
}

export function KeysSection(): ReactElement {
  const { own, table } = useBindings();
  const route = useSession((session) => session.route);
  const [screen, setScreen] = useState<KeyScreen>(() => cameFrom(route));
  const [capturing, setCapturing] = useState<string | null>(null);
  const [wrong, setWrong] = useState('');
  const rows = table.filter((row) => row.screens.includes(screen));
  const shipped = (row: KeyRow): string => {
    const found = KEYMAP.find((one) => rowName(one) === rowName(row));
    return found ? keyCaps(shownKeys(found)) : '';
  };
  const reset = (row: KeyRow): void => {
    const next = unbind(own, row);
    setWrong(next ? '' : WK.noReset);
    if (next) keep(next);
  };
  const mine = Object.keys(own).length;
  return (
    <>
      <div className="block-head keys-head">
        <Segment<KeyScreen>
          label={WK.screen}
          value={screen}
          onChange={(next) => {
            setScreen(next);
            setCapturing(null);
          }}
          options={SCREENS.map((name) => ({ value: name, label: WK.screens[name] }))}
          testid="key-screens"
        />
        <span className="q sp" data-testid="own-keys" data-count={mine}>
          {mine === 0 ? WK.none : WK.own(mine)}
        </span>
        <button type="button" className="btn" disabled={mine === 0} onClick={() => keep({})} data-testid="reset-keys">
          {WK.resetAll}
        </button>
      </div>
      {wrong && (
        <p className="err" role="alert">
          {wrong}
        </p>
      )}
      <table className="lines low keys-table">
        <thead>
          <tr>
            <th scope="col">{WK.columns.what}</th>
            <th scope="col">{WK.columns.keys}</th>
            <th scope="col">{WK.columns.whose}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const name = rowName(row);
            const changed = own[name] !== undefined;
            return (
              <tr key={name} data-testid="key-row" data-action={row.action} data-mode={row.mode ?? ''} data-own={changed}>
                <td>
                  {row.mode && <b>{KEY_MODES[row.mode]}: </b>}
                  {KEY_WORDS[row.words]}
                </td>
                <td>
                  {capturing === name ? (
                    <Capture row={row} onDone={() => setCapturing(null)} />
                  ) : isFixed(row) ? (
                    <kbd>{keyCaps(shownKeys(row))}</kbd>
                  ) : (
                    <button type="button" className="keycap" aria-label={WK.changeOf(KEY_WORDS[row.words], keyCaps(shownKeys(row)))} onClick={() => setCapturing(name)} data-testid="change-key">
                      <kbd>{keyCaps(shownKeys(row))}</kbd>
                    </button>
                  )}
                </td>
                <td className="q">
                  {isFixed(row) ? WK.fixed : changed ? WK.yours(shipped(row)) : WK.shipped}{' '}
                  {changed && (
                    <button type="button" className="num" aria-label={WK.resetOf(KEY_WORDS[row.words])} onClick={() => reset(row)} data-testid="reset-key">
                      {WK.reset}
                    </button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}
