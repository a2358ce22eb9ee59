import { AccountRepository, AlarmRepository, isCallable, type Account } from '@hub/accounts';
import { Bus, type Job } from '@hub/bus';
import { message } from '@hub/messages';
import { RetryLater } from '@hub/platform';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { isAway } from '../transfer/ask-field-map.js';
import type { ListName } from './branch-list.entity.js';
import { findGap, type ListGap } from './find-gap.js';
import { WantedLists, type WantedList } from './wanted-lists.js';

const consumer = 'router.released-lists';
const everyMs = 5 * 60_000;
const untilBackMs = 30_000;
const kind = 'list-not-released';

/** What one reference group is without. */
interface Found extends ListGap {
  list: ListName;
  groupId: string | null;
  reference: string | null;
  release: number;
}

/**
 * Compares the lists «Филиал» and «Регион» with the releases of the branch accounts: a value that the hub has added at
 * HQ is an item of the next release, and an alarm asks people to make and apply one. The alarm ends when it is applied.
 * Makes no calls of HQ where a release or the ledger names the field.
 */
@Injectable()
export class CheckReleased implements OnModuleInit {
  constructor(
    private readonly bus: Bus,
    private readonly wanted: WantedLists,
    private readonly accounts: AccountRepository,
    private readonly alarms: AlarmRepository,
  ) {}

  onModuleInit(): void {
    this.bus.consume({ consumer, concurrency: 1, handle: (job) => this.check(job) });
    this.bus.schedule({ consumer, when: { everyMs } });
  }

  private async check(job: Job<unknown>): Promise<void> {
    const current = await this.wanted.current();
    if (!current) return;
    const account = await this.accounts.get(current.hqAccountId);
    if (!isCallable(account.state)) return;
    const found: Found[] = [];
    for (const wanted of current.lists) found.push(...(await this.gapsOf(job, account, wanted)));
    await this.record(job, account, found);
  }

  private async gapsOf(
    { correlationId, signal }: Job<unknown>,
    { id: accountId }: Account,
    { list, fieldId, plan }: WantedList,
  ): Promise<Found[]> {
    const about = { correlationId, signal };
    const { items } = await this.bus
      .request('sync.lists.released', { accountId, fieldId }, about)
      .catch((error: unknown) => {
        if (!isAway(error)) throw error;
        const said = message('failures.list-away', { failure: error.body.detail });
        throw new RetryLater(said, untilBackMs, { cause: error });
      });
    const lacks = (values: readonly string[]) =>
      plan(
        values.map((value, id) => ({ id, value })),
        {},
      ).missing;
    return items.flatMap((item) => {
      const { groupId, reference, release } = item;
      const gap = findGap(item, lacks);
      return gap ? [{ ...gap, list, groupId, reference, release }] : [];
    });
  }

  /** A list of HQ that the hub cannot write has an alarm of its own, and no release would have its values. */
  private async record(job: Job<unknown>, { id, host }: Account, found: readonly Found[]): Promise<void> {
    await job.finish(async (tx) => {
      const now = new Date();
      const open = await this.alarms.listOpenOf(tx, [id]);
      const isBehind = ({ list, why }: Found) =>
        why === 'hq' && open.some((one) => one.kind === 'branch-list-behind' && one.facts.list === list);
      const subjects: string[] = [];
      for (const gap of found.filter((one) => !isBehind(one))) {
        const { groupId, list, why, names, release, hosts, more } = gap;
        const subject = `${id}:${list}:${groupId ?? ''}`;
        const facts = {
          account: host,
          list,
          why,
          names,
          release,
          hosts,
          more,
          reference: gap.reference ?? '',
        };
        await this.alarms.keep(tx, { kind, subject, accountId: id, facts }, now);
        subjects.push(subject);
      }
      await this.alarms.clearOthers(tx, kind, { prefix: '', subjects }, now);
    });
  }
}
