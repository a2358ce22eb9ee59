import { Inject, Injectable } from '@nestjs/common';
import { AccountRepository, BranchRepository, type Account } from '@hub/accounts';
import { AmoClients, assertReferences, type Reference } from '@hub/amocrm';
import type { RoutingRulesView } from '@hub/contracts';
import { message, type Message } from '@hub/messages';
import { Problem, type FieldError } from '@hub/platform';
import type { Call } from '../route/call.js';
import { findRules } from '../router/find-rules.js';
import type { BranchBody } from './branch-bodies.js';

/** Whether the hours and the target of a branch can be meant, before leads are sent there. */
@Injectable()
export class CheckTarget {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(AmoClients) private readonly clients: AmoClients,
    @Inject(BranchRepository) private readonly branches: BranchRepository,
  ) {}

  /**
   * `branchId`: the branch as it is saved already; null: a new one. Throws 400 naming the field, 503 when the account
   * or, for a branch inside HQ, the router does not answer.
   */
  async check(call: Call, body: BranchBody, branchId: string | null): Promise<void> {
    const account = body.accountId ? await this.accounts.find(body.accountId) : null;
    const rules = account?.roles.includes('hq') && body.pipelineId != null ? await findRules(call) : null;
    const errors = [...wrongHours(body), ...wrongTarget(body, account), ...notForBranches(body, rules)];
    if (errors.length === 0) errors.push(...(await this.pipelineTaken(body, account, branchId)));
    if (errors.length > 0) throw new Problem(400, message('problems.wrong-fields'), errors);
    if (account) await assertReferences(this.clients, account, referencesOf(body));
  }

  /** Two branches inside HQ cannot share a pipeline: it alone says whose a lead is. */
  private async pipelineTaken(
    { pipelineId, state }: BranchBody,
    account: Account | null,
    branchId: string | null,
  ): Promise<FieldError[]> {
    if (!account?.roles.includes('hq') || state === 'closed') return [];
    const others = await this.branches.listByAccount(account.id);
    const other = others.find(
      (one) => one.id !== branchId && one.state !== 'closed' && one.pipelineId === pipelineId,
    );
    return other ? wrong('pipelineId', message('references.pipeline-taken', { branch: other.name })) : [];
  }
}

/** What is wrong with a target whatever the account has. */
function wrongTarget(body: BranchBody, account: Account | null): FieldError[] {
  const { accountId, pipelineId, statusId, responsibleUserId, exchangeUserId } = body;
  if (statusId != null && pipelineId == null) return wrong('pipelineId', message('references.stage-alone'));
  const needsAccount = [pipelineId, responsibleUserId, exchangeUserId].some((id) => id != null);
  if (!accountId) return needsAccount ? wrong('accountId', message('references.account-missing')) : [];
  if (!account || account.state === 'removed') return wrong('accountId', message('references.no-account'));
  const isInsideHq = account.roles.includes('hq') && pipelineId == null;
  return isInsideHq ? wrong('pipelineId', message('references.own-pipeline')) : [];
}

/** A pipeline of HQ that the rules use for something else is none for a branch. */
function notForBranches({ accountId, pipelineId }: BranchBody, rules: RoutingRulesView | null): FieldError[] {
  if (!rules || rules.hqAccountId !== accountId) return [];
  if (pipelineId === rules.intakePipelineId) return wrong('pipelineId', message('references.is-intake'));
  const isEscalation = pipelineId === rules.escalation?.pipelineId;
  return isEscalation ? wrong('pipelineId', message('references.is-escalation')) : [];
}

function referencesOf(body: BranchBody): Reference[] {
  const { pipelineId, statusId, responsibleUserId, exchangeUserId } = body;
  const references: Reference[] = [];
  if (pipelineId != null) references.push({ path: 'pipelineId', to: 'pipeline', id: pipelineId });
  if (pipelineId != null && statusId != null)
    references.push({ path: 'statusId', to: 'stage', id: statusId, pipelineId, isOpen: true });
  for (const [path, id] of Object.entries({ responsibleUserId, exchangeUserId }))
    if (id != null) references.push({ path, to: 'user', id });
  return references;
}

function wrongHours({ calendar }: BranchBody): FieldError[] {
  const hours = calendar?.hours ?? [];
  return hours.flatMap(({ weekday, from, to }, at) => {
    if (from >= to) return wrong(`calendar.hours.${at}.to`, message('references.hours'));
    const isTwice = hours
      .slice(0, at)
      .some((one) => one.weekday === weekday && one.from < to && from < one.to);
    return isTwice ? wrong(`calendar.hours.${at}.from`, message('references.hours-twice')) : [];
  });
}

function wrong(path: string, detail: Message): FieldError[] {
  return [{ path, detail }];
}
