/** What kinds of findings are called in the fewest English words. */
const SHORT: readonly (readonly [RegExp, string])[] = [
  [/\bsupraventricular\b/, 'S'],
  [/\bventricular\b/, 'V'],
  [/\batrial fibrillation\b/, 'AF'],
  [/\bst\b/, 'ST'],
  [/\bqt\b/, 'QT'],
  [/\br on t\b/, 'R on T'],
  [/\bno pause\b/, 'drop-out'],
];

/** `V couplet` of `ventricular-couplet`. */
export function shortKind(kind: string): string {
  return SHORT.reduce((text, [long, short]) => text.replace(long, short), kind.replaceAll('-', ' '));
}

/** How words of a kind are written: names and waves have their capitals, blocks say of what. */
const WRITTEN: readonly (readonly [RegExp, string])[] = [
  [/\bst\b/, 'ST'],
  [/\bqt\b/, 'QT'],
  [/\bp wave\b/, 'P wave'],
  [/\br on t\b/, 'R on T'],
  [/\bno pause\b/, 'drop-out'],
  [/\bwenckebach block\b/, 'AV block II (Wenckebach)'],
  [/\bmobitz block\b/, 'AV block II (Mobitz II)'],
  [/\btwo to one block\b/, '2:1 AV block'],
  [/\bcomplete block\b/, 'AV block III'],
  [/\bfirst degree block\b/, 'AV block I'],
];

/** `suspected 2:1 AV block` of `suspected-two-to-one-block`: as a report writes it, in full. */
export function writtenKind(kind: string): string {
  return WRITTEN.reduce((text, [plain, written]) => text.replace(plain, written), kind.replaceAll('-', ' '));
}
