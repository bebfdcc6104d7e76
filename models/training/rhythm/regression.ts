/** Logistic regression over few numbers and few rows, by plain gradient descent on the mean loss. */

export interface Row {
  /** Rows of one record are left out together. */
  record: string;
  is: boolean;
  numbers: readonly number[];
  /** What the row counts; 1 unless given. */
  weight?: number;
}

/** Constant and weights. */
export function fitted(rows: readonly Row[], penalty: number, steps: number): number[] {
  const width = rows[0]!.numbers.length;
  const total = rows.reduce((sum, { weight = 1 }) => sum + weight, 0);
  const weights = new Array<number>(width + 1).fill(0);
  for (let step = 0; step < steps; step++) {
    const slope = new Array<number>(width + 1).fill(0);
    for (const { numbers, is, weight = 1 } of rows) {
      const miss = (weight * (1 / (1 + Math.exp(-oddsOf(weights, numbers))) - (is ? 1 : 0))) / total;
      slope[0]! += miss;
      for (let k = 0; k < width; k++) slope[k + 1]! += miss * numbers[k]!;
    }
    weights.forEach((value, k) => (weights[k] = value - 2 * (slope[k]! + (k === 0 ? 0 : penalty * value))));
  }
  return weights;
}

/** Log odds of a row. */
export function oddsOf(weights: readonly number[], numbers: readonly number[]): number {
  return numbers.reduce((sum, value, k) => sum + weights[k + 1]! * value, weights[0]!);
}

/** Log odds of each row by the weights of all other records. */
export function leftOut<R extends Row>(rows: readonly R[], penalty: number, steps: number): { row: R; odds: number }[] {
  const told = new Map<string, number[]>();
  return rows.map((row) => {
    const weights = told.get(row.record) ?? fitted(rows.filter(({ record }) => record !== row.record), penalty, steps);
    told.set(row.record, weights);
    return { row, odds: oddsOf(weights, row.numbers) };
  });
}
