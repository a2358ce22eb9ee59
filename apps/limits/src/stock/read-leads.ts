import { AmoClients, findLead, listLeads, type AmoClient, type AmoLead } from '@hub/amocrm';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ExchangeRepository, type Reading } from '../settings/exchange.repository.js';
import type { Exchange } from '../settings/exchange.entity.js';
import { pictureOf } from './picture-of.js';
import { StockRepository } from './stock.repository.js';

/** Presses within this time share one reading. */
const freshForMs = 1000;
/** A reading goes this far behind the newest change it knows, for changes that were committed out of order. */
const overlapSeconds = 60;
const newestFirst = { order: { updated_at: 'desc' } };

/**
 * Keeps the picture of an account's leads. A full reading walks them by id; catching up pages through them by their
 * last change, newest first, down to where the reading before began. No API filter is used, because filters are a paid
 * option (entities sheet 1.2).
 */
@Injectable()
export class ReadLeads {
  private readonly catchingUp = new Map<string, Promise<Exchange>>();

  constructor(
    private readonly source: DataSource,
    private readonly clients: AmoClients,
    private readonly exchanges: ExchangeRepository,
    private readonly stock: StockRepository,
  ) {}

  /**
   * Reads all leads of an account, whatever was known before. By id, because in every other order a lead that changes
   * meanwhile moves and another one is skipped; what it does not meet all the same is asked for one by one.
   */
  async readAll(accountId: string, signal?: AbortSignal): Promise<void> {
    const client = this.clients.forAccount(accountId, 'bulk', signal);
    const leadsReadAt = await this.stock.now();
    // Asked first: a change during the walk may be behind it, and the next catching up has to reach back to here.
    const newestChangeAt = newestOf((await listLeads(client, newestFirst).next()).value ?? []);
    for await (const leads of listLeads(client, { order: { id: 'asc' } })) {
      await this.save(accountId, leads, leadsReadAt);
    }
    for (const leadId of await this.stock.findReadBefore(accountId, leadsReadAt)) {
      await this.readOne(client, leadId);
    }
    await this.record(accountId, { leadsReadAt, newestChangeAt });
  }

  /**
   * Catches up with what webhooks have not told yet: one call on most presses, and one reading at a time for all
   * presses in this process. Throws a 503 `Problem` while the first reading runs, because counting half of the leads
   * would grant what a limit forbids.
   */
  async catchUp(exchange: Exchange): Promise<Exchange> {
    const { accountId, leadsReadAt } = exchange;
    if (!leadsReadAt) throw new Problem(503, message('problems.leads-being-read'));
    const running = this.catchingUp.get(accountId);
    if (running) return running;
    const started = this.readNewest(exchange, leadsReadAt).finally(() => this.catchingUp.delete(accountId));
    this.catchingUp.set(accountId, started);
    return started;
  }

  private async readNewest(exchange: Exchange, readBefore: Date): Promise<Exchange> {
    const { accountId, newestChangeAt: known } = exchange;
    const leadsReadAt = await this.stock.now();
    if (leadsReadAt.getTime() - readBefore.getTime() < freshForMs) return exchange;
    const client = this.clients.forAccount(accountId, 'claim');
    let newestChangeAt = known;
    for await (const leads of listLeads(client, newestFirst)) {
      newestChangeAt = Math.max(newestChangeAt ?? 0, newestOf(leads) ?? 0);
      await this.save(accountId, leads, leadsReadAt);
      if (isBefore(leads.at(-1), known === null ? null : known - overlapSeconds)) break;
    }
    await this.record(accountId, { leadsReadAt, newestChangeAt });
    return this.exchanges.get(accountId);
  }

  private async readOne(client: AmoClient, leadId: number): Promise<void> {
    const { accountId } = client;
    const readAt = await this.stock.now();
    const lead = await findLead(client, leadId);
    if (lead) await this.save(accountId, [lead], readAt);
    else await inTransaction(this.source, (tx) => this.stock.remove(tx, accountId, leadId));
  }

  private async save(accountId: string, leads: readonly AmoLead[], readAt: Date): Promise<void> {
    await inTransaction(this.source, (tx) => this.stock.save(tx, accountId, leads.map(pictureOf), readAt));
  }

  private async record(accountId: string, reading: Reading): Promise<void> {
    await inTransaction(this.source, (tx) => this.exchanges.recordReading(tx, accountId, reading));
  }
}

function newestOf(leads: readonly AmoLead[]): number | null {
  return leads.length > 0 ? Math.max(...leads.map((lead) => lead.updated_at)) : null;
}

function isBefore(lead: AmoLead | undefined, since: number | null): boolean {
  return lead !== undefined && since !== null && lead.updated_at < since;
}
