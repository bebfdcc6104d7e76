/** A hint of a key: what stands there is the program's chord, what is shown the reader's. */
import { memo, type ReactElement } from 'react';
import { boundHint, boundSentence } from '../parts/bindings.ts';
import { keyCaps, keySentence } from '../parts/key-caps.ts';
import { KEYMAP, type KeyMode, type KeyScreen } from '../parts/keymap.ts';
import { KEY_WORDS } from '../parts/words-keys.ts';
import { WK } from '../parts/words-rebinding.ts';
import { W } from '../parts/words.ts';
import { useBindings } from '../state/bindings.ts';
import { actByClick } from '../state/keys.ts';
import { useSession, type Route } from '../state/session.ts';
import { useView } from '../state/view.ts';

export function screenOf(route: Route): KeyScreen {
  return route.page === 'study' ? route.tab : route.page;
}

/** `<Key>Space</Key>`, of a mode where one is named. */
export function Key({ children, mode }: { children: string; mode?: KeyMode }): ReactElement {
  const own = useBindings((bindings) => bindings.own);
  const screen = useSession((session) => screenOf(session.route));
  return <kbd>{keyCaps(boundHint(own, children, screen, mode))}</kbd>;
}

/** What a key does, for the mouse, too. */
export const Do = memo(function Do({ action, of, children, label }: { action: string; of: string; children?: string; label?: string }): ReactElement {
  return (
    <button type="button" className="do" aria-label={label} title={label} onClick={() => actByClick(action)} data-testid={`do-${action}`}>
      {children} <Key>{of}</Key>
    </button>
  );
});

/** Opens the inspector in windows that are too narrow to show it beside the rest. */
export function NarrowInspector(): ReactElement {
  const open = useView((view) => view.inspector);
  return (
    <button type="button" className="narrow-only" aria-pressed={open} onClick={() => actByClick('inspector')} data-testid="do-inspector">
      {W.inspector.label}
    </button>
  );
}

/** Opens the list of all keys, where a click does what a key does. */
export function AllKeys(): ReactElement {
  return (
    <button type="button" onClick={() => useSession.setState({ dialog: 'keys' })} data-testid="all-keys">
      {WK.all}
    </button>
  );
}

/** The words of a mode for the status bar, and buttons that end it. */
export function ModeWords({ words, mode }: { words: readonly string[]; mode?: KeyMode | undefined }): ReactElement {
  const own = useBindings((bindings) => bindings.own);
  const screen = useSession((session) => screenOf(session.route));
  const ends = KEYMAP.find((row) => mode !== undefined && row.mode === mode && row.screens.includes(screen) && row.keys.includes('Enter'));
  return (
    <>
      <span className="mode" data-testid="mode">
        <b>{words[0]}</b> {keySentence(boundSentence(own, words[1] ?? '', screen, mode))}
      </span>
      {ends && (
        <button type="button" onClick={() => actByClick(ends.action)} data-testid="end-mode">
          {KEY_WORDS[ends.words]}
        </button>
      )}
      {mode !== undefined && (
        <button type="button" onClick={() => actByClick('escape')} data-testid="leave-mode">
          {WK.leave}
        </button>
      )}
    </>
  );
}
