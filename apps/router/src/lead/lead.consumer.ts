import { Bus, forEver } from '@hub/bus';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ReJudgeLeadRepository } from '../re-judge/re-judge-lead.repository.js';
import { leadConsumer, leadKey, type LeadWork } from './lead-work.js';
import { RouteInbound } from './route-inbound.js';

/**
 * Enough parallel jobs for ten branches that do not answer: each occupies 64 until its first time-out, and one
 * after it (`AccountGate`). They mostly wait for slots, where their calls gather.
 */
const concurrency = 640;

/** Routes inbound leads. */
@Injectable()
export class LeadConsumer implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly routing: RouteInbound,
    private readonly list: ReJudgeLeadRepository,
  ) {}

  onModuleInit(): void {
    this.bus.consume<LeadWork>({
      consumer: leadConsumer,
      subject: 'crm.changed',
      concurrency,
      again: {
        forMs: forEver,
        keep: { isAsked: true },
        keysLeftToPeople: async (tx) => (await this.list.listLeftToPeople(tx)).map(leadKey),
        // Many do not move at once: `ReJudge` asks a person about them first.
        withAccount: false,
      },
      handle: async (job) => {
        if (job.payload.entity !== 'lead') return;
        await this.routing.run(job);
        // What a person has asked for is more than a check of the lead: that person retries it.
        await this.bus.reviveGivenUp(leadConsumer, job, ({ isAsked }) => isAsked === true);
      },
    });
  }
}
