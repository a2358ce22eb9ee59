import type { BranchSetup, Franchise } from './franchise.js';
import type { AccountIds } from './connect.js';
import type { HubApi } from './hub-api.js';
import { until } from './jobs.js';
import type { SandboxApi } from './sandbox-api.js';

/** As the API says it: texts in the reader's language. */
interface Custody {
  text: string;
  isInHand: boolean;
  legs: { branchName: string; branchLeadId: number | null; state: string; endedAs: string | null }[];
}

/** A lead goes to another branch and is won there; returns its one line of custody. Throws when it does not end so. */
export async function passOnAndWin(
  {
    hub,
    sandbox,
    franchise,
    ids,
  }: { hub: HubApi; sandbox: SandboxApi; franchise: Franchise; ids: AccountIds },
  leadId: number,
  to: BranchSetup,
): Promise<string> {
  const { items } = await hub.get<{ items: { branchId: string; name: string }[] }>('branches');
  const branch = items.find(({ name }) => name === to.name);
  await hub.post(`leads/${leadId}/re-route`, { branchId: branch?.branchId, reason: 'клиент переехал' });
  const path = `leads/${ids[franchise.hq.subdomain] ?? ''}/${leadId}/custody`;
  const holder = ({ legs }: Custody) => legs.at(-1);
  const held = await until(
    () => hub.get<Custody>(path),
    (custody) => custody.legs.length === 2 && holder(custody)?.state === 'in-branch',
  );
  const won = { action: 'lead.move', leadId: holder(held)?.branchLeadId ?? 0, statusId: 142 };
  await sandbox.control('POST', 'actions', { ...won, subdomain: to.subdomain });
  const end = await until(
    () => hub.get<Custody>(path),
    (custody) => holder(custody)?.endedAs === 'won',
  );
  return end.text;
}
