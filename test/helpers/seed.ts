import fc from 'fast-check';

/**
 * The seed of every property test of a run: fixed, so that a failure speaks of the change that was made and not of the
 * luck of the draw. `ISOLINE_SEED=7 npm test -- unit` draws others, and `ISOLINE_SEED=random` whatever comes; a failure
 * prints its seed either way.
 */
const asked = process.env['ISOLINE_SEED'] ?? '1';
if (asked !== 'random') {
  const seed = Number(asked);
  if (!Number.isInteger(seed)) throw new Error(`ISOLINE_SEED is a whole number or "random", not "${asked}".`);
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
}
