/** Templates as what a reader decides one by one, as the window lists them. */
import type { BeatColumns } from '../beats/columns.ts';
import { isOpenMark, markNow, templateSizes } from './template-mark.ts';

/**
 * How many templates there are, and how many somebody has looked at: one that
 * was opened again is not. Beats of the model that belong to none are one more,
 * under template 0.
 *
 * @param templates those that have beats (`currentTemplates`)
 * @param mark review mark of a template by its id, undefined where it has none
 * @param goesOn whether more is still to be analysed
 */
export function templateItems(templates: readonly { id: number }[], beats: Pick<BeatColumns, 'template' | 'source'>, mark: (id: string) => string | undefined, goesOn = false): { seen: number; items: number } {
  const sizes = templateSizes(beats);
  const ids = templates.map(({ id }) => id);
  if (sizes.has(0)) ids.push(0);
  return { seen: ids.filter((id) => !isOpenMark(markNow(mark(String(id)), sizes.get(id) ?? 0, goesOn))).length, items: ids.length };
}
