/** Settings: sections at the left, the one that is open beside them. */
import './settings.css';
import type { ReactElement } from 'react';
import { Back, Brand } from '../../parts/icons.tsx';
import { WO } from '../../parts/words-overview.ts';
import { WP } from '../../parts/words-people.ts';
import { W } from '../../parts/words.ts';
import { PersonMenu } from '../../sections/person-menu.tsx';
import { useActions } from '../../state/keys.ts';
import { mayNot } from '../../state/may.ts';
import { closeSettings, openSettings, useSession } from '../../state/session.ts';
import { SECTIONS } from './sections.ts';

export function SettingsScreen({ section }: { section: string }): ReactElement {
  const who = useSession((session) => session.who);
  const about = useSession((session) => session.about);
  useActions({ escape: closeSettings });
  const open = SECTIONS.find(({ id }) => id === section) ?? SECTIONS[0]!;
  const closed = mayNot(who, open.least);
  return (
    <div className="frame settings" data-testid="settings">
      <header className="top settings-top" aria-label={W.product}>
        <div className="brand">
          <Brand />
          <b>{W.product}</b>
          <button type="button" className="back" onClick={closeSettings} data-testid="settings-back">
            <Back size={12} />
            {WP.settings.back}
          </button>
        </div>
        <h1>{WP.settings.title}</h1>
        <span className="sp">
          <PersonMenu named />
        </span>
      </header>
      <aside aria-label={WP.settings.sections}>
        {(Object.keys(WP.settings.groups) as (keyof typeof WP.settings.groups)[]).map((group) => {
          const of = SECTIONS.filter((entry) => entry.group === group);
          return of.length === 0 ? null : (
            <div className="grp" key={group}>
              <h2>{WP.settings.groups[group]}</h2>
              {of.map(({ id, title, least }) => (
                <button key={id} type="button" className={id === open.id ? 'f on' : 'f'} aria-current={id === open.id ? 'page' : undefined} disabled={mayNot(who, least) !== ''} title={mayNot(who, least)} onClick={() => openSettings(id)} data-testid={`section-${id}`}>
                  {title()}
                </button>
              ))}
            </div>
          );
        })}
      </aside>
      <main>
        <div className="bar section-head">
          <h2>{open.title()}</h2>
          <span className="q">{open.lead()}</span>
        </div>
        <div className="section-body" data-testid={`settings-${open.id}`} key={open.id}>
          {closed === '' ? <open.Body /> : <p className="note">{WP.settings.closed(open.least)}</p>}
        </div>
      </main>
      <footer className="status" aria-label={WO.frame.status}>
        <span>{about ? W.worklist.dataFolder(about.dataFolder, '') : ''}</span>
        <button type="button" className="plain sp" onClick={() => useSession.setState({ dialog: 'about' })}>
          {W.product} {about?.version}
        </button>
      </footer>
    </div>
  );
}
