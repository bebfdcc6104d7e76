/** Templates as they are now: those of the run and those that people made, counted and named from the current beats. */
import { CLASSES, CLASS_INDEX, CODES } from '../beats/classes.ts';
import type { BeatColumns, TemplateInfo } from '../beats/columns.ts';
import { FIRST_OWN_TEMPLATE } from './carry.ts';

/** What a template with no averaged beat of its own gets one from. */
export type Average = (id: number, samples: readonly number[]) => Pick<TemplateInfo, 'average' | 'rate' | 'peak'>;

/** Beats that an average is taken over, at most; evenly spread. */
const AVERAGED = 64;

/** `a`, `b` … `z`, `aa`, `ab` … */
export function letters(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest > 0 ? letters(rest - 1) : '') + String.fromCharCode(97 + (index % 26));
}

/**
 * Templates with at least one beat, by class and then by count. A template's
 * class is that of most of its beats (of equal ones the first in CLASSES).
 * Template 0, the beats that belong to none, is not listed.
 *
 * @param ofRun templates of the active run, for their averaged beats
 * @param average averaged beat of a template that the run does not know
 */
export function currentTemplates(beats: BeatColumns, ofRun: readonly TemplateInfo[], average: Average): TemplateInfo[] {
  const known = new Map(ofRun.map((template) => [template.id, template]));
  const counts = countsByTemplate(beats);
  const list = Array.from(counts, ([id, perClass]): TemplateInfo => {
    const count = perClass.reduce((sum, n) => sum + n, 0);
    const beatClass = perClass.indexOf(Math.max(...perClass));
    const shape = known.get(id) ?? average(id, spread(beats, id, count));
    return { id, name: '', beatClass, count, average: shape.average, rate: shape.rate, peak: shape.peak };
  });
  list.sort((a, b) => a.beatClass - b.beatClass || b.count - a.count || a.id - b.id);
  return list.map((template) => ({ ...template, name: nameOf(template, ofRun) }));
}

const CLASS_OF_CODE = Uint8Array.from(CODES, ([, beatClass]) => CLASS_INDEX[beatClass]);

/** Beats of each template but 0 per class, in the order of the templates' first beats. */
function countsByTemplate({ template, code }: BeatColumns): Map<number, Uint32Array> {
  const width = CLASSES.length;
  let most = 0;
  for (let row = 0; row < template.length; row++) if (template[row]! > most) most = template[row]!;
  const table = new Uint32Array((most + 1) * width);
  const counts = new Map<number, Uint32Array>();
  const seen = new Uint8Array(most + 1);
  for (let row = 0; row < template.length; row++) {
    const id = template[row]!;
    if (id === 0) continue;
    table[id * width + (CLASS_OF_CODE[code[row]!] ?? CLASS_INDEX.Q)]! += 1;
    if (seen[id] === 1) continue;
    seen[id] = 1;
    counts.set(id, table.subarray(id * width, (id + 1) * width));
  }
  return counts;
}

/**
 * Name of a template: class and letter. It depends on the template and its class
 * alone, so that no edit ever renames another one and the history keeps its
 * meaning. One that is of the class the run gave it keeps the run's name; one
 * that was relabelled gets a letter behind all that the run gave in its new
 * class, the same whenever it is relabelled; those that people made follow.
 */
function nameOf({ id, beatClass }: Pick<TemplateInfo, 'id' | 'beatClass'>, ofRun: readonly TemplateInfo[]): string {
  const own = ofRun.find((template) => template.id === id);
  if (own && own.beatClass === beatClass) return own.name;
  const inClass = ofRun.filter((template) => template.beatClass === beatClass).length;
  const moved = ofRun.filter((template) => template.beatClass !== beatClass && template.id < id).length;
  const letter = own ? inClass + moved : ofRun.length + (id - FIRST_OWN_TEMPLATE);
  return `${CLASSES[beatClass]}-${letters(Math.max(0, letter))}`;
}

function spread(beats: BeatColumns, id: number, count: number): number[] {
  const samples: number[] = [];
  const step = Math.max(1, count / AVERAGED);
  let seen = 0;
  for (let row = 0; row < beats.template.length; row++) {
    if (beats.template[row] !== id) continue;
    if (seen >= samples.length * step) samples.push(beats.sample[row]!);
    seen++;
  }
  return samples;
}
