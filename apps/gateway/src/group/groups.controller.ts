import { randomUUID } from 'node:crypto';
import { AccountRepository, ReferenceGroupRepository, type ReferenceGroup } from '@hub/accounts';
import { pageInMemory, PageRequest, type CursorShape, type Page } from '@hub/contracts';
import { inTransaction, sqlState } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Body, Inject, Param, Query } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Asked, type Call } from '../route/call.js';
import { Area, Change, Create, List, Remove, Show } from '../route/route.js';
import { GroupBody, GroupPath, GroupView, viewGroup } from './group-bodies.js';

const cursors: CursorShape = { list: 'groups', parts: ['moment', 'id'] };

@Area('groups')
export class GroupsController {
  constructor(
    private readonly source: DataSource,
    @Inject(ReferenceGroupRepository) private readonly groups: ReferenceGroupRepository,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
  ) {}

  @Create('', {
    answers: GroupView,
    who: 'hq',
    says: 'Adds a reference group: a brand or format with a reference account, releases and branches of its own.',
  })
  async add(@Body() { name }: GroupBody): Promise<GroupView> {
    const id = randomUUID();
    const group = { id, name, createdAt: new Date() };
    await inTransaction(this.source, (tx) => this.groups.add(tx, group)).catch(refuseTakenName);
    return this.view(await this.get(id));
  }

  @List('', { answers: GroupView, who: 'hq-read', says: 'Lists reference groups, oldest first.' })
  async list(@Query() query: PageRequest): Promise<Page<GroupView>> {
    const accounts = await this.accounts.list();
    const page = pageInMemory(await this.groups.list(), query, cursors, ({ createdAt, id }) => [
      createdAt.toISOString(),
      id,
    ]);
    return { ...page, items: page.items.map((group) => viewGroup(group, accounts)) };
  }

  @Show(':groupId', { answers: GroupView, who: 'hq-read', says: 'Shows a reference group.' })
  async show(@Param() { groupId }: GroupPath): Promise<GroupView> {
    return this.view(await this.get(groupId));
  }

  @Change(':groupId', { answers: GroupView, who: 'hq', says: 'Renames a reference group.' })
  async rename(
    @Asked() call: Call,
    @Param() { groupId }: GroupPath,
    @Body() { name }: GroupBody,
  ): Promise<GroupView> {
    call.before = await this.view(await this.get(groupId));
    await inTransaction(this.source, (tx) => this.groups.rename(tx, groupId, name)).catch(refuseTakenName);
    return this.view(await this.get(groupId));
  }

  @Remove(':groupId', {
    who: 'hq',
    says: 'Removes a reference group that no account is in; its releases stay.',
  })
  async remove(@Asked() call: Call, @Param() { groupId }: GroupPath): Promise<void> {
    call.before = await this.view(await this.get(groupId));
    await inTransaction(this.source, (tx) => this.groups.remove(tx, groupId)).catch((error: unknown) => {
      if (sqlState(error) === '23503') throw new Problem(409, message('problems.group-in-use'));
      throw error;
    });
  }

  private async get(id: string): Promise<ReferenceGroup> {
    const group = await this.groups.find(id);
    if (!group) throw new Problem(404, message('problems.no-such-group'));
    return group;
  }

  private async view(group: ReferenceGroup): Promise<GroupView> {
    return viewGroup(group, await this.accounts.list());
  }
}

function refuseTakenName(error: unknown): never {
  if (sqlState(error) !== '23505') throw error;
  const detail = message('problems.group-name-taken');
  throw new Problem(409, detail, [{ path: 'name', detail }]);
}
