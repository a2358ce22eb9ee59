import { Reply } from '@hub/bus';
import {
  ImportLimits,
  LimitsTableQuery,
  maxLimitedUsers,
  type ExchangeLimitsView,
  type LimitsTable,
} from '@hub/contracts';
import { message } from '@hub/messages';
import { Controller } from '@nestjs/common';
import { assertNoFaults } from '../settings/check-settings.js';
import { SaveLimits } from '../settings/save-limits.js';
import { writeTable } from './limits-table.js';
import { readLimits } from './read-limits.js';

/** Gives the limits of users as a file, and takes them from one. */
@Controller()
export class TableController {
  constructor(private readonly limits: SaveLimits) {}

  @Reply('limits.table.show')
  async show({ accountId, format }: LimitsTableQuery): Promise<LimitsTable> {
    const { users } = await this.limits.show(accountId);
    return { accountId, format, text: format === 'csv' ? writeTable(users) : JSON.stringify(users, null, 2) };
  }

  /** Users that the file names get its lines; the others keep what they have. Refuses a file with errors whole, by line. */
  @Reply('limits.table.import')
  async import({ accountId, format, text, ifVersion = null }: ImportLimits): Promise<ExchangeLimitsView> {
    const { users, version } = await this.limits.show(accountId);
    const rows = readLimits(format, text, users);
    const isNamed = new Set(rows.map(({ value }) => value.userId));
    const kept = users.filter(({ userId }) => !isNamed.has(userId));
    const detail = message('fields.too-many-users', { max: maxLimitedUsers });
    assertNoFaults(rows.length + kept.length > maxLimitedUsers ? [{ path: 'text', detail }] : []);
    // What was read is what the lines are added to: a change in between makes the import stale.
    const named = rows.map(({ value }) => value);
    const save = { accountId, users: named, kept, ifVersion: ifVersion ?? version };
    return this.limits.save(save, (at) => `lines.${rows[at]?.line ?? 0}`);
  }
}
