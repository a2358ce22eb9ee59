import { Forbidden, UnexpectedAnswer, type AmoClient } from '@hub/amocrm';
import type { CardState } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import type { DueCard } from '../hint/due-cards.js';
import type { CardKindSpec, Read } from './card-kinds.js';
import { isBelieved } from './decide-change.js';

/** What reading due cards gave: answers (null: not found) and cards that amoCRM does not show as it should. */
export interface ReadCards<S> {
  found: Map<DueCard, S | null>;
  unreadable: DueCard[];
}

/**
 * Reads due cards of one kind: several with one call by a list, and alone by id what the list does not answer for. An
 * account whose list ignores `filter[id]` (a paid option) is asked for its newest changes instead from then on.
 */
@Injectable()
export class CardReader {
  private readonly withoutFilter = new Set<string>();

  async read<S extends CardState>(
    amo: AmoClient,
    spec: CardKindSpec<S>,
    cards: readonly DueCard[],
    knownUpdatedAt: ReadonlyMap<number, number>,
  ): Promise<ReadCards<S>> {
    const listed = cards.length > 1 ? await this.list(amo, spec, cards) : new Map<number, S>();
    const answers: ReadCards<S> = { found: new Map(), unreadable: [] };
    for (const card of cards) {
      const row = listed.get(card.entityId);
      const asked = { changedAt: card.changedAt, knownUpdatedAt: knownUpdatedAt.get(card.entityId) ?? null };
      if (row && isBelieved(row, asked)) answers.found.set(card, row);
      else await this.readAlone(amo, spec, card, answers);
    }
    return answers;
  }

  private async list<S extends CardState>(
    amo: AmoClient,
    spec: CardKindSpec<S>,
    cards: readonly DueCard[],
  ): Promise<Map<number, S>> {
    const place = `${amo.accountId} ${spec.kind}`;
    const ids = cards.map(({ entityId }) => entityId);
    const query = this.withoutFilter.has(place)
      ? { order: { [spec.kind === 'task' ? 'created_at' : 'updated_at']: 'desc' } }
      : { filter: { id: ids } };
    const page = await firstPage(spec.list(amo, query));
    if (page.some(({ id }) => !ids.includes(id))) this.withoutFilter.add(place);
    return new Map(page.map(({ id, state }) => [id, state]));
  }

  private async readAlone<S extends CardState>(
    amo: AmoClient,
    spec: CardKindSpec<S>,
    card: DueCard,
    answers: ReadCards<S>,
  ): Promise<void> {
    try {
      answers.found.set(card, await spec.find(amo, card.entityId));
    } catch (error) {
      if (!(error instanceof UnexpectedAnswer || error instanceof Forbidden)) throw error;
      answers.unreadable.push(card);
    }
  }
}

/** A list of which one row cannot be read gives nothing: each card is read alone then. */
async function firstPage<S>(pages: AsyncGenerator<Read<S>[], void>): Promise<Read<S>[]> {
  try {
    const { value } = await pages.next();
    return value ?? [];
  } catch (error) {
    if (error instanceof UnexpectedAnswer) return [];
    throw error;
  }
}
