/**
 * Why the analysis of a case failed before there was a run to write it into: a
 * model that is missing, an engine that was lost as it started. Nothing was
 * begun, so nothing is kept on the disk: the words last as long as the program,
 * or until the case is analysed again.
 */
export class Troubles {
  readonly #words = new Map<string, string>();

  /** The words for a case, empty where there are none. */
  of(caseId: string): string {
    return this.#words.get(caseId) ?? '';
  }

  /** Notes the words, or forgets those that were there where they are empty. Returns whether anything changed. */
  set(caseId: string, words: string): boolean {
    if (this.of(caseId) === words) return false;
    if (words === '') this.#words.delete(caseId);
    else this.#words.set(caseId, words);
    return true;
  }
}
