/** A hint of a key: what stands there is the program's chord, what is shown the reader's. */
import type { ReactElement } from 'react';
import { boundHint, boundSentence } from '../parts/bindings.ts';
import type { KeyMode, KeyScreen } from '../parts/keymap.ts';
import { useBindings } from '../state/bindings.ts';
import { useSession, type Route } from '../state/session.ts';

export function screenOf(route: Route): KeyScreen {
  return route.page === 'study' ? route.tab : route.page;
}

/** `<Key>Space</Key>`, of a mode where one is named. */
export function Key({ children, mode }: { children: string; mode?: KeyMode }): ReactElement {
  const own = useBindings((bindings) => bindings.own);
  const screen = useSession((session) => screenOf(session.route));
  return <kbd>{boundHint(own, children, screen, mode)}</kbd>;
}

/** The words of a mode for the status bar. */
export function ModeWords({ words, mode }: { words: readonly [string, string] | readonly string[]; mode?: KeyMode | undefined }): ReactElement {
  const own = useBindings((bindings) => bindings.own);
  const screen = useSession((session) => screenOf(session.route));
  return (
    <span className="mode" data-testid="mode">
      <b>{words[0]}</b> {boundSentence(own, words[1] ?? '', screen, mode)}
    </span>
  );
}
