import { judgeAbsence } from '@hub/amocrm';
import type { Job } from '@hub/bus';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { AbsentCardRepository, type CardId } from './absent-card.repository.js';

/** Lets no read that found nothing pass for a deletion before `judgeAbsence` says so. */
@Injectable()
export class ConfirmAbsence {
  constructor(private readonly cards: AbsentCardRepository) {}

  /**
   * Gives back what a read has found; null only when the card is believed gone. Until then it throws `RetryLater`, which
   * counts as no failure; the reads are counted in the database, so that a restart forgets none of them.
   */
  async run<T>(
    job: Job<unknown>,
    card: CardId,
    found: T | null,
    isDeletionReported = false,
  ): Promise<T | null> {
    if (found !== null) {
      // An earlier job may have counted, and have believed that the card is gone.
      if (await this.cards.isCounted(card)) await job.step((tx) => this.cards.forget(tx, card));
      return found;
    }
    const now = new Date();
    // The count is kept when the card is believed gone: the next step must not wait for two minutes again.
    const absence = await job.step((tx) => this.cards.count(tx, card, now));
    const verdict = judgeAbsence({ ...absence, isDeletionReported });
    if (verdict.kind === 'gone') return null;
    const { entity, entityId: id } = card;
    throw new RetryLater(message('failures.card-unread', { entity, id }), verdict.afterMs);
  }
}
