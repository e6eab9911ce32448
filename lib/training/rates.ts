/** The learning rate of each step of a run, counted from 0; it looks at step numbers alone. */
export type Rate = (step: number) => number;

/** How the rate goes on from the option `learningRate`. */
export const rateTable: Readonly<Record<'constant', (learningRate: number) => Rate>> = {
  constant: (learningRate) => () => learningRate,
};
