/** Who is at this window, at the right end of every bar: settings, lock, log out. */
import './person-menu.css';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { ChevronDown, Gear, Lock } from '../parts/icons.tsx';
import { WP } from '../parts/words-people.ts';
import { Key } from './key.tsx';
import { shownName } from '../state/may.ts';
import { lock, logout } from '../state/people.ts';
import { openSettings, useSession } from '../state/session.ts';

/** At most two letters of a name. */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => /^\p{L}/u.test(word));
  const [first, last] = [words[0] ?? name, words.length > 1 ? words.at(-1) : ''];
  return `${Array.from(first)[0] ?? '?'}${Array.from(last ?? '')[0] ?? ''}`.toUpperCase();
}

export function PersonMenu({ named = false }: { named?: boolean }): ReactElement | null {
  const who = useSession((session) => session.who);
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return;
    box.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    const away = (event: PointerEvent): void => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpen(false);
    };
    window.addEventListener('pointerdown', away);
    return () => window.removeEventListener('pointerdown', away);
  }, [open]);

  if (!who?.person) {
    return (
      <button type="button" className="ic" title={`${WP.menu.settings} (Ctrl ,)`} aria-label={WP.menu.settings} onClick={() => openSettings()} data-testid="open-settings">
        <Gear size={15} />
      </button>
    );
  }
  const name = shownName(who);
  const move = (event: KeyboardEvent): void => {
    const items = [...(box.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    if (event.key === 'ArrowDown') items[(at + 1) % items.length]?.focus();
    else if (event.key === 'ArrowUp') items[(at - 1 + items.length) % items.length]?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') {
      setOpen(false);
      button.current?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const items = [
    { id: 'settings', words: WP.menu.settings, key: 'Ctrl ,', run: () => openSettings() },
    { id: 'lock', words: WP.menu.lock, key: 'Ctrl Shift L', run: () => void lock() },
    { id: 'logout', words: WP.menu.logout, key: '', run: () => void logout() },
  ];
  return (
    <div className="person" ref={box}>
      <button ref={button} type="button" className="person-button" aria-haspopup="menu" aria-expanded={open} aria-label={WP.menu.of(name)} title={`${name}, ${WP.roles[who.person.role]}`} onClick={() => setOpen(!open)} data-testid="person" data-name={who.person.name}>
        <span className="disc" aria-hidden="true">
          {initials(name)}
        </span>
        {named && <span className="person-name">{name}</span>}
        <ChevronDown size={12} />
      </button>
      {open && (
        <div className="person-menu">
          <p className="q">
            <b>{name}</b>
            {WP.roles[who.person.role]}
          </p>
          <div role="menu" aria-label={name} tabIndex={-1} onKeyDown={move}>
            {items.map((item) => (
              <button
                key={item.id}
                type="button"
                role="menuitem"
                title={item.id === 'logout' ? WP.menu.ends : undefined}
                onClick={() => {
                  setOpen(false);
                  item.run();
                }}
                data-testid={`person-${item.id}`}
              >
                {item.id === 'lock' ? <Lock size={13} /> : item.id === 'settings' ? <Gear size={13} /> : <span className="blank" />}
                {item.words} {item.key && <Key>{item.key}</Key>}
              </button>
            ))}
          </div>
        </div>
      )}
    </div>
  );
}
