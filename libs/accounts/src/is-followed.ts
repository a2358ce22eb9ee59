/** Whether the second follows the first: they share a group, or neither is in any. A franchise of one kind needs none. */
export function isFollowed(
  reference: { groups: readonly string[] },
  account: { groups: readonly string[] },
): boolean {
  if (reference.groups.length === 0 && account.groups.length === 0) return true;
  return reference.groups.some((group) => account.groups.includes(group));
}
