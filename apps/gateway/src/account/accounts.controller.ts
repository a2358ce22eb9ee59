import { Body, Inject, Param, Query } from '@nestjs/common';
import { AccountRepository } from '@hub/accounts';
import { pageInMemory, PageRequest, type CursorShape, type Page } from '@hub/contracts';
import { Asked, type Call } from '../route/call.js';
import { Area, Change, Create, List, Show } from '../route/route.js';
import {
  AccountPath,
  AccountView,
  ChangeAccountBody,
  NewAccountBody,
  viewAccount,
} from './account-bodies.js';
import { ChangeAccount } from './change-account.js';
import { FindAccount } from './find-account.js';
import { RegisterAccount } from './register-account.js';

const cursors: CursorShape = { list: 'accounts', parts: ['moment', 'id'] };

@Area('accounts')
export class AccountsController {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    private readonly found: FindAccount,
    private readonly registering: RegisterAccount,
    private readonly changing: ChangeAccount,
  ) {}

  @Create('', { answers: AccountView, who: 'hq', says: 'Registers an account; it waits for tokens.' })
  async register(@Body() body: NewAccountBody): Promise<AccountView> {
    return viewAccount(await this.registering.run(body, new Date()));
  }

  @List('', { answers: AccountView, who: 'branch-read', says: 'Lists accounts, oldest first.' })
  async list(@Asked() call: Call, @Query() query: PageRequest): Promise<Page<AccountView>> {
    const own = call.narrowToAccounts();
    const rows = (await this.accounts.list()).filter((one) => !own || own.includes(one.id));
    const page = pageInMemory(rows, query, cursors, ({ createdAt, id }) => [createdAt.toISOString(), id]);
    return { ...page, items: page.items.map(viewAccount) };
  }

  @Show(':accountId', { answers: AccountView, who: 'branch-read', says: 'Shows an account and its state.' })
  async show(@Param() path: AccountPath): Promise<AccountView> {
    return viewAccount(await this.found.get(path.accountId));
  }

  @Change(':accountId', { answers: AccountView, who: 'hq', says: 'Changes what a person may change.' })
  async change(
    @Asked() call: Call,
    @Param() { accountId }: AccountPath,
    @Body() body: ChangeAccountBody,
  ): Promise<AccountView> {
    const before = await this.found.get(accountId);
    call.before = viewAccount(before);
    return viewAccount(await this.changing.run(call, before, body, new Date()));
  }
}
