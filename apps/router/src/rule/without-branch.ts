import type { NotTaken, Reason } from './facts.js';

/** A branch that is passed by, as a step on the path. */
export function withoutBranch({ check, found, value, until }: NotTaken): Reason {
  return {
    ...{ check, found },
    ...(value === undefined ? {} : { value }),
    ...(until === undefined ? {} : { until }),
  };
}
