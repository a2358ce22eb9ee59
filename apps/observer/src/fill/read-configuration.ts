import { AccountRepository, isCallable } from '@hub/accounts';
import {
  AmoClients,
  ifAllowed,
  listPipelines,
  listUsers,
  type AmoClient,
  type AmoPipeline,
  type AmoUser,
} from '@hub/amocrm';
import { lostStatusId, wonStatusId } from '@hub/amocrm/pure';
import { JournalWriter, type ReadConfiguration } from '@hub/journal';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** Reads people, pipelines and stages of an account. */
@Injectable()
export class ConfigurationReader {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly clients: AmoClients,
    private readonly writer: JournalWriter,
  ) {}

  /** With bulk priority; null when the account is not to be called now. */
  async readCallable(accountId: string, signal: AbortSignal): Promise<ReadConfiguration | null> {
    const { state = 'removed' } = (await this.accounts.find(accountId)) ?? {};
    return isCallable(state) ? this.read(this.clients.forAccount(accountId, 'bulk', signal)) : null;
  }

  /** Two calls. People stay as they are where they may not be read. */
  async read(client: AmoClient): Promise<ReadConfiguration> {
    const people = await ifAllowed(() => listUsers(client));
    const pipelines = await listPipelines(client);
    return {
      people: people?.users.map(personOf) ?? null,
      arePeopleWhole: people?.unreadable === 0,
      pipelines: pipelines.map(pipelineOf),
      stages: pipelines.flatMap(stagesOf),
    };
  }

  /** Writes what was read, unless the account has no journal any more. */
  async save(tx: EntityManager, accountId: string, read: ReadConfiguration, now: Date): Promise<void> {
    if (!(await this.writer.lock(tx, accountId))) return;
    await this.writer.saveConfiguration(tx, accountId, read, Math.floor(now.getTime() / 1000));
    await this.writer.note(tx, accountId, { configurationReadAt: now });
  }
}

function personOf({ id, name, rights }: AmoUser): NonNullable<ReadConfiguration['people']>[number] {
  const { group_id: groupId, is_admin: isAdmin, is_active: isActive } = rights;
  return { userId: id, name, groupId, isAdmin: isAdmin ?? false, isActive };
}

function pipelineOf(pipeline: AmoPipeline): ReadConfiguration['pipelines'][number] {
  const { id: pipelineId, name, sort, is_main: isMain, is_archive: isArchived } = pipeline;
  return { pipelineId, name, sort, isMain, isArchived };
}

function stagesOf({ id: pipelineId, _embedded: { statuses } }: AmoPipeline): ReadConfiguration['stages'] {
  return statuses.map(({ id: statusId, name, sort, type }) => ({
    ...{ pipelineId, statusId, name, sort },
    kind: type === 1 ? 'unsorted' : kindOf(statusId),
  }));
}

function kindOf(statusId: number): 'won' | 'lost' | 'work' {
  if (statusId === wonStatusId) return 'won';
  return statusId === lostStatusId ? 'lost' : 'work';
}
