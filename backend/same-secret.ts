/** Comparing what is to be secret. */
import { timingSafeEqual } from 'node:crypto';

/** Whether a text is the secret one. Takes as long whichever of its characters differ. */
export function sameSecret(given: string, secret: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}
