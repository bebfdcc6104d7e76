/** The weights of the AF network: `INPUTS` measures, tanh units, one log odds. */
export interface AfNetwork {
  /** Places it was trained on, and the people. */
  trainedOn: { places: number; people: number };
  /** Added to the log odds. */
  bias: number;
  /** What a change of state costs, in log odds summed over intervals. */
  change: number;
  /** Inputs are `(measure − mean) × scale`, cut at ±6. */
  mean: readonly number[];
  scale: readonly number[];
  /** Row by row, a row per unit. */
  hidden: { weights: readonly number[]; bias: readonly number[] };
  output: { weights: readonly number[]; bias: number };
}
