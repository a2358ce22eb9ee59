import { Reply, type ReplyAbout } from '@hub/bus';
import { ReJudge, type ReJudged } from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import { ReJudgeList } from './re-judge-list.js';

/** Answers when a person says whether leads are to be judged again. */
@Controller()
export class ReJudgeController {
  constructor(
    private readonly source: DataSource,
    private readonly rules: RoutingRulesRepository,
    private readonly list: ReJudgeList,
  ) {}

  /** Throws 409 when the hub asks about another number of leads by now than the caller has seen. */
  @Reply('router.decisions.re-judge')
  async reJudge(
    { answer = null, leads: seen = null, leadIds = null, kind = null }: ReJudge,
    { correlationId }: ReplyAbout,
  ): Promise<ReJudged> {
    if (!answer && !leadIds && !kind) throw new Problem(400, message('problems.re-judge-nothing'));
    const current = await this.rules.findCurrent();
    if (!current) throw new Problem(409, message('problems.no-rules'));
    const accountId = current.rules.hqAccountId;
    return inTransaction(this.source, async (tx) => {
      const asked = await this.list.countAsked(tx, accountId);
      if (answer && seen !== null && seen !== asked)
        throw new Problem(409, message('problems.re-judge-changed', { leads: asked }));
      const about = { now: new Date(), correlationId, rulesVersion: current.version };
      const leads = await this.list.answer(tx, accountId, { answer, leadIds, kind }, about);
      return { leads, asked: await this.list.countAsked(tx, accountId) };
    });
  }
}
