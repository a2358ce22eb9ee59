import { Bus } from '@hub/bus';
import type { LeadAtHq, QuotaFullness, ReserveQuota } from '@hub/contracts';
import { LOGGER, Problem, type Logger } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { TransferRow } from '../transfer/transfer.entity.js';

/** The place that a transfer is to take. */
export type PlaceToTake = Omit<ReserveQuota, 'isForced'>;

/** How long a lead waits for the limits service: it answers from its own database. */
const deadlineMs = 3_000;

/** As many transfers whose end this process still has to say. */
const mostKept = 10_000;

/** The quotas of branches, which the limits service keeps. */
@Injectable()
export class Quotas {
  /** The branch in which this process has reserved a place for a transfer; of others the limits service asks. */
  private readonly reserved = new Map<string, string>();

  constructor(
    private readonly bus: Bus,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  /** Whether this process has reserved a place for the transfer, in whatever branch. */
  hasPlace(transferId: string): boolean {
    return this.reserved.has(transferId);
  }

  /**
   * The state of the quotas of these branches for this lead, or for any lead without a place. Null: the limits service
   * does not answer.
   */
  async ask(
    branchIds: readonly string[],
    lead: LeadAtHq | null,
    correlationId: string,
  ): Promise<ReadonlyMap<string, QuotaFullness> | null> {
    const own = lead && { hqAccountId: lead.hqAccountId, hqLeadId: lead.hqLeadId };
    const asked = { branchIds: [...branchIds], lead: own };
    const asking = this.bus.request('limits.quotas.ask', asked, { correlationId, deadlineMs });
    const answers = await this.orNull(asking);
    return answers && new Map(answers.items.map((one) => [one.branchId, one]));
  }

  /**
   * Reserves a place: null, or the state of a quota that has none left. Throws without an answer: the place may be
   * reserved.
   */
  async reserve(place: PlaceToTake, correlationId: string): Promise<QuotaFullness | null> {
    const about = { correlationId, deadlineMs };
    const { isReserved, quota } = await this.bus.request('limits.quotas.reserve', { ...place }, about);
    if (!isReserved) return quota;
    this.reserved.set(place.transferId, place.branchId);
    this.forgetOldest();
    return null;
  }

  /**
   * Counts a transfer that was not decided here by the rules: a person chose its branch, or it is the next leg of a
   * trail. A full branch takes it. Does nothing when its place is known, and goes on when nobody answers.
   */
  async count(
    { id: transferId, branchId, hqAccountId, hqLeadId }: TransferRow,
    correlationId: string,
  ): Promise<void> {
    if (this.reserved.get(transferId) === branchId) return;
    const place = { transferId, branchId, hqAccountId, hqLeadId, isForced: true };
    const about = { correlationId, deadlineMs };
    if (!(await this.orNull(this.bus.request('limits.quotas.reserve', place, about)))) return;
    this.reserved.set(transferId, branchId);
    this.forgetOldest();
  }

  /**
   * Reports the end of a transfer for which a place was reserved here. Where the report is lost, the limits service
   * asks for it.
   */
  async reportEnd(
    { id: transferId, state, branchId, target, branchLeadId, endedAt }: TransferRow,
    correlationId: string,
  ): Promise<void> {
    if (!this.reserved.has(transferId)) return;
    if (state === 'cancelled' || (endedAt !== null && branchLeadId === null))
      return this.release(transferId, correlationId);
    if (state !== 'done' || branchLeadId === null) return;
    const lead = { transferId, branchId, accountId: target.accountId, leadId: branchLeadId };
    await this.report(this.bus.request('limits.quotas.confirm', lead, { correlationId, deadlineMs }));
    this.reserved.delete(transferId);
  }

  /** Frees the place of a transfer that was never added, or was cancelled. */
  async release(transferId: string, correlationId: string): Promise<void> {
    await this.report(
      this.bus.request('limits.quotas.release', { transferId }, { correlationId, deadlineMs }),
    );
    this.reserved.delete(transferId);
  }

  private forgetOldest(): void {
    const [oldest] = this.reserved.keys();
    if (oldest !== undefined && this.reserved.size > mostKept) this.reserved.delete(oldest);
  }

  private async report(reporting: Promise<unknown>): Promise<void> {
    await reporting.catch((error: unknown) =>
      this.log.warn({ error }, 'the end of a transfer was not reported; the limits service will ask for it'),
    );
  }

  /** A service that is away, or too slow, is an answer; everything else is a fault. */
  private async orNull<T>(asking: Promise<T>): Promise<T | null> {
    return asking.catch((error: unknown) => {
      if (error instanceof Problem && error.body.status >= 500) return null;
      throw error;
    });
  }
}
