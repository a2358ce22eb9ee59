import { countFitting, Reply } from '@hub/bus';
import {
  decodeCursor,
  pageOf,
  PreviewPageRequest,
  type CursorShape,
  type ExchangePreview,
  type PreviewRequest,
} from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Block } from '../claim/decide-claim.js';
import { databaseNow } from '../database-now.js';
import {
  assertNoFaults,
  faultsOfLimits,
  faultsOfSettings,
  faultsOfStarts,
} from '../settings/check-settings.js';
import { ExchangeRepository, type UserLimitsOf } from '../settings/exchange.repository.js';
import { rowOf } from '../settings/save-limits.js';
import { settingsOf } from '../settings/settings-of.js';
import { JudgeUser } from './judge-user.js';

const cursors: CursorShape = { list: 'exchange preview', parts: ['amoId'] };

/** Answers whom changed settings or limits would block, and writes nothing. */
@Controller()
export class PreviewController {
  constructor(
    private readonly source: DataSource,
    private readonly exchanges: ExchangeRepository,
    private readonly judgeUser: JudgeUser,
  ) {}

  /** Refuses what could not be saved, as far as that can be checked without calling the account. A page holds no more than a reply does. */
  @Reply('limits.preview.make')
  async preview({ cursor, limit, changes }: PreviewPageRequest): Promise<ExchangePreview> {
    const [after = '0'] = cursor ? decodeCursor(cursors, cursor) : [];
    const found = await this.judge(changes);
    const rest = found.filter(({ userId }) => userId > Number(after));
    const most = Math.min(limit ?? rest.length, countFitting(rest));
    const { items, nextCursor } = pageOf(rest, most, cursors, ({ userId }) => [String(userId)]);
    return {
      mayPress: found.filter(({ mayPress }) => mayPress).length,
      mayPressThen: found.filter(({ mayPressThen }) => mayPressThen).length,
      users: items,
      nextCursor,
    };
  }

  /** Every user whom the settings name before or after the change, in the order of their ids. */
  private async judge({
    accountId,
    groups,
    whenUnknown,
    users,
  }: PreviewRequest): Promise<ExchangePreview['users']> {
    const { settings } = await this.exchanges.get(accountId);
    const stored = await this.exchanges.listLimits(accountId);
    const changed = settingsOf({
      groups: groups ?? settings.groups,
      whenUnknown: whenUnknown ?? settings.whenUnknown,
    });
    const named = (users ?? []).map(rowOf);
    const rows = [...rowsBy(stored).values()].filter(
      (row) => !named.some(({ userId }) => userId === row.userId),
    );
    const then = [...rows, ...named];
    assertNoFaults([
      ...(groups ? faultsOfSettings(changed, then) : []),
      ...faultsOfLimits(changed, named),
      ...faultsOfStarts(named, Date.now()),
    ]);
    const managers = [...settings.groups, ...changed.groups].flatMap(({ managerIds }) => managerIds);
    const userIds = [...new Set([...managers, ...then.map(({ userId }) => userId)])].sort((a, b) => a - b);
    const [today, after] = await inTransaction(this.source, async (tx) => {
      const now = await databaseNow(tx);
      const judge = (by: typeof settings, of: readonly UserLimitsOf[]) =>
        this.judgeUser.judgeAll(tx, { accountId, settings: by, users: rowsBy(of) }, userIds, now);
      return [await judge(settings, stored), await judge(changed, then)];
    });
    return userIds.map((userId) => {
      const [before, next] = [today.get(userId), after.get(userId)];
      const [reasons, reasonsThen] = [
        (before?.blocks ?? []).map(viewBlock),
        (next?.blocks ?? []).map(viewBlock),
      ];
      const [mayPress, mayPressThen] = [reasons.length === 0, reasonsThen.length === 0];
      return { userId, group: next?.group?.name ?? null, mayPress, mayPressThen, reasons, reasonsThen };
    });
  }
}

function rowsBy(rows: readonly UserLimitsOf[]): Map<number, UserLimitsOf> {
  return new Map(rows.map((row) => [row.userId, row]));
}

function viewBlock(block: Block): ExchangePreview['users'][number]['reasons'][number] {
  const { reason } = block;
  if (!('judged' in block)) return { reason, limit: null, value: null, bound: null };
  const { limit, bound } = block.judged;
  return { reason, limit, bound, value: block.judged.isKnown ? block.judged.value : null };
}
