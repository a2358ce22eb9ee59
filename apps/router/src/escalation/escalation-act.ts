import type { StageRef } from '@hub/contracts';
import type { Message } from '@hub/messages';

/** The two leads of an escalation. */
type Side = 'hq' | 'branch';

/** One write of an escalation. What is to be written is kept, act by act, before the first of them is begun. */
export type Act =
  /** The client's contact at HQ is found or made. */
  | { do: 'contact' }
  /** A card is made at HQ. */
  | { do: 'card' }
  /** A card that was made without a contact gets that of `contact`. */
  | { do: 'link' }
  /**
   * Moves a lead, but only while it is in the expected place: people may have moved it meanwhile. Without a stage any
   * open one of the pipeline will do. `loss` names a loss reason.
   */
  | {
      do: 'move';
      side: Side;
      to: StageRef;
      from: { pipelineId: number; statusId?: number };
      loss?: string | null;
    }
  /** A note; `leadId` is set when the note goes into another lead than the side's own. */
  | { do: 'note'; side: Side; text: Message; leadId?: number }
  /**
   * A note in the branch lead: what HQ has done, and what people have noted there since. `place`: the stage of the
   * card.
   */
  | { do: 'report'; place: StageRef | null }
  /** A task for the owner of the branch lead. */
  | { do: 'task'; ownerId: number };
