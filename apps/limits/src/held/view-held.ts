import type { ReservationView } from '@hub/contracts';
import { message, type Message } from '@hub/messages';

/** A lead that is held, as it is stored. */
export interface Held {
  id: string;
  kind: ReservationView['kind'];
  since: Date;
  accountId: string;
  leadId: number;
  userId: number | null;
  branchId: string | null;
  /** Whether the change of a claim's lead was sent; a place knows none. */
  isWriting: boolean;
}

/** What a reader sees of it: why it is held and what ends it. `isCallable`: whether the hub may call the lead's account. */
export function viewHeld({ isWriting, ...held }: Held, isCallable: boolean): ReservationView {
  return { ...held, since: held.since.toISOString(), ...wordsOf({ isWriting, ...held }, isCallable) };
}

function wordsOf(
  { kind, isWriting, leadId }: Held,
  isCallable: boolean,
): { why: Message; nextStep: Message } {
  if (kind === 'quota')
    return { why: message('limits.held-quota', { leadId }), nextStep: message('limits.held-quota-next') };
  const why = message(isWriting ? 'limits.held-claim-written' : 'limits.held-claim', { leadId });
  return { why, nextStep: message(isCallable ? 'limits.held-claim-next' : 'limits.held-claim-next-away') };
}
