import { Body, Param, Query } from '@nestjs/common';
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
import { AccountStores } from './account-access.js';
import { SaveAccount } from './save-account.js';

const cursors: CursorShape = { list: 'accounts', parts: ['moment', 'id'] };

@Area('accounts')
export class AccountsController {
  constructor(
    private readonly stores: AccountStores,
    private readonly saving: SaveAccount,
  ) {}

  @Create('', { answers: AccountView, who: 'hq', says: 'Registers an account; it waits for tokens.' })
  async register(@Body() body: NewAccountBody): Promise<AccountView> {
    return viewAccount(await this.saving.register(body, new Date()));
  }

  @List('', { answers: AccountView, who: 'branch-read', says: 'Lists accounts, oldest first.' })
  async list(@Asked() call: Call, @Query() query: PageRequest): Promise<Page<AccountView>> {
    const own = call.narrowToAccounts();
    const rows = (await this.stores.accounts.list()).filter((one) => !own || own.includes(one.id));
    const page = pageInMemory(rows, query, cursors, ({ createdAt, id }) => [createdAt.toISOString(), id]);
    return { ...page, items: page.items.map(viewAccount) };
  }

  @Show(':accountId', { answers: AccountView, who: 'branch-read', says: 'Shows an account and its state.' })
  async show(@Param() path: AccountPath): Promise<AccountView> {
    return viewAccount(await this.stores.get(path.accountId));
  }

  @Change(':accountId', { answers: AccountView, who: 'hq', says: 'Changes what a person may change.' })
  async change(
    @Asked() call: Call,
    @Param() { accountId }: AccountPath,
    @Body() body: ChangeAccountBody,
  ): Promise<AccountView> {
    const before = await this.stores.get(accountId);
    call.before = viewAccount(before);
    return viewAccount(await this.saving.change(call, before, body, new Date()));
  }
}
