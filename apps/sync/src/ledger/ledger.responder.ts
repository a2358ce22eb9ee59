import { AmoClients } from '@hub/amocrm';
import { Reply } from '@hub/bus';
import {
  ConfirmStep,
  decodeCursor,
  ForgetObject,
  LedgerQuery,
  pageOf,
  ReadoptObject,
  type CursorShape,
  type LedgerPage,
  type LedgerRow,
  type PlanView,
} from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller, Inject } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { notReadable } from '../configuration/configuration.js';
import { normaliseSnapshot } from '../configuration/normalise-snapshot.js';
import type { Observed } from '../kind/kind.js';
import type { KindName } from '../kind/kind-name.js';
import { kindOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import { originsOf, type LedgerEntry } from '../plan/ledger.js';
import type { Change, Plan } from '../plan/plan.js';
import { stepChecksum } from '../plan/plan-wanted.js';
import { kindNamed } from '../plan-run/kind-named.js';
import type { PlanRun } from '../plan-run/plan-run.entity.js';
import { PlanRunRepository } from '../plan-run/plan-run.repository.js';
import { revisePlans } from '../plan-run/revise-plans.js';
import { planView } from '../plan-run/plan-view.js';
import { ReleaseRepository } from '../release/release.repository.js';
import { everything } from '../snapshot/lists.js';
import { readSnapshot } from '../snapshot/read-snapshot.js';
import { refuseUnreadable } from '../snapshot/unreadable.js';
import { LedgerRepository } from './ledger.repository.js';

@Controller()
export class LedgerResponder {
  constructor(
    @Inject(DataSource) private readonly source: DataSource,
    @Inject(AmoClients) private readonly clients: AmoClients,
    @Inject(LedgerRepository) private readonly ledger: LedgerRepository,
    @Inject(PlanRunRepository) private readonly runs: PlanRunRepository,
    @Inject(ReleaseRepository) private readonly releases: ReleaseRepository,
  ) {}

  @Reply('sync.ledger.list')
  async list({ accountId, cursor, limit }: LedgerQuery): Promise<LedgerPage> {
    const size = limit ?? 100;
    const cursors: CursorShape = { list: `ledger of ${accountId}`, parts: ['number'] };
    const from = cursor ? Number(decodeCursor(cursors, cursor)[0]) : 0;
    const entries = await this.ledger.entriesOf(accountId);
    return pageOf(entries.slice(from, from + size + 1).map(rowView), size, cursors, () => [
      String(from + size),
    ]);
  }

  /** The object stays in the account as its own; the next plan may adopt it again. Throws a 404 `Problem`. */
  @Reply('sync.ledger.forget')
  async forget({ accountId, kind, ref }: ForgetObject): Promise<LedgerRow> {
    const name = kindNamed(kind);
    const row = await inTransaction(this.source, async (tx) => {
      await revisePlans(tx, accountId);
      return this.ledger.forget(tx, { accountId, kind: name, ref });
    });
    if (!row) throw new Problem(404, message('problems.not-in-ledger', { kind, ref }));
    return rowView(row);
  }

  /**
   * Reads the account, because an id that is not there would make the next plan create a second object. Throws a 404
   * `Problem` for an unknown change or object, 422 for one below another parent, and 409 for a branch object that is
   * another release object already, and for a kind that the account does not let the hub read, 502 for an answer that cannot be
   * true.
   */
  @Reply('sync.ledger.readopt')
  async readopt({ accountId, planId, kind, key, branchId }: ReadoptObject): Promise<LedgerRow> {
    const name = kindNamed(kind);
    const run = await this.runs.get(planId);
    mustBeRead(name, run.plan.unread ?? []);
    const change = changeOf(run, { accountId, kind: name, key });
    const { ref } = change;
    const entries = await this.ledger.entriesOf(accountId);
    const { configuration } = await this.releases.get(run.releaseId);
    const refs = new Set(configuration.objects.map((object) => address(object.kind, object.ref)));
    const holder = entries.find(
      (entry) => entry.kind === name && entry.branchId === branchId && refs.has(address(name, entry.ref)),
    );
    if (holder && holder.ref !== ref)
      throw new Problem(409, message('problems.taken-in-ledger', { kind, branchId, ref: holder.ref }));
    const amo = this.clients.forAccount(accountId, 'bulk');
    const snapshot = await readSnapshot(amo, { ...everything, wants: () => false }).catch(refuseUnreadable);
    const { objects, unread } = normaliseSnapshot(snapshot);
    mustBeRead(name, unread);
    const found = objects.find((object) => object.kind === name && object.id === branchId);
    if (!found) throw new Problem(404, message('problems.no-such-object', { kind, branchId }));
    if (!isInPlace(found, change, run.plan)) {
      throw new Problem(422, message('problems.object-elsewhere', { kind, branchId, key }));
    }
    const origin = originsOf(entries).get(address(name, branchId)) ?? 'adopted';
    const row = {
      accountId,
      kind: name,
      ref,
      branchId,
      origin,
      ...{ tickedBy: null, tickedAt: null, unseenSince: null, beside: null },
    };
    await inTransaction(this.source, async (tx) => {
      await revisePlans(tx, accountId);
      await this.ledger.enter(tx, row);
    });
    return rowView(row);
  }

  /** Keeps the step out of later plans as long as its words stay the same. Throws a 404 or 422 `Problem`. */
  @Reply('sync.plans.confirm')
  async confirm({ planId, key, kind: named, by }: ConfirmStep): Promise<PlanView> {
    const run = await this.runs.get(planId);
    const { kind, ref, after } = stepOf(run, key, named ?? null);
    const branchId = stepChecksum({ ref, attributes: after ?? {} });
    const row = { accountId: run.accountId, kind, ref, branchId, origin: 'adopted' as const };
    const ticked = { ...row, tickedBy: by, tickedAt: new Date(), unseenSince: null, beside: null };
    await inTransaction(this.source, (tx) => this.ledger.enter(tx, ticked));
    return planView(run);
  }
}

function mustBeRead(kind: KindName, unread: readonly KindName[]): void {
  if (unread.includes(kind)) throw notReadable([kind]);
}

function changeOf(run: PlanRun, asked: { accountId: string; kind: KindName; key: string }) {
  if (run.accountId !== asked.accountId) throw new Problem(422, message('problems.plan-of-another-account'));
  const change = run.plan.changes.find(({ kind, key }) => kind === asked.kind && key === asked.key);
  if (!change)
    throw new Problem(404, message('problems.no-such-change', { kind: asked.kind, key: asked.key }));
  return change;
}

/** The step of a plan by its key. Throws a 404 `Problem`. */
function stepOf({ plan }: PlanRun, key: string, named: string | null): Change {
  const found = plan.changes.find(
    (change) => kindOf(change.kind).isStep && change.key === key && (named === null || change.kind === named),
  );
  if (!found) throw new Problem(404, message('problems.no-such-step', { key }));
  return found;
}

/** Below the counterpart of the same parent, and not one of the final stages that every pipeline has. */
function isInPlace(found: Observed, { kind, within, fixed }: Change, { ids }: Plan): boolean {
  const { parent } = kindOf(kind);
  return found.within === (parent ? ids[address(parent, within)] : within) && (found.fixed ?? null) === fixed;
}

function rowView({ kind, ref, branchId, origin }: LedgerEntry): LedgerRow {
  return { kind, ref, branchId, origin };
}
