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

/** What the parts of the story share. */
export interface Stage {
  hub: HubApi;
  sandbox: SandboxApi;
  franchise: Franchise;
  ids: AccountIds;
}

/** The hub's id of a branch. */
export async function branchIdOf(hub: HubApi, { name }: BranchSetup): Promise<string> {
  const { items } = await hub.get<{ items: { branchId: string; name: string }[] }>('branches');
  return items.find((branch) => branch.name === name)?.branchId ?? '';
}

const custodyPath = ({ ids, franchise }: Stage, leadId: number) =>
  `leads/${ids[franchise.hq.subdomain] ?? ''}/${leadId}/custody`;

/** The one line of custody of a lead of head office, over both accounts. */
export async function custodyLine(stage: Stage, leadId: number): Promise<string> {
  const { text } = await stage.hub.get<Custody>(custodyPath(stage, leadId));
  return text;
}

/** A lead goes to another branch and is won there; returns its one line of custody. Throws when it does not end so. */
export async function passOnAndWin(stage: Stage, leadId: number, to: BranchSetup): Promise<string> {
  const { hub, sandbox } = stage;
  const branchId = await branchIdOf(hub, to);
  await hub.post(`leads/${leadId}/re-route`, { branchId, reason: 'клиент переехал' });
  const path = custodyPath(stage, leadId);
  const holder = ({ legs }: Custody) => legs.at(-1);
  const given = await until(
    () => hub.get<Custody>(path),
    (custody) => custody.legs.length === 2 && holder(custody)?.state === 'in-branch',
  );
  const won = { action: 'lead.move', leadId: holder(given)?.branchLeadId ?? 0, statusId: 142 };
  await sandbox.control('POST', 'actions', { ...won, subdomain: to.subdomain });
  const end = await until(
    () => hub.get<Custody>(path),
    (custody) => holder(custody)?.endedAs === 'won',
  );
  return end.text;
}
