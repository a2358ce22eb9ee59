import { randomUUID } from 'node:crypto';
import { Body, Inject, Param, Query } from '@nestjs/common';
import { BranchRepository, type Branch } from '@hub/accounts';
import { pageInMemory, PageRequest, type CursorShape, type Page } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Asked, type Call } from '../route/call.js';
import { Area, Create, List, Replace, Show } from '../route/route.js';
import { CheckTarget } from './check-target.js';
import { SaveBranch } from './save-branch.js';
import { BranchBody, BranchPath, BranchView, toBranch, viewBranch } from './branch-bodies.js';

const cursors: CursorShape = { list: 'branches', parts: ['moment', 'id'] };

@Area('branches')
export class BranchesController {
  constructor(
    @Inject(BranchRepository) private readonly branches: BranchRepository,
    private readonly target: CheckTarget,
    private readonly saving: SaveBranch,
  ) {}

  @Create('', { answers: BranchView, who: 'hq', says: 'Adds a branch with its target.' })
  async add(@Asked() call: Call, @Body() body: BranchBody): Promise<BranchView> {
    await this.target.check(body);
    return viewBranch(await this.saving.run(toBranch(randomUUID(), body, new Date()), call.correlationId));
  }

  @List('', { answers: BranchView, who: 'branch-read', says: 'Lists branches, oldest first.' })
  async list(@Asked() call: Call, @Query() query: PageRequest): Promise<Page<BranchView>> {
    const own = call.branchIds;
    const rows = (await this.branches.list()).filter(({ id }) => !own || own.includes(id));
    const page = pageInMemory(rows, query, cursors, ({ createdAt, id }) => [createdAt.toISOString(), id]);
    return { ...page, items: page.items.map(viewBranch) };
  }

  @Show(':branchId', { answers: BranchView, who: 'branch-read', says: 'Shows a branch.' })
  async show(@Param() path: BranchPath): Promise<BranchView> {
    return viewBranch(await this.get(path.branchId));
  }

  @Replace(':branchId', { answers: BranchView, who: 'hq', says: 'Replaces what is known of a branch.' })
  async replace(
    @Asked() call: Call,
    @Param() { branchId }: BranchPath,
    @Body() body: BranchBody,
  ): Promise<BranchView> {
    const before = await this.get(branchId);
    call.before = viewBranch(before);
    await this.target.check(body);
    const branch = toBranch(branchId, body, before.createdAt);
    return viewBranch(await this.saving.run(branch, call.correlationId));
  }

  private async get(id: string): Promise<Branch> {
    const branch = await this.branches.find(id);
    if (!branch) throw new Problem(404, message('problems.no-such-branch'));
    return branch;
  }
}
