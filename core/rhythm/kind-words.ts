/** What kinds of findings are called in the fewest English words. */
const SHORT: readonly (readonly [RegExp, string])[] = [
  [/\bsupraventricular\b/, 'S'],
  [/\bventricular\b/, 'V'],
  [/\batrial fibrillation\b/, 'AF'],
  [/\bst\b/, 'ST'],
  [/\bqt\b/, 'QT'],
  [/\br on t\b/, 'R on T'],
];

/** `V couplet` of `ventricular-couplet`. */
export function shortKind(kind: string): string {
  return SHORT.reduce((text, [long, short]) => text.replace(long, short), kind.replaceAll('-', ' '));
}
