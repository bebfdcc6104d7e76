/** The pages in small beside the preview: where the reader is, and the way to each. */
import { useEffect, useRef, type KeyboardEvent, type ReactElement } from 'react';
import { WN } from '../../parts/words-conclusion.ts';
import { W } from '../../parts/words.ts';

/** Width of a small page, CSS pixels. */
const WIDE = 58;

/** A page in small, taken from the large one: it is not read a second time. */
function Thumb({ page }: { page: HTMLCanvasElement | undefined }): ReactElement {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const target = canvas.current;
    if (!target || !page || page.width === 0) return;
    const ratio = window.devicePixelRatio || 1;
    target.width = Math.round(WIDE * ratio);
    target.height = Math.round((target.width * page.height) / page.width);
    const context = target.getContext('2d');
    if (!context) return;
    context.imageSmoothingQuality = 'high';
    context.drawImage(page, 0, 0, target.width, target.height);
  }, [page]);
  return <canvas ref={canvas} aria-hidden="true" />;
}

/**
 * @param drawn the large pages, once they are drawn; each drawing gives a new map
 * @param current from 1
 */
export function PageThumbs({ pages, drawn, current, onGo }: { pages: number; drawn: ReadonlyMap<number, HTMLCanvasElement>; current: number; onGo: (page: number) => void }): ReactElement {
  const list = useRef<HTMLElement>(null);
  const go = (page: number): void => {
    onGo(page);
    list.current?.querySelector<HTMLElement>(`[data-page="${page}"]`)?.focus();
  };
  const press = (event: KeyboardEvent<HTMLButtonElement>, page: number): void => {
    const to = event.key === 'ArrowDown' ? page + 1 : event.key === 'ArrowUp' ? page - 1 : event.key === 'Home' ? 1 : event.key === 'End' ? pages : 0;
    if (to < 1 || to > pages) return;
    go(to);
    event.preventDefault();
    event.stopPropagation();
  };
  // The one that is read stays in sight.
  useEffect(() => {
    list.current?.querySelector(`[data-page="${current}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  return (
    <nav ref={list} className="page-thumbs" aria-label={WN.notes.pages} data-testid="page-thumbs">
      {Array.from({ length: pages }, (_, i) => i + 1).map((page) => (
        <button key={page} type="button" tabIndex={page === current ? 0 : -1} className={page === current ? 'on' : undefined} aria-current={page === current ? 'page' : undefined} aria-label={W.report.page(page, pages)} title={W.report.page(page, pages)} data-page={page} data-testid="page-thumb" onKeyDown={(event) => press(event, page)} onClick={() => go(page)}>
          <Thumb page={drawn.get(page)} />
          <span aria-hidden="true">{page}</span>
        </button>
      ))}
    </nav>
  );
}
