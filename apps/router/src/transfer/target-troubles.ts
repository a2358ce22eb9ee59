import { AccountRepository, AlarmRepository } from '@hub/accounts';
import type { Job } from '@hub/bus';
import { describeFailure, RetryLater } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { RoutingRulesRepository } from '../rules/routing-rules.repository.js';
import { untilMendedMs } from './point-transfer.js';
import { InspectTarget, type AimedBranch } from './inspect-target.js';
import { isPlaceRefused } from './is-place-refused.js';
import type { StepResult } from './transfer-step.js';
import type { Also } from './transfer-change.js';
import type { TransferRow } from './transfer.entity.js';
import { TransferRepository, type TransferProgress } from './transfer.repository.js';
import { isNamed } from './what-stays.js';

/** What amoCRM says of places and owners that branch and rules name: alarms, and transfers that wait for a person. */
@Injectable()
export class TargetTroubles {
  constructor(
    private readonly target: InspectTarget,
    private readonly transfers: TransferRepository,
    private readonly rules: RoutingRulesRepository,
    private readonly accounts: AccountRepository,
    private readonly alarms: AlarmRepository,
  ) {}

  /** The error to throw instead of this one: a refused place can be mended, so the transfer waits, with an alarm. */
  async judge(job: Job<unknown>, { id }: TransferRow, error: unknown): Promise<unknown> {
    if (!isPlaceRefused(error)) return error;
    const transfer = await this.transfers.get(id);
    const now = new Date();
    if (transfer.state === 'hq-noted') await this.reportRules(job, transfer, now);
    else await job.step((tx) => this.target.reportPlace(tx, branchOf(transfer), now));
    return new RetryLater(describeFailure(error), untilMendedMs, { cause: error });
  }

  /**
   * The alarms that a step disproves: the branch lead is made, so what amoCRM took of the target is right, or HQ has taken
   * the handed-over stage.
   */
  disproved(
    { state, hqAccountId, branchId, target: { ownerId } }: TransferRow,
    { hqWrite, ...made }: StepResult,
    now: Date,
  ): Also[] {
    if (state === 'hq-noted' && hqWrite)
      return [{ call: 'accounts.clear_alarms', values: [['handed-over-stage-refused'], [hqAccountId], now] }];
    if (made.branchLeadId == null) return [];
    const isOwnerRight = !isOwnerRefused(ownerId, made) && !isNamed(made.leftOut, 'leftOut.owner-gone');
    const kinds = ['branch-target-broken', ...(isOwnerRight ? ['branch-owner-missing'] : [])];
    return [{ call: 'accounts.clear_alarms', values: [kinds, [branchId], now] }];
  }

  /** Whether a step gives reason for an alarm. */
  isTroubled({ stepMakesLead, target: { ownerId } }: TransferRow, made: TransferProgress): boolean {
    if (made.state === 'contact-ready' && stepMakesLead) return true;
    return made.branchLeadId != null && (made.isJoined === true || isOwnerRefused(ownerId, made));
  }

  /**
   * Raises the alarms that a step gives reason for. A lead that was begun in one call with its contact, and is now made apart,
   * may have been joined to a deal. In the transaction that records the step.
   */
  async report(tx: EntityManager, transfer: TransferRow, made: TransferProgress, now: Date): Promise<void> {
    if (made.state === 'contact-ready' && transfer.stepMakesLead) await this.reportDoubt(tx, transfer, now);
    if (made.branchLeadId == null) return;
    if (made.isJoined) await this.reportJoined(tx, transfer, made, now);
    const branch = branchOf(transfer);
    const { ownerId } = branch.target;
    if (ownerId !== null && isOwnerRefused(ownerId, made))
      await this.target.reportOwner(tx, branch, { ownerId: null, goneId: ownerId }, now);
  }

  /** Duplicate control meets the hub there after all: from now on contact and lead are made apart. */
  private async reportJoined(
    tx: EntityManager,
    { hqLeadId, target: { accountId } }: TransferRow,
    { branchLeadId }: TransferProgress,
    now: Date,
  ): Promise<void> {
    await this.accounts.update(tx, accountId, { duplicateControl: 'meets' });
    const account = (await this.accounts.find(accountId, tx))?.host ?? accountId;
    const facts = { account, hqLeadId: String(hqLeadId), leadId: String(branchLeadId) };
    const subject = `${accountId}:${hqLeadId}`;
    await this.alarms.raise(tx, { kind: 'lead-joined', subject, accountId, facts }, now);
  }

  /**
   * It is unknown again whether duplicate control meets the hub there: a person has to say so, and two calls are made
   * until then.
   */
  private async reportDoubt(
    tx: EntityManager,
    { hqLeadId, target: { accountId } }: TransferRow,
    now: Date,
  ): Promise<void> {
    const account = await this.accounts.find(accountId, tx);
    if (account?.duplicateControl === 'absent')
      await this.accounts.update(tx, accountId, { duplicateControl: 'unknown' });
    const facts = { account: account?.host ?? accountId, hqLeadId: String(hqLeadId) };
    const subject = `${accountId}:${hqLeadId}`;
    await this.alarms.raise(tx, { kind: 'lead-join-doubted', subject, accountId, facts }, now);
  }

  /** HQ refuses the handed-over stage of the rules: as a rule it was deleted there. */
  async reportRules(
    job: Job<unknown>,
    { hqAccountId }: Pick<TransferRow, 'hqAccountId'>,
    now: Date,
  ): Promise<void> {
    const { rules } = await this.rules.getNewestOf(hqAccountId);
    const account = (await this.accounts.get(hqAccountId)).host;
    const { intakePipelineId: pipeline, handedOverStatusId: stage } = rules;
    const facts = { account, pipeline: String(pipeline), stage: String(stage) };
    const kind = 'handed-over-stage-refused';
    const alarm = { kind, subject: hqAccountId, accountId: hqAccountId, facts } as const;
    await job.step((tx) => this.alarms.raise(tx, alarm, now));
  }

  /** HQ has taken the handed-over stage. */
  async rulesAreRight(tx: EntityManager, hqAccountId: string, now: Date): Promise<void> {
    await this.alarms.clear(tx, 'handed-over-stage-refused', hqAccountId, now);
  }
}

function branchOf({ branchId, branchName, target }: TransferRow): AimedBranch {
  return { id: branchId, name: branchName, target };
}

function isOwnerRefused(ownerId: number | null, { leftOut }: TransferProgress): boolean {
  return ownerId !== null && isNamed(leftOut, 'leftOut.owner');
}
