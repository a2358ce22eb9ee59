import type { TransferContext } from './transfer-context.js';
import type { TransferProgress } from './transfer.repository.js';

/** One way out of a state: at most one write to amoCRM. */
export interface TransferStep {
  /** Names that this step, look and write, needs for itself among all transfers; none when missing. */
  needsAlone?(context: TransferContext): Promise<string[]>;
  /**
   * What stands in amoCRM already and makes the write needless; null: nothing. `since` is when the write was first
   * attempted, in amoCRM's seconds with the clocks' difference taken off; null: it never was.
   */
  look(context: TransferContext, since: number | null): Promise<TransferProgress | null>;
  /** The write itself. Only called when `look` found nothing. */
  write(context: TransferContext): Promise<TransferProgress>;
}
