/** A recording of which a part is missing: its file ended before it should. What the readers of formats warn of. */

const ENDS_EARLY = /^.* ends early: .+ were kept\.$/;

/** The warning that says that a part of the recording is missing, or empty. */
export function missingPart(warnings: readonly string[]): string {
  return warnings.find((warning) => ENDS_EARLY.test(warning)) ?? '';
}

/** Warnings without the name of any file, which may name the patient. */
export function namelessWarnings(warnings: readonly string[], record: string): string[] {
  return warnings.map((warning) => (ENDS_EARLY.test(warning) ? `The file${warning.slice(warning.lastIndexOf(' ends early: '))}` : warning)).filter((warning) => record === '' || !warning.includes(record));
}
