import { randomUUID } from 'node:crypto';
import { Bus, forEver, type Job } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { leadsLeftToPeople } from '../re-judge/leads-left-to-people.js';
import { leadConsumer, leadKey, type LeadWork } from '../lead/lead-work.js';
import { stuckAfterMs } from '../waiting/stuck-work.js';

const consumer = 'router.standing';
const everyMs = 10 * 60_000;
const pageSize = 200;

interface Page {
  /** The last transfer of the page before. */
  after?: string;
}

/**
 * Finds transfers that make no progress and have no work that is retried by itself: a person has discarded their dead letter, or the
 * only one is what a person has asked for. Each gets new work, because a transfer ends only at its end or by being cancelled;
 * not where a person is asked about the lead, or has said no.
 */
@Injectable()
export class ResumeStuck implements OnModuleInit {
  constructor(
    private readonly source: DataSource,
    private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    this.bus.consume<Page>({
      ...{ consumer, concurrency: 1, again: { forMs: forEver } },
      handle: (job) => this.run(job),
    });
    this.bus.schedule({ consumer, when: { everyMs } });
  }

  private async run(job: Job<Page>): Promise<void> {
    const leads: { id: string; accountId: string; leadId: string }[] = await this.source.query(
      `SELECT id, hq_account_id AS "accountId", hq_lead_id AS "leadId" FROM router.transfer
         CROSS JOIN LATERAL (SELECT hq_account_id || ':lead:' || hq_lead_id AS key) AS own
        WHERE state NOT IN ('done', 'cancelled') AND changed_at < now() - $1 * interval '1 ms'
          AND NOT EXISTS (SELECT FROM router.inbox_lane lane WHERE lane.consumer = $2 AND lane.key = own.key)
          AND NOT EXISTS (SELECT FROM router.inbox dead WHERE dead.consumer = $2 AND dead.state = 'dead'
            AND coalesce(dead.payload ->> 'accountId', '') = hq_account_id::text AND dead.key = own.key
            AND NOT dead.payload @> '{"isAsked": true}')
          AND NOT EXISTS (SELECT FROM (${leadsLeftToPeople}) AS listed
            WHERE listed.account_id = hq_account_id AND listed.lead_id = hq_lead_id)
          AND ($4::uuid IS NULL OR id > $4)
        ORDER BY id LIMIT $3`,
      [stuckAfterMs, leadConsumer, pageSize, job.payload.after ?? null],
    );
    const last = leads.length === pageSize ? leads.at(-1) : undefined;
    const jobs = leads.map((lead) => {
      const { accountId } = lead;
      const leadId = Number(lead.leadId);
      const payload: LeadWork = { accountId, entity: 'lead', entityId: leadId };
      const about = {
        id: randomUUID(),
        key: leadKey({ accountId, leadId }),
        correlationId: job.correlationId,
      };
      return { payload, about };
    });
    await job.finish(async (tx) => {
      await this.bus.enqueueAll(tx, leadConsumer, jobs);
      // A transfer that comes back without having moved keeps none behind it out.
      const about = { key: job.key, correlationId: job.correlationId };
      if (last) await this.bus.enqueue(tx, consumer, { accountId: null, after: last.id }, about);
    });
    if (jobs.length > 0) job.log.info({ transfers: jobs.length }, 'stuck transfers go on');
  }
}
