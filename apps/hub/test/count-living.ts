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
  const countNow = () => {
    most = Math.max(most, count());
  };
  sandbox.subscribers.push(countNow);
  return {
    stop: () => {
      sandbox.subscribers.splice(sandbox.subscribers.indexOf(countNow), 1);
      return most;
    },
  };
}

/**
 * Watches the leads of these accounts from now on, at every write of the sandbox: `doubled` has the names of which two
 * were alive at once. A write costs the same however many leads there are.
 */
export function watchDoubles(
  sandbox: Sandbox,
  subdomains: readonly string[],
  isMeant: (name: string) => boolean,
): { doubled: ReadonlySet<string> } {
  const living = new Map<string, Set<string>>();
  const doubled = new Set<string>();
  sandbox.subscribers.push((_sandbox, { subdomain, leads }, changes) => {
    if (!subdomains.includes(subdomain)) return;
    for (const { entity } of changes) {
      const lead = entity.type === 'leads' ? leads.get(entity.id) : undefined;
      if (!lead || !isMeant(lead.name)) continue;
      const own = living.get(lead.name) ?? new Set();
      living.set(lead.name, own);
      const place = `${subdomain}/${lead.id}`;
      if (lead.is_deleted || [142, 143].includes(lead.status_id)) own.delete(place);
      else own.add(place);
      if (own.size > 1) doubled.add(lead.name);
    }
  });
  return { doubled };
}
