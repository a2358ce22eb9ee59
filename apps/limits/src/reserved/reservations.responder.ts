import { AccountRepository, isCallable } from '@hub/accounts';
import { Reply } from '@hub/bus';
import {
  decodeCursor,
  pageOf,
  ReservationQuery,
  type CursorShape,
  type ReservationPage,
} from '@hub/contracts';
import { Controller } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { FINISH_CLAIM, finishJobId } from '../claim/resolve-claim.js';
import { viewReservation, type OpenReservation } from './view-reservation.js';

const cursors: CursorShape = { list: 'reservations', parts: ['moment', 'id'] };
const usualPage = 50;

type OpenReservationRow = Omit<OpenReservation, 'leadId' | 'userId'> & {
  leadId: string;
  userId: string | null;
};

/** Answers what is reserved now: leads for managers who pressed the button, and places in the quotas of branches. */
@Controller()
export class ReservationsResponder {
  constructor(
    private readonly source: DataSource,
    private readonly accounts: AccountRepository,
  ) {}

  @Reply('limits.reservations.list')
  async list({ accountIds, branchIds, cursor, limit }: ReservationQuery): Promise<ReservationPage> {
    const size = limit ?? usualPage;
    const [since = null, id = null] = cursor ? decodeCursor(cursors, cursor) : [];
    const rows = await this.read([
      accountIds ?? null,
      branchIds ?? null,
      since,
      id,
      size + 1,
      FINISH_CLAIM,
      finishJobId(''),
    ]);
    const { items, nextCursor } = pageOf(rows, size, cursors, (row) => [row.since.toISOString(), row.id]);
    const accounts = await this.accounts.listByIds([...new Set(items.map(({ accountId }) => accountId))]);
    const callable = new Set(accounts.filter(({ state }) => isCallable(state)).map((account) => account.id));
    const isBranch = (branchIds ?? null) !== null;
    const view = (row: OpenReservation) =>
      viewReservation(row, { isCallable: callable.has(row.accountId), isBranch });
    return { items: items.map(view), nextCursor };
  }

  /**
   * The oldest first, by the indexes of what is open: `claim_open_user` and `reservation_lead`. A reader of certain branches
   * gets a name of the place that is no id of a transfer, because the cursor shows it too.
   */
  private async read(parameters: readonly unknown[]): Promise<OpenReservation[]> {
    const rows = await this.source.query<OpenReservationRow[]>(
      `SELECT * FROM (
         SELECT id, 'claim' AS kind, date_trunc('milliseconds', pressed_at) AS since, account_id AS "accountId",
             lead_id AS "leadId", user_id AS "userId", NULL::uuid AS "branchId", write_begun_at IS NOT NULL AS "isWriting",
             (SELECT job.id FROM limits.inbox AS job
               WHERE job.consumer = $6 AND job.id = $7 || claim.id AND job.state = 'dead') AS "deadLetterId"
           FROM limits.claim
           WHERE state = 'reserved' AND lead_id IS NOT NULL AND ($1::uuid[] IS NULL OR account_id = ANY ($1))
         UNION ALL
         SELECT CASE WHEN $2::uuid[] IS NULL THEN transfer_id ELSE md5(transfer_id::text)::uuid END, 'quota', date_trunc('milliseconds', reserved_at), hq_account_id,
             hq_lead_id, NULL, branch_id, false, NULL
           FROM limits.reservation
           WHERE state = 'reserved' AND ($2::uuid[] IS NULL OR branch_id = ANY ($2))) AS listed
       WHERE $3::timestamptz IS NULL OR (listed.since, listed.id) > ($3, $4::uuid)
       ORDER BY listed.since, listed.id LIMIT $5`,
      [...parameters],
    );
    return rows.map(({ leadId, userId, ...row }) => ({
      ...row,
      leadId: Number(leadId),
      userId: userId === null ? null : Number(userId),
    }));
  }
}
