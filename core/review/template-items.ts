/** Templates as what a reader decides one by one, as the window lists them. */
import { BEAT_SOURCE, type BeatColumns } from '../beats/columns.ts';

/**
 * How many templates there are, and how many somebody has looked at: one that
 * was opened again is not. Beats of the model that belong to none are one more,
 * under template 0.
 *
 * @param templates those that have beats (`currentTemplates`)
 * @param mark review mark of a template by its id, undefined where it has none
 */
export function templateItems(templates: readonly { id: number }[], beats: Pick<BeatColumns, 'template' | 'source'>, mark: (id: string) => string | undefined): { seen: number; items: number } {
  const ids = templates.map(({ id }) => id);
  if (hasLoneBeats(beats)) ids.push(0);
  return { seen: ids.filter((id) => (mark(String(id)) ?? 'reopened') !== 'reopened').length, items: ids.length };
}

function hasLoneBeats({ template, source }: Pick<BeatColumns, 'template' | 'source'>): boolean {
  for (let row = template.indexOf(0); row >= 0; row = template.indexOf(0, row + 1)) if (source[row] !== BEAT_SOURCE.person) return true;
  return false;
}
