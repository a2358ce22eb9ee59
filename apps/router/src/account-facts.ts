import {
  AmoClients,
  findUser,
  listPipelines,
  listUsers,
  type AmoClient,
  type AmoPipeline,
  type AmoUser,
} from '@hub/amocrm';
import { isRefusal } from '@hub/platform';
import { Injectable } from '@nestjs/common';
import { closingStatusIds } from './lead/route-lead.js';
import type { Target } from './rule/facts.js';

/** Where leads are put, as far as it can be checked. */
export type LeadTarget = Pick<Target, 'accountId' | 'pipelineId' | 'statusId'>;

/** How long a good answer is believed; what is missing is asked for anew each time, because leads wait for it. */
const believedForMs = 5 * 60_000;
const unsortedType = 1;

/** What an account has: users and stages. `null` means that it could not be learned, which proves nothing. */
@Injectable()
export class AccountFacts {
  /** Users that are there, by account and id, and until when that is believed. */
  private readonly users = new Map<string, number>();
  private readonly pipelines = new Map<string, { list: AmoPipeline[]; until: number }>();
  /** Running reads: leads that arrive at the same time share one. */
  private readonly readingUsers = new Map<string, Promise<AmoUser | null | 'unknown'>>();
  private readonly readingPipelines = new Map<string, Promise<AmoPipeline[] | 'unknown'>>();

  constructor(private readonly clients: AmoClients) {}

  /** Whether the account has this user, and they are active. */
  async hasUser(accountId: string, userId: number, signal: AbortSignal): Promise<boolean | null> {
    const key = `${accountId}/${userId}`;
    const known = this.users.get(key);
    if (known !== undefined && known > Date.now()) return true;
    return this.hasUserStill(accountId, userId, signal);
  }

  /** As `hasUser`, but a good answer of before is not believed: the user may have been removed since. */
  async hasUserStill(accountId: string, userId: number, signal: AbortSignal): Promise<boolean | null> {
    const key = `${accountId}/${userId}`;
    signal.throwIfAborted();
    const found = await share(this.readingUsers, key, () =>
      readUser(this.clients.forAccount(accountId, 'routing'), userId),
    );
    if (found === 'unknown') return null;
    const isThere = found?.rights.is_active === true;
    if (isThere) this.users.set(key, Date.now() + believedForMs);
    return isThere;
  }

  /** Whether a lead can be put there by a call: the pipeline is no archive, and the stage is not «Неразобранное». */
  async hasPlace(place: LeadTarget, signal: AbortSignal): Promise<boolean | null> {
    const isThere = (list: readonly AmoPipeline[]) => {
      const pipeline = list.find(({ id }) => id === place.pipelineId);
      if (pipeline?.is_archive !== false) return false;
      const stages = pipeline._embedded.statuses;
      const stage = stages.find(({ id }) => id === place.statusId);
      // A pipeline has stages: none were shown.
      return stages.length === 0 ? null : stage !== undefined && stage.type !== unsortedType;
    };
    const list = await this.readPipelines(place.accountId, (known) => isThere(known) === true, signal);
    return list && isThere(list);
  }

  /** Whether the stage is the «Неразобранное» of its pipeline, which no stage becomes: an old reading answers as well. */
  async isUnsorted(place: LeadTarget, signal: AbortSignal): Promise<boolean | null> {
    const stageIn = (list: readonly AmoPipeline[]) =>
      list
        .find(({ id }) => id === place.pipelineId)
        ?._embedded.statuses.find(({ id }) => id === place.statusId);
    const before = this.pipelines.get(place.accountId)?.list ?? [];
    const list = await this.readPipelines(place.accountId, (known) => stageIn(known) !== undefined, signal);
    const stage = stageIn(list ?? []) ?? stageIn(before);
    return stage ? stage.type === unsortedType : null;
  }

  /** The stages of a pipeline in which a lead is open, «Неразобранное» included. */
  async listOpenStages(accountId: string, pipelineId: number, signal: AbortSignal): Promise<number[] | null> {
    const find = (list: readonly AmoPipeline[]) => list.find(({ id }) => id === pipelineId);
    const list = await this.readPipelines(accountId, (known) => find(known) !== undefined, signal);
    const ids = list && find(list)?._embedded.statuses.map(({ id }) => id);
    return ids?.length ? ids.filter((id) => !closingStatusIds.includes(id)) : null;
  }

  /** Believes nothing of this account any more: it has refused what was believed of it. */
  forget(accountId: string): void {
    this.pipelines.delete(accountId);
    for (const key of this.users.keys()) if (key.startsWith(`${accountId}/`)) this.users.delete(key);
  }

  /** The pipelines as they were read lately, when that answers the question; else read anew. */
  private async readPipelines(
    accountId: string,
    isAnswer: (list: readonly AmoPipeline[]) => boolean,
    signal: AbortSignal,
  ): Promise<AmoPipeline[] | null> {
    const known = this.pipelines.get(accountId);
    if (known && known.until > Date.now() && isAnswer(known.list)) return known.list;
    signal.throwIfAborted();
    const list = await share(this.readingPipelines, accountId, () =>
      listPipelines(this.clients.forAccount(accountId, 'routing')),
    );
    // No account is without pipelines: an empty answer says nothing.
    if (list === 'unknown' || list.length === 0) return null;
    this.pipelines.set(accountId, { list, until: Date.now() + believedForMs });
    return list;
  }
}

/** The user; null: neither a read by id shows them, which alone is no proof, nor the list. */
async function readUser(amo: AmoClient, userId: number): Promise<AmoUser | null | 'unknown'> {
  const found = await findUser(amo, userId);
  if (found) return found;
  const { users, unreadable } = await listUsers(amo);
  return users.find(({ id }) => id === userId) ?? (unreadable > 0 ? 'unknown' : null);
}

/** The running read of this name, or a new one. It has no job's signal, because several jobs may wait for it. */
function share<T>(
  readings: Map<string, Promise<T | 'unknown'>>,
  name: string,
  read: () => Promise<T>,
): Promise<T | 'unknown'> {
  const known = readings.get(name);
  if (known) return known;
  const reading = learned(read).finally(() => readings.delete(name));
  readings.set(name, reading);
  return reading;
}

/** What may not be read is unknown; any other failure is thrown and retried by the caller. */
async function learned<T>(read: () => Promise<T>): Promise<T | 'unknown'> {
  try {
    return await read();
  } catch (error) {
    if (isRefusal(error)) return 'unknown';
    throw error;
  }
}
