/** The ending of annotation files that a command writes. */
import { annotatorSchema } from '../core/contract/annotator.ts';
import { UsageError, type ParsedArgs } from './command.ts';

/** What `--annotator` says. Throws UsageError where no annotation file may end like that. */
export function annotatorOf(args: ParsedArgs): string {
  const name = args.required('annotator');
  const checked = annotatorSchema.safeParse(name);
  if (!checked.success) throw new UsageError(`--annotator cannot be "${name}": ${checked.error.issues[0]?.message ?? ''}`);
  return checked.data;
}
