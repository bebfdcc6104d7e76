/** Words of the window that do not fit. */
import type { Page } from '@playwright/test';

/** Words that do not fit where they stand. What ends in an ellipsis was meant to be cut. */
export function cut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      if (style.visibility === 'hidden' || box.width === 0 || box.height === 0 || element.closest('[inert], .hidden-words, .uplot') !== null) continue;
      const words = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && (node.textContent ?? '').trim() !== '');
      const scrolls = style.overflowX === 'auto' || style.overflowX === 'scroll';
      const wide = element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1;
      const clipped = style.overflowX !== 'visible' && !scrolls && style.textOverflow !== 'ellipsis';
      const spilled = words && style.overflowX === 'visible' && style.display !== 'inline';
      const said = `${element.tagName.toLowerCase()}.${element.className} “${(element.textContent ?? '').trim().slice(0, 60)}”`;
      if (wide && (clipped || spilled) && said.length > 0 && (element.textContent ?? '').trim() !== '') found.push(`${element.scrollWidth} in ${element.clientWidth}: ${said}`);
      if (words && box.right > window.innerWidth + 1 && !element.closest('[style*="overflow"]')) found.push(`outside: ${said}`);
    }
    return found;
  });
}
