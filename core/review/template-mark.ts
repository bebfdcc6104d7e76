/**
 * What a reader says of a template, as it is stored. While the recording is
 * still analysed a template grows behind a mark: such a mark keeps of how many
 * beats it was said, and asks again once too many came that nobody had seen.
 */
import { BEAT_SOURCE, type BeatColumns } from '../beats/columns.ts';

/** What a mark of a template says. */
export const TEMPLATE_MARKS = ['confirmed', 'changed', 'rejected', 'reopened'] as const;
export type TemplateMark = (typeof TEMPLATE_MARKS)[number];

/**
 * Share of a template's beats that may have come behind its mark: a tenth once
 * all is analysed. Half before, for what grows is asked again once at the end
 * anyway, and nothing is signed until then.
 */
export const CAME_SINCE = { analysed: 0.1, goesOn: 0.5 } as const;

/** A mark as it is stored: its state, and the beats it was said of where more may come. */
export function templateMark(state: string, beats: number | null): string {
  return beats === null ? state : `${state} ${beats}`;
}

export interface MarkNow {
  /** What stands: `reopened` where too many beats came since. */
  state: TemplateMark;
  /** Beats that came since, where they are why it is asked again; else 0. */
  since: number;
}

/**
 * A stored mark as it stands now, null where there is none.
 *
 * @param beats of the template now
 * @param goesOn whether more is still to be analysed
 */
export function markNow(stored: string | undefined, beats: number, goesOn: boolean): MarkNow | null {
  const [said, of] = (stored ?? '').split(' ');
  const state = TEMPLATE_MARKS.find((mark) => mark === said);
  if (state === undefined) return null;
  const since = of === undefined ? 0 : beats - Number(of);
  const grown = since > beats * (goesOn ? CAME_SINCE.goesOn : CAME_SINCE.analysed);
  return grown ? { state: 'reopened', since } : { state, since: 0 };
}

/** Whether nobody has decided on a template of which this stands. */
export function isOpenMark(now: MarkNow | null): boolean {
  return now === null || now.state === 'reopened';
}

/** Beats of each template; under 0 those of the model that belong to none. */
export function templateSizes({ template, source }: Pick<BeatColumns, 'template' | 'source'>): Map<number, number> {
  const sizes = new Map<number, number>();
  for (let row = 0; row < template.length; row++) {
    const id = template[row]!;
    if (id === 0 && source[row] === BEAT_SOURCE.person) continue;
    sizes.set(id, (sizes.get(id) ?? 0) + 1);
  }
  return sizes;
}
