import { AccountRepository } from '@hub/accounts';
import { Reply } from '@hub/bus';
import {
  ChangeException,
  decodeCursor,
  ExceptionPath,
  ExceptionQuery,
  pageOf,
  SaveException,
  type CursorShape,
  type ExceptionPage,
  type ExceptionView,
} from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller, Inject } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { kindNamed } from '../plan-run/kind-named.js';
import type { AccountException } from './account-exception.entity.js';
import { AllowDifference } from './allow-difference.js';
import { wrongEnd } from './check-exception.js';
import { ExceptionRepository } from './exception.repository.js';

@Controller()
export class ExceptionResponder {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(ExceptionRepository) private readonly exceptions: ExceptionRepository,
    @Inject(AllowDifference) private readonly allow: AllowDifference,
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
  ) {}

  @Reply('sync.exceptions.save')
  async save({ kind, attributes, endsAt, releaseId, ...asked }: SaveException): Promise<ExceptionView> {
    const allowance = {
      ...asked,
      kind: kindNamed(kind),
      attributes: attributes ?? [],
      endsAt: new Date(endsAt),
    };
    const now = new Date();
    const made = await inTransaction(this.source, (tx) =>
      this.allow.make(tx, allowance, releaseId ?? null, now),
    );
    return exceptionView(made, made.groupId, now);
  }

  @Reply('sync.exceptions.list')
  async list({ accountId, cursor, limit }: ExceptionQuery): Promise<ExceptionPage> {
    const now = new Date();
    const size = limit ?? 50;
    const cursors: CursorShape = { list: `exceptions of ${accountId}`, parts: ['number'] };
    const from = cursor ? Number(decodeCursor(cursors, cursor)[0]) : 0;
    const [rows, groupId] = [await this.exceptions.listOf(accountId), await this.groupOf(accountId)];
    const page = pageOf(rows.slice(from, from + size + 1), size, cursors, () => [String(from + size)]);
    return { ...page, items: page.items.map((row) => exceptionView(row, groupId, now)) };
  }

  @Reply('sync.exceptions.show')
  async show({ accountId, exceptionId }: ExceptionPath): Promise<ExceptionView> {
    const exception = await this.exceptions.get(accountId, exceptionId);
    return exceptionView(exception, await this.groupOf(accountId), new Date());
  }

  @Reply('sync.exceptions.change')
  async change({ accountId, exceptionId, reason, endsAt, by }: ChangeException): Promise<ExceptionView> {
    if (!reason && !endsAt) throw new Problem(422, message('problems.nothing-to-change'));
    const now = new Date();
    const changed = await inTransaction(this.source, async (tx) => {
      const known = await this.exceptions.lockOne(tx, accountId, exceptionId);
      const end = endsAt ? new Date(endsAt) : known.endsAt;
      const errors = wrongEnd(end, now);
      if (errors.length > 0) throw new Problem(422, message('problems.wrong-fields'), errors);
      const facts = { reason: reason ?? known.reason, endsAt: end, madeBy: by, madeAt: now };
      return this.exceptions.save(tx, { ...known, ...facts });
    });
    return exceptionView(changed, await this.groupOf(accountId), now);
  }

  @Reply('sync.exceptions.remove')
  async remove({ accountId, exceptionId }: ExceptionPath): Promise<ExceptionView> {
    const now = new Date();
    return inTransaction(this.source, async (tx) => {
      const known = await this.exceptions.lockOne(tx, accountId, exceptionId);
      await this.exceptions.remove(tx, known, now);
      return exceptionView(known, await this.groupOf(accountId, tx), now);
    });
  }

  private async groupOf(accountId: string, tx?: EntityManager): Promise<string | null> {
    return (await this.accounts.find(accountId, tx))?.groupId ?? null;
  }
}

/** An exception as REST shows it; `groupNow` is the group in which its account is now. */
export function exceptionView(
  exception: AccountException,
  groupNow: string | null,
  now: Date,
): ExceptionView {
  const { id, accountId, groupId, kind, key, name, attributes, reason, endsAt, madeBy, madeAt } = exception;
  const counts = groupId === groupNow ? 'in-force' : 'other-group';
  return {
    ...{ id, accountId, groupId, kind, key, name, attributes, reason, madeBy },
    endsAt: endsAt.toISOString(),
    state: endsAt > now ? counts : 'ended',
    madeAt: madeAt.toISOString(),
  };
}
