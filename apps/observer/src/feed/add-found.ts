import type { Heal } from './decide-heal.js';

/** What one poll has found, over all its windows. */
export interface Found {
  /** Changes that were real. */
  real: number;
  /** Those of them that no webhook named. */
  missed: number;
}

/** What was found with one more window. */
export function addFound({ real, missed }: Found, heals: readonly Pick<Heal, 'isMissed'>[]): Found {
  return {
    real: real + heals.length,
    missed: missed + heals.filter(({ isMissed }) => isMissed).length,
  };
}
