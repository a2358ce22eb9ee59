import { mainContactOf, type AmoLead } from '@hub/amocrm';
import { normaliseRegion } from '@hub/accounts';
import { message } from '@hub/messages';
import { mirrorCodes } from '../custody/decide-mirror.js';
import { closingStatusIds } from '../lead/route-lead.js';
import { textOf } from '../region/read-places.js';
import { carries, endAsMerged } from './branch-lead.js';
import type { CardPart } from './card-parts.js';
import type { TransferContext } from './transfer-context.js';
import type { TransferStep } from './transfer-step.js';
import type { TransferRow } from './transfer.entity.js';
import type { TransferProgress } from './transfer.repository.js';
import { unique } from './what-stays.js';
import { writeHqLead } from './write-hq-lead.js';

/**
 * `decided` → `branch-noted` for a branch inside HQ: the HQ lead itself becomes the branch lead, by one PATCH of its place, owner,
 * «Филиал» and transfer id. There is no second card. A lead that stands in the branch's pipeline was moved, and after a begun
 * write so was one that carries the transfer id, wherever people have put it since. One that is closed or gone stays as it is.
 */
export const moveStep: TransferStep = {
  side: 'hq',
  makesLead: () => true,

  async look(context, since) {
    const { transfer, findHqLead, rereadHqLead } = context;
    const lead = await (since === null ? findHqLead() : rereadHqLead());
    if (!lead || closingStatusIds.includes(lead.status_id)) {
      const leftOut = unique([...transfer.leftOut, message('leftOut.hq-over')]);
      return { state: 'done', ...madeOf(transfer, lead), hqWroteAt: lead?.updated_at ?? null, leftOut };
    }
    const isMoved =
      lead.pipeline_id === transfer.target.pipelineId || (since !== null && carries(lead, transfer.id));
    if (isMoved) return foundMoved(context, lead);
    return since === null ? endAsMerged(context, lead) : null;
  },

  async write(context) {
    const { transfer } = context;
    const lead = await context.findHqLead();
    const written = await writeHqLead(context, [...placeOf(transfer), ...outdatedOf(lead)]);
    return { state: 'branch-noted', ...madeOf(transfer, lead), ...written };
  },
};

/** «Филиал» of a person stays a choice: only the branch's own name counts as written. */
async function foundMoved(
  { transfer, rules, readShownName }: TransferContext,
  lead: AmoLead,
): Promise<TransferProgress> {
  const [shown, own] = [textOf(lead, rules.branchFieldId ?? null), await readShownName()];
  const isOwn = shown !== null && normaliseRegion(shown) === normaliseRegion(own);
  return {
    ...{ state: 'branch-noted', ...madeOf(transfer, lead), hqWroteAt: lead.updated_at },
    ...(isOwn ? { hqBranchName: own } : {}),
  };
}

function madeOf({ hqLeadId }: TransferRow, lead: AmoLead | null) {
  return { branchLeadId: hqLeadId, branchContactId: lead && mainContactOf(lead) };
}

function placeOf({ target: { pipelineId, statusId, ownerId } }: TransferRow): CardPart[] {
  const owner = { place: 'responsible_user_id', value: ownerId, name: message('leftOut.owner') };
  return [
    { place: 'pipeline_id', value: pipelineId, name: null },
    { place: 'status_id', value: statusId, name: null },
    ...(ownerId === null ? [] : [owner]),
  ];
}

/** What the HQ lead shows of a branch that had it before is empty from now on. */
function outdatedOf(lead: AmoLead | null): CardPart[] {
  const codes: readonly (string | null)[] = Object.values(mirrorCodes);
  const shown = (lead?.custom_fields_values ?? []).filter(
    ({ field_code: code, values }) => codes.includes(code) && values.length > 0,
  );
  return shown.map(({ field_id, field_code }) => ({
    place: 'custom_fields_values',
    value: { field_id, values: null },
    name: message('custody.no-field', { code: field_code ?? '' }),
  }));
}
