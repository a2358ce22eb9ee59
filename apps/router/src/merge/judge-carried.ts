import type { TransferState } from '@hub/contracts';
import type { Reason, RouteDecision } from '../lead/route-lead.js';

/** A transfer whose id a lead carries, and the lead that was handed over by it. */
export interface Carried {
  leadId: number;
  transfer: { state: TransferState; hqLeadId: number };
  /** Whether the lead that was handed over is in amoCRM still; `unread`: not read yet. */
  original: 'unread' | 'there' | 'gone';
}

/**
 * - `own`: the lead's own transfer, or one that made nothing: it says nothing;
 * - `ask`: whether the original is there decides;
 * - `copied`: the original is there, so somebody copied it with its fields, and the copy is a lead of its own;
 * - `wait`: the original is gone, and its transfer still on its way to the end;
 * - `merged`: the original is gone, and this lead has what it carried: it is the handed-over one.
 */
export type CarriedVerdict = 'own' | 'ask' | 'copied' | 'wait' | 'merged';

/**
 * Is a lead that carries the id of a transfer the one that was handed over by it? amoCRM does not say into which lead
 * another was merged, so the id that the lead carries and the absence of the original decide. A copy whose original is
 * deleted before the copy is handed over cannot be distinguished from that and counts as merged: the branch has that client's lead, and
 * whoever wants a second one there makes a new lead.
 */
export function judgeCarried({ leadId, transfer, original }: Carried): CarriedVerdict {
  if (transfer.hqLeadId === leadId || transfer.state === 'cancelled') return 'own';
  if (original === 'unread') return 'ask';
  if (original === 'there') return 'copied';
  return transfer.state === 'done' ? 'merged' : 'wait';
}

/**
 * Where the id of a transfer is searched for in a lead that has no transfer itself. Outside the intake, closed or in
 * «Неразобранное» it is not searched for, unless the lead is in the pipeline of a branch inside HQ (`isInPlace`).
 * A merge at HQ may drop the other lead's field values, and takes its notes along either way. Notes cost a call, so
 * they are read only of a lead that would be handed over now and is not new. A new lead was just added, never judged
 * and, by amoCRM's whole seconds, never changed; so a merge in the second in which a lead was made is seen only when
 * the message about it arrives before the lead is judged.
 */
export function placesOfId(
  { kind, reasons }: Pick<RouteDecision, 'kind' | 'reasons'>,
  { isNew, isInPlace }: { isNew: boolean; isInPlace: boolean },
): { inField: boolean; inNotes: boolean } {
  const isUnsorted = kind === 'wait' && reasons.at(-1)?.found === 'unsorted';
  return { inField: isInPlace || (kind !== 'ignore' && !isUnsorted), inNotes: kind === 'transfer' && !isNew };
}

/** The decision about a lead into which a handed-over one was merged. */
export function mergedDecision(transferId: string): { kind: 'ignore'; reasons: Reason[] } {
  return { kind: 'ignore', reasons: [{ check: 'transfer', found: 'merged', value: transferId }] };
}
