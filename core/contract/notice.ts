/** The sentence that stands everywhere a result does. */
export function notice(version: string): string {
  return `Isoline ${version}. Research and development use; not cleared as a medical device. A qualified person must review every result.`;
}
