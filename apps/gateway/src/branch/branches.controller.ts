import { randomUUID } from 'node:crypto';
import { Body, Headers, Inject, Param, Query } from '@nestjs/common';
import { BranchRepository, type Branch } from '@hub/accounts';
import { pageInMemory, PageRequest, parseRequest, type CursorShape, type Page } from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Asked, type Call } from '../route/call.js';
import { stale, versionToReplace } from '../route/if-match.js';
import { ownFields } from '../route/own-fields.js';
import { Area, Change, Create, List, Replace, Show } from '../route/route.js';
import { CheckTarget } from './check-target.js';
import { SaveBranch } from './save-branch.js';
import {
  BranchBody,
  BranchPath,
  branchReadOnly,
  BranchView,
  ChangeBranchBody,
  ReplaceBranchBody,
  toBranch,
  viewBranch,
  withoutOldFaults,
} from './branch-bodies.js';

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
    await this.target.check(call, body, null);
    return viewBranch(await this.saving.add(toBranch(randomUUID(), body, new Date()), call.correlationId));
  }

  @List('', { answers: BranchView, who: 'branch-read', says: 'Lists branches, oldest first.' })
  async list(@Asked() call: Call, @Query() query: PageRequest): Promise<Page<BranchView>> {
    const own = call.narrowToBranches();
    const rows = (await this.branches.list()).filter(({ id }) => !own || own.includes(id));
    const page = pageInMemory(rows, query, cursors, ({ createdAt, id }) => [createdAt.toISOString(), id]);
    return { ...page, items: page.items.map(viewBranch) };
  }

  @Show(':branchId', {
    answers: BranchView,
    who: 'branch-read',
    isVersioned: true,
    says: 'Shows a branch; its `ETag` is what a change gives back in `If-Match`.',
  })
  async show(@Param() path: BranchPath): Promise<BranchView> {
    return viewBranch(await this.get(path.branchId));
  }

  @Replace(':branchId', {
    answers: BranchView,
    who: 'hq',
    isVersioned: true,
    says: 'Replaces what is known of a branch: what is left out is cleared. Takes what GET answered.',
  })
  async replace(
    @Asked() call: Call,
    @Param() { branchId }: BranchPath,
    @Body() body: ReplaceBranchBody,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<BranchView> {
    const before = await this.get(branchId);
    return this.save(call, before, versionToReplace(ifMatch, before.version), body);
  }

  @Change(':branchId', {
    answers: BranchView,
    who: 'hq',
    isVersioned: true,
    says: 'Changes the given fields of a branch: what is left out stays, null empties a field.',
  })
  async change(
    @Asked() call: Call,
    @Param() { branchId }: BranchPath,
    @Body() body: ChangeBranchBody,
    @Headers('If-Match') ifMatch?: string,
  ): Promise<BranchView> {
    const before = await this.get(branchId);
    const version = versionToReplace(ifMatch, before.version);
    const given = Object.entries(body).filter(([, value]) => value !== undefined);
    const shown = { ...withoutOldFaults(viewBranch(before)), createdAt: before.createdAt.toISOString() };
    const merged = { ...shown, ...Object.fromEntries(given) };
    // Once more as a whole: what a change empties may be needed.
    return this.save(call, before, version, parseRequest(ReplaceBranchBody, merged));
  }

  private async get(id: string): Promise<Branch> {
    const branch = await this.branches.find(id);
    if (!branch) throw new Problem(404, message('problems.no-such-branch'));
    return branch;
  }

  private async save(
    call: Call,
    before: Branch,
    version: number,
    body: ReplaceBranchBody,
  ): Promise<BranchView> {
    const shown = viewBranch(before);
    call.before = shown;
    const own = ownFields(body, shown, { fixed: branchReadOnly });
    await this.target.check(call, own, before.id);
    const branch = toBranch(before.id, own, before.createdAt);
    const saved = await this.saving.replace(branch, version, call.correlationId);
    if (!saved) throw stale((await this.get(before.id)).version);
    return viewBranch(saved);
  }
}
