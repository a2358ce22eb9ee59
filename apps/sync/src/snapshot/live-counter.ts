import type { AmoClient } from '@hub/amocrm';
import { entityTypes, type EntityType } from '../configuration/raw-snapshot.js';
import { kindOf } from '../kind/kinds.js';
import type { CountNeeded } from '../plan/live-counts-needed.js';
import {
  countsIn,
  covers,
  emptyTally,
  entityOf,
  tallyWith,
  tallyWithNew,
  type Tallies,
  type Tally,
} from './card-tally.js';
import { cardsBehind, cardsWrittenSince, walkCards } from './walk-cards.js';

/** Counts by address. */
type Counts = Record<string, number>;

/**
 * Counts the deals in stages and pipelines, the cards with a value in a field, the leads with a loss reason (closed
 * ones are in the same list), and the requests among incoming leads.
 * One walk over an entity type serves all its objects; from then on only what was written since is read, in the order of
 * writing, and what is new, by number. A card deleted meanwhile may still be in a count: `recount` walks again. Filters are never trusted: they are
 * a paid option that is ignored in silence where it is missing, and the order is checked.
 */
export class LiveCounter {
  /** What was walked over before is taken over from another count. */
  readonly countsFrom = new Date();

  /** Pages of cards that may be read before a count is given up. */
  private pagesLeft = Infinity;

  /** `known` was found before; a walk also counts `besides`, for whoever asks next. */
  constructor(
    private readonly amo: AmoClient,
    private known: Tallies = {},
    private readonly besides: readonly CountNeeded[] = [],
  ) {}

  /** What was found so far, to go on from. */
  get tallies(): Tallies {
    return this.known;
  }

  /** Whether the cards of an entity type were walked over from a moment on, or never yet: then a count walks. */
  isWalkedSince(entity: EntityType, moment: Date): boolean {
    const walkedAt = this.known[entity]?.walkedAt;
    return walkedAt === undefined || new Date(walkedAt) >= moment;
  }

  /** The counts as they are now, by address. */
  async count(needed: readonly CountNeeded[]): Promise<Counts> {
    return (await this.countBy(needed, (entity, mine) => this.update(entity, mine))) ?? {};
  }

  /** As `count`; null where walks over all cards take more pages than that. */
  async countWithin(needed: readonly CountNeeded[], pages: number): Promise<Counts | null> {
    this.pagesLeft = pages;
    const counts = await this.countBy(needed, (entity, mine) => this.update(entity, mine));
    this.pagesLeft = Infinity;
    return counts;
  }

  /** As `count`, with a walk over all cards: exact also where cards were deleted. */
  async recount(needed: readonly CountNeeded[]): Promise<Counts> {
    return (await this.countBy(needed, (entity, mine) => this.walk(entity, mine))) ?? {};
  }

  private async countBy(
    needed: readonly CountNeeded[],
    tallyOf: (entity: EntityType, needed: readonly CountNeeded[]) => Promise<Tally | null>,
  ): Promise<Counts | null> {
    const counts: Record<string, number> = {};
    for (const { address, branchId, kind, risk } of needed) {
      const { guard } = kindOf(kind);
      if (guard?.risk === risk) counts[address] = await guard.count(this.amo, branchId);
    }
    for (const entity of entityTypes) {
      const mine = needed.filter((count) => entityOf(count) === entity);
      if (mine.length === 0) continue;
      const tally = await tallyOf(entity, mine);
      if (tally === null) return null;
      this.known = { ...this.known, [entity]: tally };
      Object.assign(counts, countsIn(tally, mine));
    }
    return counts;
  }

  private async update(entity: EntityType, needed: readonly CountNeeded[]): Promise<Tally | null> {
    const known = this.known[entity];
    if (!known || !covers(known, needed)) return this.walk(entity, needed);
    const tally = await this.caughtUp(entity, known);
    if (tally === null) return this.walk(entity, needed);
    const cards = await cardsBehind(this.amo, entity, known.lastId);
    return cards.length === 0 ? tally : tallyWith(tally, cards, new Date(tally.since));
  }

  /** Null where it takes more pages than are left. */
  private async walk(entity: EntityType, needed: readonly CountNeeded[]): Promise<Tally | null> {
    const besides = this.besides.filter((count) => entityOf(count) === entity);
    const wanted = [...(this.known[entity]?.counted ?? []), ...besides, ...needed];
    const all = new Map(wanted.map((one) => [one.address, one]));
    const walkOnce = async () => {
      const begun = new Date();
      let tally = emptyTally([...all.values()], begun);
      let pages = 0;
      for await (const page of walkCards(this.amo, entity)) {
        pages += 1;
        this.pagesLeft -= 1;
        if (this.pagesLeft < 0) return null;
        tally = tallyWithNew(tally, page);
      }
      return { tally, pages };
    };
    const first = await walkOnce();
    // Because one page shows a single moment.
    if (first === null || first.pages <= 1) return first && first.tally;
    return (await this.caughtUp(entity, first.tally)) ?? (await walkOnce())?.tally ?? null;
  }

  /** The tally with what was written since it; null where amoCRM does not give that in order. */
  private async caughtUp(entity: EntityType, tally: Tally): Promise<Tally | null> {
    const begun = new Date();
    const { newest } = tally;
    const cards = await cardsWrittenSince(this.amo, entity, { since: new Date(tally.since), newest });
    return cards && tallyWith(tally, cards, begun);
  }
}
