/** Jobs of claims of one account at once: few of all, so that a slow account leaves workers for the others. */
export const claimPlaces = 8;
