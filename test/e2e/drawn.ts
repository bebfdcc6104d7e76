/** What a key costs, counted where no clock is needed: commits of React, and canvases that are drawn. */
import type { Page } from '@playwright/test';

export interface Drawn {
  commits: number;
  /** Drawings by the name of the canvas, or of what it stands in; lines that are drawn anew by the name of what they stand in. */
  canvases: Record<string, number>;
  /** The current beat behind the key: it stands there before any frame. */
  beat: { key: string; class: string };
}

/** Loads the page anew with counters in it. */
export async function withCounters(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const counts: Pick<Drawn, 'commits' | 'canvases'> = { commits: 0, canvases: {} };
    // React tells this hook of each commit, in what is built for people, too.
    const hook = { supportsFiber: true, renderers: new Map(), inject: () => 1, checkDCE: () => undefined, onCommitFiberRoot: () => void counts.commits++, onCommitFiberUnmount: () => undefined, onPostCommitFiberRoot: () => undefined };
    Object.assign(globalThis, { __REACT_DEVTOOLS_GLOBAL_HOOK__: hook, isolineDrawn: counts });
    const clear = Object.getOwnPropertyDescriptor(CanvasRenderingContext2D.prototype, 'clearRect')?.value as (this: CanvasRenderingContext2D, ...box: number[]) => void;
    // Each drawing begins on an empty canvas.
    CanvasRenderingContext2D.prototype.clearRect = function (...box) {
      const name = this.canvas.closest<HTMLElement>('[data-testid]')?.dataset['testid'] ?? this.canvas.className;
      counts.canvases[name] = (counts.canvases[name] ?? 0) + 1;
      clear.apply(this, box);
    };
    // Lines of full disclosure are drawn beside the page: a bitmap is what is shown anew.
    const shown = Object.getOwnPropertyDescriptor(ImageBitmapRenderingContext.prototype, 'transferFromImageBitmap')?.value as (this: ImageBitmapRenderingContext, bitmap: ImageBitmap | null) => void;
    ImageBitmapRenderingContext.prototype.transferFromImageBitmap = function (bitmap) {
      const name = this.canvas instanceof HTMLCanvasElement ? this.canvas.closest<HTMLElement>('[data-testid]')?.dataset['testid'] : undefined;
      if (bitmap && name !== undefined) counts.canvases[name] = (counts.canvases[name] ?? 0) + 1;
      shown.call(this, bitmap);
    };
    // The pictures of single beats are lines of SVG.
    new MutationObserver((changes) => {
      for (const { type, target, addedNodes } of changes) {
        const drawn = type === 'attributes' ? [target] : [...addedNodes].flatMap((node) => (node instanceof Element ? [node, ...node.querySelectorAll('path')] : []));
        for (const line of drawn) {
          const name = line instanceof SVGPathElement && line.closest('.trace') ? line.closest<HTMLElement>('[data-testid]')?.dataset['testid'] : undefined;
          if (name !== undefined) counts.canvases[name] = (counts.canvases[name] ?? 0) + 1;
        }
      }
    }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['d'] });
  });
  await page.reload();
}

/** What was drawn since the counters were last set back, which this does. */
export function drawnSince(page: Page): Promise<Pick<Drawn, 'commits' | 'canvases'>> {
  return page.evaluate(() => {
    const counts = (globalThis as typeof globalThis & { isolineDrawn: Pick<Drawn, 'commits' | 'canvases'> }).isolineDrawn;
    const until = { commits: counts.commits, canvases: counts.canvases };
    Object.assign(counts, { commits: 0, canvases: {} });
    return until;
  });
}

/** Presses a key, and tells what was done in the very task of its event: nothing else comes between. */
export function drawnBy(page: Page, key: string): Promise<Drawn> {
  return page.evaluate(async (pressed) => {
    const counts = (globalThis as typeof globalThis & { isolineDrawn: Pick<Drawn, 'commits' | 'canvases'> }).isolineDrawn;
    Object.assign(counts, { commits: 0, canvases: {} });
    (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key: pressed, code: pressed.length === 1 ? `Key${pressed.toUpperCase()}` : pressed, bubbles: true, cancelable: true }));
    for (let i = 0; i < 20; i++) await Promise.resolve();
    const beat = document.querySelector<HTMLElement>('[data-testid="current-beat"]');
    return { commits: counts.commits, canvases: counts.canvases, beat: { key: beat?.dataset['key'] ?? '', class: beat?.dataset['class'] ?? '' } };
  }, key);
}
