/** The bar over a study: brand, patient, tabs, progress, undo and redo, engine. */
import type { ReactElement, ReactNode } from 'react';
import { Back, Brand, Chip, Redo, Undo } from './icons.tsx';
import { W } from './words.ts';
import { WO } from './words-overview.ts';

export interface TabItem {
  id: string;
  label: string;
  /** Open items of the tab; no badge at 0. */
  open: number;
}

export interface TopBarProps {
  /** What the page is, for those who move by headings. */
  heading: string;
  /** While nothing is known of the study yet, bars stand for words; of one that cannot be opened there are none. */
  known: 'loading' | 'failed' | 'open';
  patient: string;
  who: string;
  when: string;
  assumed: string;
  length: string;
  onDetails: () => void;
  onBack: () => void;
  tabs: readonly TabItem[];
  tab: string;
  onTab: (id: string) => void;
  seen: number;
  items: number;
  left: string;
  canUndo: boolean;
  canRedo: boolean;
  onUndo: () => void;
  onRedo: () => void;
  engine: ReactNode;
  /** The same in a few letters, for narrow windows. */
  engineShort: string;
  engineTitle: string;
  /** Who is at the window. */
  person?: ReactNode;
}

export function TopBar(props: TopBarProps): ReactElement {
  // More items than marks fit are drawn as a bar in parts of a hundred.
  const marks = Math.min(props.items, 60);
  const done = props.items === 0 ? 0 : Math.floor((props.seen / props.items) * marks);
  return (
    <header className="top study-top" aria-label={W.product}>
      <h1 className="hidden-words">{props.heading}</h1>
      <div className="brand">
        <Brand />
        <b>{W.product}</b>
        <button type="button" className="back" onClick={props.onBack} data-testid="back">
          <Back size={12} />
          {W.study.back}
        </button>
      </div>
      <div className="pt">
        <button type="button" className="id" onClick={props.onDetails} title={`${props.patient}, ${props.when}${props.assumed}${props.length}: ${W.details.title}`} data-testid="patient">
          <b>{props.known === 'loading' ? <i className="skel" style={{ width: 130 }} /> : <bdi>{props.patient}</bdi>}</b> <span className="m">{props.who}</span>
          <br />
          <span className="q">
            {props.known === 'loading' ? <i className="skel" style={{ width: 170 }} /> : props.when}
            {props.assumed && (
              <span className="assumed" title={W.study.assumedHint}>
                {props.assumed}
              </span>
            )}
            {props.length}
          </span>
        </button>
        <nav aria-label={WO.frame.views}>
          {props.tabs.map((tab) => (
            <button key={tab.id} type="button" className={tab.id === props.tab ? 'on' : undefined} aria-current={tab.id === props.tab ? 'page' : undefined} onClick={() => props.onTab(tab.id)} data-testid={`tab-${tab.id}`}>
              {tab.label}
              {tab.open > 0 && <i title={WO.frame.open(tab.open)}>{tab.open}</i>}
            </button>
          ))}
        </nav>
      </div>
      <div className="tr">
        <div className="prog" data-testid="progress">
          <div>
            {props.known === 'loading' && <i className="skel" style={{ width: 88 }} />}
            {props.known === 'open' && (
              <>
                <b>{W.study.items(props.seen, props.items)}</b>
                <span>{props.left}</span>
              </>
            )}
          </div>
          <div className="ticks" aria-hidden="true">
            {Array.from({ length: marks }, (_, i) => (
              <i key={i} className={i < done ? 'd' : i === done ? 'c' : undefined} />
            ))}
          </div>
        </div>
        <div className="ur">
          <button type="button" className="ic" disabled={!props.canUndo} title={W.study.undo} aria-label={W.study.undo} onClick={props.onUndo} data-testid="undo">
            <Undo size={15} />
          </button>
          <button type="button" className="ic" disabled={!props.canRedo} title={W.study.redo} aria-label={W.study.redo} onClick={props.onRedo} data-testid="redo">
            <Redo size={15} />
          </button>
        </div>
        <span className="chip" title={props.engineTitle} data-testid="engine">
          <Chip size={10} />
          <span className="long">{props.engine}</span>
          <span className="short" aria-hidden="true">
            {props.engineShort}
          </span>
        </span>
        {props.person}
      </div>
    </header>
  );
}
