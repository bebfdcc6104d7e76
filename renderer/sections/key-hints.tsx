/** The keys of a screen, at the foot of its inspector, and the way to all of them unless `bare`. */
import { memo, type ReactElement } from 'react';
import { W } from '../parts/words.ts';
import { useSession } from '../state/session.ts';
import { Key } from './key.tsx';

export const KeyHints = memo(function KeyHints({ hints, bare = false }: { hints: readonly (readonly [key: string, words: string])[]; bare?: boolean }): ReactElement {
  return (
    <section className="hints" aria-label={W.inspector.keys}>
      {!bare && (
        <div className="hd">
          <h2>{W.inspector.keys}</h2>
          <button type="button" className="q" onClick={() => useSession.setState({ dialog: 'keys' })}>
            {W.inspector.allKeys} <Key>?</Key>
          </button>
        </div>
      )}
      <div className="sc">
        {hints.map(([key, words]) => (
          <div key={key}>
            <Key>{key}</Key>
            <span>{words}</span>
          </div>
        ))}
      </div>
    </section>
  );
});
