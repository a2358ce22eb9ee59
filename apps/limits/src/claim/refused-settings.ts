import { AccountRepository, AlarmRepository } from '@hub/accounts';
import type { Message } from '@hub/messages';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ClaimRow } from './claim.entity.js';
import type { Blame } from './decide-blame.js';

const kind = 'claim-setting-refused';

/**
 * Alarms about what amoCRM refuses whatever the lead: one per user, one per target stage, and one about the rights of the hub.
 * They end with a lead that is handed over to that user or stage, the last one with any, and when the settings are saved.
 */
@Injectable()
export class RefusedSettings {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly alarms: AlarmRepository,
  ) {}

  async raise(
    tx: EntityManager,
    claim: ClaimRow,
    blame: Exclude<Blame, 'lead'>,
    problem: Message,
  ): Promise<void> {
    const { accountId, userId: user, terms } = claim;
    const { name: account } = await this.accounts.get(accountId, tx);
    const stage = { pipeline: terms?.targetStage.pipelineId ?? 0, stage: terms?.targetStage.statusId ?? 0 };
    const facts = { account, blame, user, ...stage, problem };
    await this.alarms.raise(tx, { kind, subject: subjectsOf(claim)[blame], accountId, facts }, new Date());
  }

  /** A lead was handed over. */
  async end(tx: EntityManager, claim: ClaimRow): Promise<void> {
    await this.alarms.clearEach(tx, [kind], Object.values(subjectsOf(claim)), new Date());
  }

  /** Settings were saved: what is still refused raises its alarm again. */
  async endAll(tx: EntityManager, accountId: string): Promise<void> {
    await this.alarms.clearOthers(tx, kind, { prefix: `${accountId}/`, subjects: [] }, new Date());
  }
}

function subjectsOf({ accountId, userId, terms }: ClaimRow): Record<Exclude<Blame, 'lead'>, string> {
  const { pipelineId = 0, statusId = 0 } = terms?.targetStage ?? {};
  return {
    user: `${accountId}/user/${userId}`,
    stage: `${accountId}/stage/${pipelineId}/${statusId}`,
    account: `${accountId}/account`,
  };
}
