/** What a count of rare events says about their rate. */

/** Chance of at most `count` events where `mean` are expected. */
function atMost(count: number, mean: number): number {
  let term = Math.exp(-mean);
  let sum = term;
  for (let k = 1; k <= count; k++) {
    term *= mean / k;
    sum += term;
  }
  return sum;
}

/**
 * Exact upper bound of the mean of a Poisson count, one-sided: with a mean as
 * high as this, so few events or fewer are seen in 1 − `confidence` of cases.
 *
 * @param count whole number of events seen, 0 and more
 */
export function poissonUpper(count: number, confidence = 0.95): number {
  let low = count;
  let high = 2 * count + 20;
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (atMost(count, middle) > 1 - confidence) low = middle;
    else high = middle;
  }
  return high;
}
