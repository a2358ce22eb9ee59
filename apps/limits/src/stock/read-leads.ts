import { AmoClients, listLeads, listPipelines, type AmoClient, type AmoLead } from '@hub/amocrm';
import { inTransaction } from '@hub/database';
import { Problem } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ExchangeRepository } from '../settings/exchange.repository.js';
import type { Exchange } from '../settings/exchange.entity.js';
import { pictureOf } from './picture-of.js';
import { StockRepository } from './stock.repository.js';

/** Presses within this time share one reading. */
const freshForMs = 1000;
/** A reading goes this far behind the newest change it knows, for changes that were committed out of order. */
const overlapSeconds = 60;

/**
 * Keeps the picture of an account's leads. It pages through the leads by their last change, newest first, down to
 * where the reading before began; no API filter is used, because filters are a paid option (entities sheet 1.2).
 */
@Injectable()
export class ReadLeads {
  constructor(
    private readonly source: DataSource,
    private readonly clients: AmoClients,
    private readonly exchanges: ExchangeRepository,
    private readonly stock: StockRepository,
  ) {}

  /** Reads all leads of an account, whatever was known before. */
  async readAll(accountId: string, signal?: AbortSignal): Promise<void> {
    const exchange = await this.exchanges.get(accountId);
    await this.read(exchange, this.clients.forAccount(accountId, 'bulk', signal), null);
  }

  /**
   * Catches up with what webhooks have not told yet: one call on most presses. Throws a 503 `Problem` while the
   * first reading runs, because counting half of the leads would grant what a limit forbids.
   */
  async catchUp(exchange: Exchange, signal?: AbortSignal): Promise<Exchange> {
    const { accountId, leadsReadAt, newestChangeAt } = exchange;
    if (!leadsReadAt) throw new Problem(503, 'The leads of this account are being read for the first time');
    const now = await this.stock.now();
    if (now.getTime() - leadsReadAt.getTime() < freshForMs) return exchange;
    const since = newestChangeAt === null ? null : newestChangeAt - overlapSeconds;
    await this.read(exchange, this.clients.forAccount(accountId, 'claim', signal), since);
    return this.exchanges.get(accountId);
  }

  private async read(exchange: Exchange, client: AmoClient, since: number | null): Promise<void> {
    const { accountId } = exchange;
    const leadsReadAt = await this.stock.now();
    const archivedPipelineIds = await readArchived(client);
    let { newestChangeAt } = exchange;
    for await (const leads of listLeads(client, { order: { updated_at: 'desc' } })) {
      newestChangeAt = Math.max(newestChangeAt ?? 0, ...leads.map((lead) => lead.updated_at));
      await inTransaction(this.source, (tx) =>
        this.stock.save(tx, accountId, leads.map(pictureOf), leadsReadAt),
      );
      if (isBefore(leads.at(-1), since)) break;
    }
    await inTransaction(this.source, (tx) =>
      this.exchanges.recordReading(tx, accountId, { leadsReadAt, newestChangeAt, archivedPipelineIds }),
    );
  }
}

async function readArchived(client: AmoClient): Promise<number[]> {
  const pipelines = await listPipelines(client);
  return pipelines.filter((pipeline) => pipeline.is_archive).map(({ id }) => id);
}

function isBefore(lead: AmoLead | undefined, since: number | null): boolean {
  return lead !== undefined && since !== null && lead.updated_at < since;
}
