import type { OwnLeadWrite } from '@hub/journal';
import type { OtherContact } from './judge-contact-intents.js';
import type { TransferContext } from './transfer-context.js';
import type { TransferProgress } from './transfer.repository.js';

/** What a step has made, and what it has written into the HQ lead. */
export type StepResult = TransferProgress & { hqWrite?: Pick<OwnLeadWrite, 'updatedAt' | 'change'> };

/** One transition out of a state: at most one write to amoCRM. */
export interface TransferStep {
  /** Whose account the step writes to; a branch step may read HQ's. */
  side: 'hq' | 'branch';
  /** The phones and e-mails under which this step makes a contact of the branch; none when missing. */
  contactTerms?(context: TransferContext): Promise<string[]>;
  /** Whether its write may make the branch lead; no when missing. From its beginning on the transfer stays in that account. */
  makesLead?(context: TransferContext): boolean;
  /**
   * Its write replaces what people may be changing: it does not leave long after `find` has read that, and the next
   * attempt reads anew. No when missing.
   */
  replacesReadValues?: true;
  /**
   * What is in amoCRM already and makes the write needless; null: nothing. `since` as in `SafeWrite.find`; `others` are
   * the contacts that other transfers are making, or have just made, under the same terms.
   */
  find(
    context: TransferContext,
    since: number | null,
    others: readonly OtherContact[],
  ): Promise<TransferProgress | null>;
  /**
   * The write itself. Only called when `find` found nothing. Where `contactTerms` are, it reads nothing that `find` has
   * not read.
   */
  write(context: TransferContext): Promise<StepResult>;
}
