import { Injectable } from '@nestjs/common';
import { isCallable } from '@hub/accounts';
import { AmoError, listPipelines } from '@hub/amocrm';
import { Problem, VerdictError, type FieldError } from '@hub/platform';
import { AccountStores, AmoAccess } from '../account/account-access.js';
import type { BranchBody } from './branch-bodies.js';

/** Whether the hours and the target of a branch can be meant, before leads are sent there. */
@Injectable()
export class CheckTarget {
  constructor(
    private readonly stores: AccountStores,
    private readonly amo: AmoAccess,
  ) {}

  /** Throws 400 naming the field. Pipeline and stage are looked for as far as the account answers. */
  async check(body: BranchBody): Promise<void> {
    const errors = [...hoursTurnedRound(body), ...(await this.wrongTarget(body))];
    if (errors.length > 0) throw new Problem(400, 'The request has wrong fields', errors);
  }

  private async wrongTarget({ accountId, pipelineId, statusId }: BranchBody): Promise<FieldError[]> {
    if (statusId != null && pipelineId == null) return wrong('pipelineId', 'name the pipeline of the stage');
    if (!accountId) return pipelineId == null ? [] : wrong('accountId', 'name the account of the pipeline');
    const account = await this.stores.accounts.find(accountId);
    if (!account || account.state === 'removed') return wrong('accountId', 'there is no such account');
    if (pipelineId == null)
      return account.roles.includes('hq')
        ? wrong('pipelineId', 'a branch inside the HQ account needs a pipeline of its own')
        : [];
    const pipelines = isCallable(account.state) ? await this.readPipelines(accountId) : null;
    const pipeline = pipelines?.find(({ id }) => id === pipelineId);
    if (pipelines && !pipeline) return wrong('pipelineId', 'the account has no such pipeline');
    if (pipeline && statusId != null && !pipeline._embedded.statuses.some(({ id }) => id === statusId))
      return wrong('statusId', 'the pipeline has no such stage');
    return [];
  }

  /** Null when the account does not answer just now: it may be described all the same. */
  private async readPipelines(accountId: string) {
    return listPipelines(this.amo.clients.forAccount(accountId, 'routing')).catch((error: unknown) => {
      if (error instanceof AmoError || error instanceof VerdictError) return null;
      throw error;
    });
  }
}

function hoursTurnedRound({ calendar }: BranchBody): FieldError[] {
  return (calendar?.hours ?? []).flatMap(({ from, to }, at) =>
    from < to ? [] : wrong(`calendar.hours.${at}.to`, 'to must be later than from'),
  );
}

function wrong(path: string, detail: string): FieldError[] {
  return [{ path, detail }];
}
