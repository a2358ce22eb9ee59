import type { AmoClient } from '@hub/amocrm';
import { entityTypes, type EntityType } from '../configuration/raw-snapshot.js';
import { kindOf } from '../kind/kinds.js';
import type { CountNeeded } from '../plan/live-counts-needed.js';
import {
  cardsIn,
  countsIn,
  covers,
  emptyTally,
  entityOf,
  tallyWith,
  tallyWithNew,
  tallyWithout,
  type Tallies,
  type Tally,
} from './card-tally.js';
import { cardsBehind, cardsThere, cardsWrittenSince, walkCards } from './walk-cards.js';

/** So many cards of an earlier count are asked for again; of more, a few deleted ones change no decision. */
const mostAskedFor = 500;

/** A count takes more pages than it may. */
class TooManyPages extends Error {}

/** A tally brought up to date, and the cards that were read for it, as last written first. */
interface Updated {
  readonly tally: Tally;
  readonly read: readonly number[];
}

type CountByAddress = Record<string, number>;

/**
 * Counts the deals in stages and pipelines, the cards with a value in a field, the leads with a loss reason (closed
 * ones are in the same list), and the requests among incoming leads. One walk over an entity type serves all its
 * objects; from then on only what was written since is read, in the order of writing, and what is new, by number. A
 * card deleted meanwhile may still be in a count: `countForPlan` asks for it, `recount` walks again. Filters are never
 * trusted: they are a paid option that is ignored in silence where it is missing, and the order is checked.
 */
export class LiveCounter {
  /** What was walked over before is taken over from another count. */
  readonly countsFrom = new Date();

  private readonly amo: AmoClient;

  /** Pages that may be read before a count is given up. */
  private pagesLeft = Infinity;

  /** `known` was found before; a walk also counts `besides`, for whoever asks next. */
  constructor(
    amo: AmoClient,
    private known: Tallies = {},
    private readonly besides: readonly CountNeeded[] = [],
  ) {
    const call: AmoClient['call'] = (request) => {
      this.pagesLeft -= 1;
      if (this.pagesLeft < 0) throw new TooManyPages();
      return amo.call(request);
    };
    this.amo = { ...amo, call };
  }

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
  count(needed: readonly CountNeeded[]): Promise<CountByAddress> {
    return this.countBy(needed, async (entity, mine) => (await this.update(entity, mine)).tally);
  }

  /**
   * As `count`, for a new plan: of what an earlier plan counted, cards that were deleted since are left out where they can
   * be asked for. Null where that takes more than so many pages.
   */
  async countForPlan(needed: readonly CountNeeded[], pages = Infinity): Promise<CountByAddress | null> {
    this.pagesLeft = pages;
    try {
      return await this.countBy(needed, async (entity, mine) => {
        const before = this.known[entity];
        const updated = await this.update(entity, mine);
        return this.withoutGone(entity, updated, before ? cardsIn(before, mine) : []);
      });
    } catch (error) {
      if (error instanceof TooManyPages) return null;
      throw error;
    } finally {
      this.pagesLeft = Infinity;
    }
  }

  /** As `count`, with a walk over all cards: exact also where cards were deleted. */
  recount(needed: readonly CountNeeded[]): Promise<CountByAddress> {
    return this.countBy(needed, (entity, mine) => this.walk(entity, mine));
  }

  private async countBy(
    needed: readonly CountNeeded[],
    tallyOf: (entity: EntityType, needed: readonly CountNeeded[]) => Promise<Tally>,
  ): Promise<CountByAddress> {
    const counts: Record<string, number> = {};
    for (const { address, branchId, kind, risk } of needed) {
      const { guard } = kindOf(kind);
      if (guard?.risk === risk) counts[address] = await guard.count(this.amo, branchId);
    }
    for (const entity of entityTypes) {
      const mine = needed.filter((count) => entityOf(count) === entity);
      if (mine.length === 0) continue;
      const tally = await tallyOf(entity, mine);
      this.known = { ...this.known, [entity]: tally };
      Object.assign(counts, countsIn(tally, mine));
    }
    return counts;
  }

  private async update(entity: EntityType, needed: readonly CountNeeded[]): Promise<Updated> {
    const known = this.known[entity];
    const updated = known && covers(known, needed) ? await this.caughtUp(entity, known) : null;
    if (!known || !updated) return { tally: await this.walk(entity, needed), read: [] };
    const { tally, read } = updated;
    const cards = await cardsBehind(this.amo, entity, known.lastId);
    return { tally: cards.length === 0 ? tally : tallyWith(tally, cards, new Date(tally.since)), read };
  }

  private async walk(entity: EntityType, needed: readonly CountNeeded[]): Promise<Tally> {
    const besides = this.besides.filter((count) => entityOf(count) === entity);
    const wanted = [...(this.known[entity]?.counted ?? []), ...besides, ...needed];
    const all = new Map(wanted.map((one) => [one.address, one]));
    const walkOnce = async () => {
      let tally = emptyTally([...all.values()], new Date());
      let pages = 0;
      for await (const page of walkCards(this.amo, entity)) {
        pages += 1;
        tally = tallyWithNew(tally, page);
      }
      return { tally, pages };
    };
    const { tally, pages } = await walkOnce();
    // Because one page shows a single moment.
    if (pages <= 1) return tally;
    return ((await this.caughtUp(entity, tally)) ?? (await walkOnce())).tally;
  }

  /** The tally without those of some cards of an earlier one that are not there any more. Those read just now are there. */
  private async withoutGone(
    entity: EntityType,
    { tally, read }: Updated,
    before: readonly number[],
  ): Promise<Tally> {
    const [there, counted] = [new Set(read), new Set(cardsIn(tally, tally.counted))];
    const ids = before.filter((id) => counted.has(id) && !there.has(id));
    // The one that has been there longest: a filter may miss new ones for a while.
    const witness = read.at(-1);
    if (witness === undefined || ids.length === 0 || ids.length > mostAskedFor) return tally;
    const found = await cardsThere(this.amo, entity, ids, witness);
    if (found === null) return tally;
    const gone = ids.filter((id) => !found.has(id));
    return tallyWithout(tally, gone);
  }

  /** The tally with what was written since it; null where amoCRM does not give that in order. */
  private async caughtUp(entity: EntityType, tally: Tally): Promise<Updated | null> {
    const begun = new Date();
    const { newest } = tally;
    const cards = await cardsWrittenSince(this.amo, entity, { since: new Date(tally.since), newest });
    return cards && { tally: tallyWith(tally, cards, begun), read: cards.map(({ id }) => id) };
  }
}
