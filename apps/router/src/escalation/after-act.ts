import { message } from '@hub/messages';
import type { Act } from './escalation-act.js';
import type { EscalationRow } from './escalation.entity.js';

type Peer = Pick<EscalationRow, 'hqLeadId' | 'branchName'>;

/**
 * What an escalation is after its first act: without it, and where that was the last one, in the state that the acts
 * were for. A card that was not in the expected place is read and judged again. When a client gets a second card, each
 * of the two gets a note about the other.
 */
export function afterAct(
  row: EscalationRow,
  { act, isElsewhere, peers, now }: { act: Act; isElsewhere: boolean; peers: readonly Peer[]; now: Date },
): Partial<EscalationRow> {
  const actsDone = row.actsDone + 1;
  if (isElsewhere && row.state === 'asked' && act.do === 'move') return { actsDone, todo: [] };
  const todo = row.todo.slice(1);
  if (todo.length > 0) return { actsDone, todo };
  if (row.state === 'asked')
    return {
      ...{ actsDone, state: 'delivered', deliveredAt: now, changedAt: now },
      todo: peers.flatMap(notesWith(row)),
    };
  if (row.state === 'ending') return { actsDone, todo, ...ended(now) };
  return { actsDone, todo };
}

/** What every escalation that has ended has in common. */
export function ended(now: Date): Partial<EscalationRow> {
  return {
    state: 'ended',
    todo: [],
    endedAt: now,
    changedAt: now,
    problem: null,
    client: null,
    lateSince: null,
    refusedAt: null,
    refusedBy: null,
  };
}

function notesWith({ hqLeadId, branchName }: Peer): (peer: Peer) => Act[] {
  return (peer) => {
    if (hqLeadId === null || peer.hqLeadId === null) return [];
    const about = (other: Peer) =>
      message('cards.escalation-peer', { branch: other.branchName, leadId: String(other.hqLeadId) });
    return [
      { do: 'note', side: 'hq', text: about(peer) },
      { do: 'note', side: 'hq', text: about({ hqLeadId, branchName }), leadId: peer.hqLeadId },
    ];
  };
}
