import { AmoClients, findLead } from '@hub/amocrm';
import { Bus, type Job } from '@hub/bus';
import type { CrmChanged } from '@hub/contracts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ExchangeRepository } from '../settings/exchange.repository.js';
import { pictureOf } from './picture-of.js';
import { ReadLeads } from './read-leads.js';
import { StockRepository } from './stock.repository.js';

export const READ_LEADS = 'limits.read-leads';

/** Keeps the picture of leads up with what webhooks and the poll tell about. */
@Injectable()
export class StockConsumer implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly clients: AmoClients,
    private readonly exchanges: ExchangeRepository,
    private readonly stock: StockRepository,
    private readonly leads: ReadLeads,
  ) {}

  onModuleInit(): void {
    this.bus.consume<CrmChanged>({
      consumer: 'limits.stock',
      subject: 'crm.changed',
      concurrency: 32,
      handle: (job) => this.look(job),
    });
    this.bus.consume<{ accountId: string }>({
      consumer: READ_LEADS,
      // One job at a time of each account: a few that do not answer leave hands for the others.
      concurrency: 8,
      handle: (job) => this.leads.readAll(job.payload.accountId, job.signal),
    });
  }

  /** Reads the lead again and redraws it. Accounts without an exchange are nobody's business here. */
  private async look(job: Job<CrmChanged>): Promise<void> {
    const { accountId, entity, entityId } = job.payload;
    if (entity !== 'lead' || !(await this.exchanges.find(accountId))) return;
    const readAt = await this.stock.now();
    const client = this.clients.forAccount(accountId, 'bulk', job.signal);
    const read = () => findLead(client, entityId);
    const lead = await this.clients.gate.pass({ accountId, line: 'limits.stock', job: job.key }, read);
    await job.finish(async (tx) => {
      if (lead) await this.stock.save(tx, accountId, [pictureOf(lead)], readAt);
      else await this.stock.remove(tx, accountId, entityId);
    });
  }
}
