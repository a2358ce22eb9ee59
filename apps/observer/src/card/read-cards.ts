import { Forbidden, NotFound, ServerFailed, UnexpectedAnswer, type AmoClient } from '@hub/amocrm';
import type { CardState, KnownCard } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import type { DueCard } from '../hint/due-cards.js';
import type { CardKindSpec, Read } from './card-kinds.js';
import { isBelieved } from './decide-change.js';

const withoutFilterMs = 10 * 60_000;
/** So many cards are read one by one where amoCRM fails to list them. */
const mostWithoutList = 10;
/** Where amoCRM fails so often without any answer, it is not about the cards. */
const mostFailures = 3;

/** What reading due cards gave: answers (null: not found) and cards that amoCRM does not show as it should. */
export interface ReadCards<S> {
  found: Map<DueCard, S | null>;
  /** With the reason. */
  unreadable: Map<DueCard, Error>;
}

/** What the journal has of cards, by id. */
type KnownCards = ReadonlyMap<number, Pick<KnownCard<{ updatedAt: number }>, 'state' | 'goneAt'>>;

/**
 * Reads due cards of one kind: several with one call by a list, and alone by id what the list does not answer for. An
 * account whose list ignores `filter[id]` (a paid option) is asked for its newest changes instead for ten minutes.
 */
@Injectable()
export class CardReader {
  /** Places whose lists ignore `filter[id]`, and until when that counts: the option may be bought. */
  private readonly withoutFilter = new Map<string, number>();

  /**
   * An answer that cannot be read, or a refusal of this kind of cards, makes cards unreadable; everything else is thrown.
   * Where the list and then a card are forbidden, the other cards are not asked for. A failure of amoCRM about one card is
   * that card's alone where amoCRM answers about others. Where one makes the list fail, only the first of many are read:
   * the rest stays due.
   */
  async read<S extends CardState>(
    amo: AmoClient,
    spec: CardKindSpec<S>,
    cards: readonly DueCard[],
    known: KnownCards,
  ): Promise<ReadCards<S>> {
    const answerable = cards.filter((card) => mayListAnswer(card, known));
    const listed = answerable.length > 1 ? await this.list(amo, spec, answerable) : null;
    if (listed instanceof ServerFailed && cards.length > mostWithoutList)
      return this.read(amo, spec, cards.slice(0, Math.ceil(cards.length / 2)), known);
    const rows = listed === null || listed instanceof Error ? new Map<number, S>() : listed;
    const answers: ReadCards<S> = { found: new Map(), unreadable: new Map() };
    const left: DueCard[] = [];
    for (const card of cards) {
      const row = answerable.includes(card) ? rows.get(card.entityId) : undefined;
      const { state = null } = known.get(card.entityId) ?? {};
      const asked = { changedAt: card.changedAt, knownUpdatedAt: state?.updatedAt ?? null };
      if (row && isBelieved(row, asked)) answers.found.set(card, row);
      else left.push(card);
    }
    await this.readEach(amo, spec, left, { answers, listed });
    return answers;
  }

  /** Reads cards alone. Throws a failure of amoCRM where nothing shows that it is about these cards only. */
  private async readEach<S extends CardState>(
    amo: AmoClient,
    spec: CardKindSpec<S>,
    cards: readonly DueCard[],
    { answers, listed }: { answers: ReadCards<S>; listed: Map<number, S> | Error | null },
  ): Promise<void> {
    const { found, unreadable } = answers;
    const failed = new Map<DueCard, ServerFailed>();
    const isAnswering = () => listed instanceof Map || found.size + unreadable.size > 0;
    let refusal: Error | null = null;
    for (const card of cards) {
      if (failed.size === mostFailures && !isAnswering()) break;
      if (refusal) unreadable.set(card, refusal);
      else
        await this.readAlone(amo, spec, card, answers).catch((error: unknown) => {
          if (!(error instanceof ServerFailed)) throw error;
          failed.set(card, error);
        });
      const error = unreadable.get(card);
      if (listed instanceof Forbidden && error instanceof Forbidden) refusal = error;
    }
    const [failure] = failed.values();
    // One that failed while others were answered is the reason itself, also where it is due alone.
    if (failure && !isAnswering() && ![...failed.keys()].every(({ failedReads }) => failedReads > 0))
      throw failure;
    for (const [card, error] of failed) unreadable.set(card, error);
  }

  /** Rows by id, or why there are none: each card is read alone then. */
  private async list<S extends CardState>(
    amo: AmoClient,
    spec: CardKindSpec<S>,
    cards: readonly DueCard[],
  ): Promise<Map<number, S> | Error> {
    const place = `${amo.accountId} ${spec.kind}`;
    const ids = cards.map(({ entityId }) => entityId);
    const isFiltered = (this.withoutFilter.get(place) ?? 0) <= performance.now();
    const query = isFiltered
      ? { filter: { id: ids } }
      : { order: { [spec.kind === 'task' ? 'created_at' : 'updated_at']: 'desc' } };
    try {
      const page: Read<S>[] = (await spec.list(amo, query).next()).value ?? [];
      if (isFiltered && page.some(({ id }) => !ids.includes(id)))
        this.withoutFilter.set(place, performance.now() + withoutFilterMs);
      return new Map(page.map(({ id, state }) => [id, state]));
    } catch (error) {
      return error instanceof ServerFailed ? error : refusalIn(error);
    }
  }

  private async readAlone<S extends CardState>(
    amo: AmoClient,
    spec: CardKindSpec<S>,
    card: DueCard,
    { found, unreadable }: ReadCards<S>,
  ): Promise<void> {
    try {
      found.set(card, await spec.find(amo, card.entityId));
    } catch (error) {
      unreadable.set(card, refusalIn(error));
    }
  }
}

/**
 * Whether a row of a list may answer for a card. Where a change is reported without its moment, nothing shows that the row is as new
 * as the change, and a card that is known to be gone may be there still in a list that lags.
 */
function mayListAnswer({ entityId, isReadById }: DueCard, known: KnownCards): boolean {
  return !isReadById && (known.get(entityId)?.goneAt ?? null) === null;
}

/** Why these cards alone cannot be read; throws errors that concern the account or may pass by themselves. */
function refusalIn(error: unknown): Error {
  if (error instanceof UnexpectedAnswer || error instanceof Forbidden || error instanceof NotFound)
    return error;
  throw error;
}
