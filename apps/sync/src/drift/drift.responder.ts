import { AccountRepository, isCallable } from '@hub/accounts';
import { Reply, type ReplyAbout } from '@hub/bus';
import {
  AdoptDrift,
  decodeCursor,
  DriftPath,
  ExceptDrift,
  FixDrift,
  ListDrift,
  pageOf,
  type CursorShape,
  type DriftOfAccount,
  type DriftPage,
  type ExceptedFindings,
  type PlanView,
  type ProposedFindings,
} from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller, Inject } from '@nestjs/common';
import { exceptionView } from '../exception/exception.responder.js';
import { planView } from '../plan-run/plan-view.js';
import { AnswerDrift } from './answer-drift.js';
import { AskDrift } from './ask-drift.js';
import { BroughtRepository } from './brought.repository.js';
import type { DriftFinding } from './drift-finding.entity.js';
import { DriftRepository } from './drift.repository.js';
import { findingView } from './drift-view.js';

const cursors: CursorShape = { list: 'drift', parts: ['moment', 'id'] };

@Controller()
export class DriftResponder {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(BroughtRepository) private readonly plans: BroughtRepository,
    @Inject(DriftRepository) private readonly drift: DriftRepository,
    @Inject(AskDrift) private readonly asking: AskDrift,
    @Inject(AnswerDrift) private readonly answers: AnswerDrift,
  ) {}

  /** The reading is a job: this answers at once, and `readAt` moves when it is done. */
  @Reply('sync.drift.ask')
  async ask({ accountId }: DriftPath, { correlationId }: ReplyAbout): Promise<DriftOfAccount> {
    const { state } = await this.account(accountId);
    if (!isCallable(state)) throw new Problem(409, message('problems.account-not-callable', { state }));
    if (!(await this.plans.findBrought(accountId))) throw new Problem(409, message('drift.no-release'));
    const known = await this.drift.findAccount(accountId);
    await this.asking.ask(accountId, known?.askedAt ?? null, correlationId, new Date());
    return this.show({ accountId });
  }

  @Reply('sync.drift.show')
  async show({ accountId }: DriftPath): Promise<DriftOfAccount> {
    await this.account(accountId);
    const brought = await this.plans.findBrought(accountId);
    const known = await this.drift.findAccount(accountId);
    return {
      accountId,
      releaseId: brought?.releaseId ?? null,
      findings: await this.drift.countOpen(accountId),
      readAt: known?.readAt?.toISOString() ?? null,
      askedAt: known?.askedAt?.toISOString() ?? null,
      unreadSince: known?.unreadSince?.toISOString() ?? null,
      unreadWhy: known?.unreadWhy ?? null,
    };
  }

  @Reply('sync.drift.list')
  async list({ cursor, limit, answer, ...filter }: ListDrift): Promise<DriftPage> {
    const size = limit ?? 50;
    const before = cursor ? decodeCursor(cursors, cursor) : null;
    const rows = await this.drift.listPage(size + 1, before, { ...filter, isProposed: answer === 'adopt' });
    const { items, nextCursor } = pageOf(rows, size, cursors, ({ seenAt, id }) => [seenAt.toISOString(), id]);
    return { items: await this.views(items), nextCursor };
  }

  @Reply('sync.drift.fix')
  async fix(request: FixDrift, { correlationId }: ReplyAbout): Promise<PlanView> {
    return planView(await this.answers.fix(request, correlationId));
  }

  @Reply('sync.drift.adopt')
  async adopt({ note, ...request }: AdoptDrift): Promise<ProposedFindings> {
    const proposed = await this.answers.adopt({ ...request, note: note ?? '' }, new Date());
    return { items: await this.views(proposed) };
  }

  @Reply('sync.drift.except')
  async except({ endsAt, ...request }: ExceptDrift): Promise<ExceptedFindings> {
    const now = new Date();
    const made = await this.answers.except({ ...request, endsAt: new Date(endsAt) }, now);
    return { items: made.map((exception) => exceptionView(exception, exception.groupId, now)) };
  }

  private async account(accountId: string) {
    const account = await this.accounts.find(accountId);
    if (!account) throw new Problem(404, message('problems.no-such-account'));
    return account;
  }

  private async views(findings: readonly DriftFinding[]) {
    const accounts = await this.drift.listAccounts([...new Set(findings.map(({ accountId }) => accountId))]);
    const byId = new Map(accounts.map((account) => [account.accountId, account]));
    return findings.map((finding) => findingView(finding, byId.get(finding.accountId)));
  }
}
