import type { Sandbox } from '../../sandbox/src/sandbox.js';

/**
 * Counts the living leads of these accounts, of one name or all, after every write of the sandbox, until `stop`, which says
 * how many there were at most at once. Asks amoCRM nothing, so that the hub has its calls for itself.
 */
export function countLiving(
  sandbox: Sandbox,
  subdomains: readonly string[],
  name?: string,
): { stop: () => number } {
  const leads = () => subdomains.flatMap((one) => [...sandbox.accounts.get(one)!.leads.values()]);
  const count = () =>
    leads()
      .filter((lead) => name === undefined || lead.name === name)
      .filter(({ status_id, is_deleted }) => !is_deleted && ![142, 143].includes(status_id)).length;
  let most = count();
  const look = () => {
    most = Math.max(most, count());
  };
  sandbox.subscribers.push(look);
  return {
    stop: () => {
      sandbox.subscribers.splice(sandbox.subscribers.indexOf(look), 1);
      return most;
    },
  };
}
