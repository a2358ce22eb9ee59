import { AccountRepository, AlarmRepository } from '@hub/accounts';
import type { Facts } from '@hub/messages';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AccountFacts } from '../account-facts.js';
import type { BranchFacts, Target } from '../lead/route-lead.js';
import { chooseOwner, type ChosenOwner } from './choose-owner.js';

export type AimedBranch = Pick<BranchFacts, 'id' | 'name'> & { target: Target };

/** A branch's target, checked in its account; null is what could not be read, and counts as right. */
export interface Inspection {
  branch: AimedBranch;
  hasPlace: boolean | null;
  hasOwner: boolean | null;
  owner: ChosenOwner;
}

/** Checks whether leads can be put where a branch wants them, and keeps the alarms about it. */
@Injectable()
export class InspectTarget {
  constructor(
    private readonly facts: AccountFacts,
    private readonly accounts: AccountRepository,
    private readonly alarms: AlarmRepository,
  ) {}

  /** Asks the account; what it answered well a moment ago is not asked again. */
  async run(branch: AimedBranch, signal: AbortSignal): Promise<Inspection> {
    const { accountId, ownerId, standInId } = branch.target;
    const hasOwner = ownerId === null ? true : await this.facts.hasUser(accountId, ownerId, signal);
    const needsStandIn = hasOwner === false && standInId !== null;
    const hasStandIn = needsStandIn ? await this.facts.hasUser(accountId, standInId, signal) : null;
    const isGone = (userId: number) => (userId === ownerId ? hasOwner : hasStandIn) === false;
    const hasPlace = await this.facts.hasPlace(branch.target, signal);
    return { branch, hasPlace, hasOwner, owner: chooseOwner(branch.target, isGone) };
  }

  /** Raises the alarms that the inspection gives reason for, and clears those that it disproves. */
  async report(
    tx: EntityManager,
    { branch, hasPlace, hasOwner, owner }: Inspection,
    now: Date,
  ): Promise<void> {
    if (hasPlace === false) await this.reportPlace(tx, branch, now);
    else if (hasPlace) await this.alarms.clear(tx, 'branch-target-broken', branch.id, now);
    if (owner.goneId !== null) await this.reportOwner(tx, branch, owner, now);
    else if (hasOwner) await this.alarms.clear(tx, 'branch-owner-missing', branch.id, now);
  }

  /** The branch's pipeline or stage takes no leads, whatever was learned of it before. */
  async reportPlace(tx: EntityManager, branch: AimedBranch, now: Date): Promise<void> {
    this.facts.forget(branch.target.accountId);
    const { pipelineId, statusId } = branch.target;
    const facts = { pipeline: String(pipelineId), stage: String(statusId) };
    await this.raise(tx, 'branch-target-broken', branch, facts, now);
  }

  /** The branch's owner of new leads is not in the account any more. */
  async reportOwner(tx: EntityManager, branch: AimedBranch, owner: ChosenOwner, now: Date): Promise<void> {
    const { goneId, ownerId } = owner;
    const facts = { user: String(goneId), standIn: ownerId === null ? 'none' : String(ownerId) };
    await this.raise(tx, 'branch-owner-missing', branch, facts, now);
  }

  /** What the alarms were about is right now, or does not matter any more. */
  async clear(
    tx: EntityManager,
    branchId: string,
    kinds: readonly ('branch-target-broken' | 'branch-owner-missing')[],
    now: Date,
  ): Promise<void> {
    await this.alarms.clearEach(tx, kinds, [branchId], now);
  }

  private async raise(
    tx: EntityManager,
    kind: 'branch-target-broken' | 'branch-owner-missing',
    { id: branchId, name, target: { accountId } }: AimedBranch,
    facts: Facts,
    now: Date,
  ): Promise<void> {
    const account = (await this.accounts.find(accountId, tx))?.host ?? accountId;
    const about = { kind, subject: branchId, accountId, branchId };
    await this.alarms.raise(tx, { ...about, facts: { branch: name, account, ...facts } }, now);
  }
}
