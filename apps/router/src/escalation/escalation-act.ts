import type { Message } from '@hub/messages';

export interface Place {
  pipelineId: number;
  statusId: number;
}

/** The two leads of an escalation. */
type Side = 'hq' | 'branch';

/** One write of an escalation. What is to be written is kept, act by act, before the first of them is begun. */
export type Act =
  /** The client's contact at HQ is found or made. */
  | { do: 'contact' }
  /** A card is made at HQ. */
  | { do: 'card' }
  /**
   * A lead moves, but only while it stands where it is expected: people may have moved it meanwhile. Without a stage any open
   * one of the pipeline will do. `loss` names a loss reason.
   */
  | {
      do: 'move';
      side: Side;
      to: Place;
      from: { pipelineId: number; statusId?: number };
      loss?: string | null;
    }
  /** A note; `leadId` when it is about to stand in another lead than the side's own. */
  | { do: 'note'; side: Side; text: Message; leadId?: number }
  /** The branch lead says what HQ has done, and what people have noted there since. `place`: where the card stands. */
  | { do: 'tell'; place: Place | null }
  /** A task for the owner of the branch lead. */
  | { do: 'task'; ownerId: number };
