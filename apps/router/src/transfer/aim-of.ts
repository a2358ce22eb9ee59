import type { AmoLead } from '@hub/amocrm';
import { placeOfLead } from '../custody/place-of-lead.js';
import { textOf } from '../region/text-of.js';
import type { RoutingRules } from '../rules/routing-rules.entity.js';
import type { AimedBranch } from './inspect-target.js';
import { knownShown } from './known-shown.js';
import type { TransferRow } from './transfer.entity.js';
import type { TransferAim } from './transfer.repository.js';

/** A transfer with what it is aimed by; null lead: gone, or not read because the branch lead may exist. */
export interface AimedBy {
  transfer: TransferRow;
  rules: RoutingRules;
  lead: AmoLead | null;
}

/** What a transfer gets when it is aimed at this branch: its place there, and what the hub knows its HQ lead to show. */
export function aimOf({ transfer, rules: { rules, version }, lead }: AimedBy, branch: AimedBranch) {
  // What the field shows: what was sent with the lead may be another.
  const shown = lead && (textOf(lead, rules.branchFieldId ?? null) ?? '');
  const seenPlace = lead && placeOfLead(lead, rules);
  const { id: branchId, name: branchName, target } = branch;
  return {
    ...{ branchId, branchName, target },
    hqBranchName: knownShown(transfer, { branchId, shown }),
    // Routing has decided by this place; a re-route has not.
    hqPlace: transfer.isReRoute ? (transfer.hqPlace ?? seenPlace) : (seenPlace ?? transfer.hqPlace),
    rulesVersion: version,
  } satisfies TransferAim;
}

/** What another account knows nothing of. */
export const beginning = {
  state: 'decided' as const,
  branchContactId: null,
  hqContactId: null,
  stepStartedAt: null,
  stepWrittenAt: null,
  stepMakesLead: false,
  leftOut: [],
} satisfies TransferAim;
