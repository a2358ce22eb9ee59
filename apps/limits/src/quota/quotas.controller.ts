import { BranchRepository } from '@hub/accounts';
import { Bus, Reply, type ReplyAbout } from '@hub/bus';
import {
  AskQuotas,
  decodeCursor,
  pageOf,
  QuotaPath,
  QuotaQuery,
  SaveQuota,
  type CursorShape,
  type QuotaAnswers,
  type QuotaPage,
  type QuotaSettingsView,
} from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { databaseNow } from '../database-now.js';
import { JudgeQuotas } from './judge-quotas.js';
import { QuotaRepository } from './quota.repository.js';
import { viewFullness, viewQuota } from './view-quota.js';

const cursors: CursorShape = { list: 'quotas', parts: ['id'] };
const usualPage = 50;

/** Answers for the quotas of branches. */
@Controller()
export class QuotasController {
  constructor(
    private readonly source: DataSource,
    private readonly quotas: QuotaRepository,
    private readonly branches: BranchRepository,
    private readonly judgeQuotas: JudgeQuotas,
    private readonly bus: Bus,
  ) {}

  @Reply('limits.quotas.show')
  async show({ branchId }: QuotaPath): Promise<QuotaSettingsView> {
    await this.assertBranch(branchId);
    return this.view(branchId);
  }

  @Reply('limits.quotas.save')
  async save(
    { branchId, limits, timeZone, ifVersion = null }: SaveQuota,
    { correlationId }: ReplyAbout,
  ): Promise<QuotaSettingsView> {
    await inTransaction(this.source, async (tx) => {
      await this.assertOpenBranch(tx, branchId);
      const savedAt = new Date(await databaseNow(tx));
      const quota = { branchId, limits: { ...limits }, timeZone: timeZone ?? null, savedAt };
      await this.quotas.save(tx, quota, ifVersion);
      // Leads that wait for a place are judged again.
      const about = { key: branchId, correlationId };
      await this.bus.publish(tx, 'branch.changed', { branchId, accountId: null }, about);
    });
    return this.view(branchId);
  }

  @Reply('limits.quotas.list')
  async list({ branchIds = null, cursor, limit }: QuotaQuery): Promise<QuotaPage> {
    const [after = null] = cursor ? decodeCursor(cursors, cursor) : [];
    const size = limit ?? usualPage;
    const names = new Map((await this.branches.list()).map(({ id, name }) => [id, name]));
    const verdicts = await inTransaction(this.source, async (tx) => {
      const quotas = await this.quotas.list(tx, { branchIds, after, limit: size + 1 });
      return this.judgeQuotas.judge(tx, quotas, await databaseNow(tx));
    });
    const page = pageOf(verdicts, size, cursors, (verdict) => [verdict.branchId]);
    return { ...page, items: page.items.map((one) => viewQuota(one, names.get(one.branchId) ?? '')) };
  }

  @Reply('limits.quotas.ask')
  async ask({ branchIds = null, lead = null }: AskQuotas): Promise<QuotaAnswers> {
    const verdicts = await inTransaction(this.source, async (tx) => {
      const quotas = await this.quotas.list(tx, { branchIds });
      return quotas.length === 0 ? [] : this.judgeQuotas.judge(tx, quotas, await databaseNow(tx), lead);
    });
    return { items: verdicts.map(viewFullness) };
  }

  private async view(branchId: string): Promise<QuotaSettingsView> {
    const quota = await this.quotas.find(branchId);
    if (!quota) return { branchId, limits: {}, timeZone: null, version: 0 };
    const { limits, timeZone, version } = quota;
    return { branchId, limits, timeZone, version };
  }

  /** What belongs to a closed branch was erased with its account, and would not be erased again. */
  private async assertOpenBranch(tx: EntityManager, branchId: string): Promise<void> {
    const branch = await this.branches.lockForRead(tx, branchId);
    if (!branch) throw new Problem(404, message('problems.no-such-branch'));
    if (branch.state === 'closed')
      throw new Problem(409, message('problems.quota-of-closed', { branch: branch.name }));
  }

  private async assertBranch(branchId: string): Promise<void> {
    if (!(await this.branches.find(branchId))) throw new Problem(404, message('problems.no-such-branch'));
  }
}
