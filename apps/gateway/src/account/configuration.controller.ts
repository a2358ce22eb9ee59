import { Inject, Param } from '@nestjs/common';
import { AmoClients, listCustomFields, listPipelines, listUsers, type AmoClient } from '@hub/amocrm';
import type { Page } from '@hub/contracts';
import { Area, List } from '../route/route.js';
import { AccountPath } from './account-bodies.js';
import {
  fieldOwners,
  FieldView,
  PipelineView,
  UserView,
  viewFields,
  viewPipelines,
  viewUsers,
} from './configuration-views.js';
import { throwAsProblem } from './throw-as-problem.js';
import { FindAccount } from './find-account.js';

/** What an account has just now, read from amoCRM: the ids that branches, rules and limits are described with. */
@Area('accounts')
export class ConfigurationController {
  constructor(
    private readonly accounts: FindAccount,
    @Inject(AmoClients) private readonly clients: AmoClients,
  ) {}

  @List(':accountId/pipelines', {
    answers: PipelineView,
    who: 'branch-read',
    says: 'Lists the pipelines of the account with their stages, as amoCRM has them now.',
  })
  async pipelines(@Param() path: AccountPath): Promise<Page<PipelineView>> {
    return this.read(path, async (client) => viewPipelines(await listPipelines(client)));
  }

  @List(':accountId/users', {
    answers: UserView,
    who: 'branch-read',
    says: 'Lists the users of the account by name, as amoCRM has them now.',
  })
  async users(@Param() path: AccountPath): Promise<Page<UserView>> {
    return this.read(path, async (client) => viewUsers((await listUsers(client)).users));
  }

  @List(':accountId/fields', {
    answers: FieldView,
    who: 'branch-read',
    says: 'Lists the fields of leads, contacts and companies with their values, as amoCRM has them now.',
  })
  async fields(@Param() path: AccountPath): Promise<Page<FieldView>> {
    return this.read(path, async (client) => {
      const found: FieldView[] = [];
      for (const owner of fieldOwners)
        found.push(...viewFields(owner, await listCustomFields(client, owner)));
      return found;
    });
  }

  /** The whole list on one page. Throws 404 for no account, 422 or 503 when the account does not let itself be read. */
  private async read<T>(
    { accountId }: AccountPath,
    work: (client: AmoClient) => Promise<T[]>,
  ): Promise<Page<T>> {
    const { id } = await this.accounts.get(accountId);
    const items = await work(this.clients.forAccount(id, 'routing')).catch(throwAsProblem);
    return { items, nextCursor: null };
  }
}
