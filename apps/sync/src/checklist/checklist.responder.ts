import { AccountRepository } from '@hub/accounts';
import { Reply, type ReplyAbout } from '@hub/bus';
import {
  decodeCursor,
  encodeCursor,
  ListChecklist,
  StepBody,
  TickStep,
  VerifyChecklist,
  type ChecklistPage,
  type ChecklistStep,
  type CursorShape,
  type VerifiedChecklist,
} from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller, Inject } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { stepChecksum } from '../plan/plan-wanted.js';
import { refuseUnreadable } from '../snapshot/unreadable.js';
import { stepView } from './checklist-view.js';
import { LoadChecklists, type Checklist } from './load-checklists.js';
import { VerifySteps } from './verify-steps.js';

const cursors: CursorShape = { list: 'checklist', parts: ['id', 'number'] };

/** As many accounts are loaded at once. */
const accountsAtOnce = 25;

@Controller()
export class ChecklistResponder {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(LedgerRepository) private readonly ledger: LedgerRepository,
    @Inject(LoadChecklists) private readonly lists: LoadChecklists,
    @Inject(VerifySteps) private readonly verifying: VerifySteps,
  ) {}

  /** By account, in release order. Only accounts that were brought to a release have steps. */
  @Reply('sync.checklist.list')
  async list({ accountId, accountIds, state, cursor, limit }: ListChecklist): Promise<ChecklistPage> {
    const size = limit ?? 50;
    const [fromId = '', fromStep = '0'] = cursor ? decodeCursor(cursors, cursor) : [];
    const all = accountId ? [accountId] : (await this.accounts.listByRole('branch')).map(({ id }) => id);
    const ids = all.filter((id) => id >= fromId && (accountIds?.includes(id) ?? true)).sort();
    const items: { step: ChecklistStep; at: number }[] = [];
    for (let at = 0; at < ids.length && items.length <= size; at += accountsAtOnce) {
      const checklists = await this.lists.of(ids.slice(at, at + accountsAtOnce));
      for (const { accountId: id, releaseId, steps } of checklists)
        for (const [number, step] of steps.entries()) {
          if (id === fromId && number < Number(fromStep)) continue;
          const view = stepView({ accountId: id, releaseId }, step);
          if ((state ?? 'open') === 'all' || view.state === (state ?? 'open'))
            items.push({ step: view, at: number });
        }
    }
    const next = items[size];
    const nextCursor = next ? encodeCursor(cursors, next.step.accountId, String(next.at)) : null;
    return { items: items.slice(0, size).map(({ step }) => step), nextCursor };
  }

  /** Throws a `Problem`: 404 for a step that the account's release does not have, 409 for one that only the hub sees. */
  @Reply('sync.checklist.tick')
  async tick({ by, ...asked }: TickStep): Promise<ChecklistStep> {
    const { checklist, step } = await this.find(asked);
    if (!step.isTickable) throw new Problem(409, message('checklist.seen-by-hub', { name: step.name }));
    const { accountId } = asked;
    const { kind, key, ref } = step;
    const wanted = checklist.configuration.objects.find((one) => one.kind === kind && one.key === key);
    if (wanted) {
      const row = { accountId, kind, ref, branchId: stepChecksum(wanted), origin: 'adopted' as const };
      await inTransaction(this.source, (tx) =>
        this.ledger.enter(tx, {
          ...row,
          tickedBy: by,
          tickedAt: new Date(),
          unseenSince: null,
          beside: null,
        }),
      );
    }
    return this.view(asked);
  }

  /** Opens a step again. Throws as `tick` does. */
  @Reply('sync.checklist.untick')
  async untick(asked: StepBody): Promise<ChecklistStep> {
    const { step } = await this.find(asked);
    if (!step.isTickable) throw new Problem(409, message('checklist.seen-by-hub', { name: step.name }));
    const { kind, ref } = step;
    const { accountId } = asked;
    await inTransaction(this.source, (tx) => this.ledger.forget(tx, { accountId, kind, ref }));
    return this.view(asked);
  }

  /**
   * Reads what the account shows. Throws a `Problem`, 409 for an account without a release, and the client's errors.
   */
  @Reply('sync.checklist.verify')
  async verify({ accountId }: VerifyChecklist, { correlationId }: ReplyAbout): Promise<VerifiedChecklist> {
    const { releaseId } = await this.checklist(accountId);
    await this.verifying.verify({ accountId, releaseId }, { correlationId }).catch(refuseUnreadable);
    const { steps } = await this.checklist(accountId);
    const open = steps.filter(({ done }) => done === null).length;
    return { accountId, open, done: steps.length - open };
  }

  private async view(asked: StepBody): Promise<ChecklistStep> {
    const { checklist, step } = await this.find(asked);
    return stepView(checklist, step);
  }

  private async find({ accountId, kind, key }: StepBody) {
    const checklist = await this.checklist(accountId);
    const step = checklist.steps.find((one) => one.kind === kind && one.key === key);
    if (!step) throw new Problem(404, message('checklist.no-such-step', { kind, key }));
    return { checklist, step };
  }

  private async checklist(accountId: string): Promise<Checklist> {
    const account = await this.accounts.find(accountId);
    if (!account) throw new Problem(404, message('problems.no-such-account'));
    const [found] = await this.lists.of([accountId]);
    if (!found) throw new Problem(409, message('drift.no-release'));
    return found;
  }
}
