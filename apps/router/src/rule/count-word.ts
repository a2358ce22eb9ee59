/** How many branches were found, as a path says it. */
export function countWord(count: number): string {
  return count === 0 ? 'no-branch' : count === 1 ? 'one-branch' : 'several-branches';
}
