import { AccountRepository, type Account } from '@hub/accounts';
import type { MakeRollout } from '@hub/contracts';
import { message, type Message } from '@hub/messages';
import { Problem, type FieldError } from '@hub/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { BotEntity } from '../bot/bot.entity.js';
import { BotRepository } from '../bot/bot.repository.js';
import { startsOf } from '../bot/bot-starts.js';
import { orderByNeed } from '../bot/order-bots.js';
import type { ReleaseEntity } from '../release/release.entity.js';
import type { CarriedBot } from './carried-bots.js';

/** What a request for a rollout names: accounts, and bots that go with the release. */
@Injectable()
export class NamedTargets {
  constructor(
    @Inject(AccountRepository) private readonly all: AccountRepository,
    @Inject(BotRepository) private readonly known: BotRepository,
  ) {}

  /**
   * The named accounts, else every branch of the release's group. Throws a 422 `Problem` for unknown ones, those of another
   * group, the one that the release was read from, and when there are none.
   */
  async accounts(
    { accountIds }: Pick<MakeRollout, 'accountIds'>,
    { accountId, groupId, number }: ReleaseEntity,
  ): Promise<Account[]> {
    if (accountIds) {
      const all = await this.all.listByIds(accountIds);
      const found = new Map(
        all.filter(({ state }) => state !== 'removed').map((account) => [account.id, account]),
      );
      refuse(accountIds, 'accountIds', [...found.keys()], 'rollouts.unknown-account');
      const others = accountIds.filter((id) => id !== accountId);
      refuse(accountIds, 'accountIds', others, 'rollouts.own-reference');
      if (all.some((account) => account.groupId !== groupId))
        throw new Problem(422, message('problems.release-of-other-group', { number }));
      return [...new Set(accountIds)].flatMap((id) => found.get(id) ?? []);
    }
    const branches = (await this.all.listByRole('branch')).filter(
      (account) => account.id !== accountId && account.groupId === groupId,
    );
    if (branches.length === 0) throw new Problem(422, message('rollouts.no-accounts'));
    return branches;
  }

  /**
   * The newest versions of the named bots, each after those it starts. Throws a 422 `Problem` that names each bot that is
   * unknown, of another group, or of an account that is no reference any more.
   */
  async bots({ botIds }: Pick<MakeRollout, 'botIds'>, release: ReleaseEntity): Promise<CarriedBot[]> {
    if (!botIds) return [];
    const bots = await this.known.byId(botIds);
    const owners = await this.all.listByIds([...bots.values()].map(({ referenceId }) => referenceId));
    const errors = botIds.flatMap((botId, at): FieldError[] => {
      const bot = bots.get(botId);
      const owner = owners.find(({ id }) => id === bot?.referenceId);
      const detail = bot ? whyNotCarried(bot, owner, release) : message('rollouts.unknown-bot', { botId });
      return detail ? [{ path: `botIds.${at}`, detail }] : [];
    });
    if (errors.length > 0) throw new Problem(422, message('problems.wrong-fields'), errors);
    return this.newest(new Set(botIds), new Set(owners.map(({ id }) => id)));
  }

  /** Bots that are not carried count for the order too: one may be started through another. */
  private async newest(ids: ReadonlySet<string>, referenceIds: ReadonlySet<string>): Promise<CarriedBot[]> {
    const all = (await this.known.list(null)).filter(({ referenceId }) => referenceIds.has(referenceId));
    const versions = await this.known.listVersions(all.map(({ id }) => id));
    const starts = startsOf(all, versions);
    const ordered = orderByNeed(all, ({ id }) => {
      const needed = new Set(starts.startedBy(id).map((other) => other.id));
      return all.filter((other) => needed.has(other.id));
    });
    return ordered.flatMap(({ id: botId }) => {
      const version = versions.find((one) => one.botId === botId)?.number;
      return ids.has(botId) && version !== undefined ? [{ botId, version }] : [];
    });
  }
}

function whyNotCarried(
  { name }: BotEntity,
  owner: Account | undefined,
  { groupId, number }: ReleaseEntity,
): Message | null {
  if (!owner || owner.state === 'removed' || !owner.roles.includes('reference'))
    return message('rollouts.bot-of-no-reference', { name });
  return owner.groupId === groupId ? null : message('rollouts.bot-of-other-group', { name, number });
}

/** Throws a 422 `Problem` that names the wrong ones among `ids`. */
export function refuse(
  ids: readonly string[],
  path: string,
  known: readonly string[],
  key: 'rollouts.unknown-account' | 'rollouts.canary-elsewhere' | 'rollouts.own-reference',
): void {
  const errors = ids.flatMap((accountId, at): FieldError[] => {
    return known.includes(accountId) ? [] : [{ path: `${path}.${at}`, detail: message(key, { accountId }) }];
  });
  if (errors.length > 0) throw new Problem(422, message('problems.wrong-fields'), errors);
}
