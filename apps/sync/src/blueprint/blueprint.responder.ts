import { AccountRepository, ReferenceGroupRepository } from '@hub/accounts';
import { AmoClients } from '@hub/amocrm';
import { Reply } from '@hub/bus';
import {
  BlueprintBody,
  ExportBlueprint,
  ImportBlueprintBy,
  type BlueprintCheck,
  type BlueprintText,
  type NewReleaseView,
} from '@hub/contracts';
import { message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { Controller, Inject } from '@nestjs/common';
import type { Configuration } from '../configuration/configuration.js';
import { withHubFields } from '../configuration/hub-fields.js';
import { normaliseSnapshot, toConfiguration } from '../configuration/normalise-snapshot.js';
import { readBlueprint, type BlueprintResult } from '../configuration/read-blueprint.js';
import { writeBlueprint } from '../configuration/write-blueprint.js';
import { ReleaseMaker } from '../release/make-release.js';
import { problemMessage } from '../configuration/yaml-reader.js';
import { ReleaseRepository } from '../release/release.repository.js';
import { newReleaseView } from '../release/release-view.js';
import { everything } from '../snapshot/lists.js';
import { readSnapshot } from '../snapshot/read-snapshot.js';
import { refuseUnreadable } from '../snapshot/unreadable.js';

@Controller()
export class BlueprintResponder {
  constructor(
    @Inject(AccountRepository) private readonly accounts: AccountRepository,
    @Inject(ReferenceGroupRepository) private readonly groups: ReferenceGroupRepository,
    @Inject(AmoClients) private readonly clients: AmoClients,
    @Inject(ReleaseMaker) private readonly maker: ReleaseMaker,
    @Inject(ReleaseRepository) private readonly releases: ReleaseRepository,
  ) {}

  @Reply('sync.blueprints.validate')
  validate({ text, file }: BlueprintBody): Promise<BlueprintCheck> {
    const read = readBlueprint(text, file ?? 'blueprint');
    return Promise.resolve(
      read.ok
        ? { isValid: true, problems: [], objects: read.configuration.objects.length }
        : { isValid: false, problems: read.problems.map(problemMessage), objects: 0 },
    );
  }

  /**
   * A release like any other, of no account. Throws a `Problem`: 422 that names every problem by line and column, 409 for
   * a large loss against the blueprint before it that was not confirmed.
   */
  @Reply('sync.blueprints.import')
  async import({ text, file, note, groupId, confirm, by }: ImportBlueprintBy): Promise<NewReleaseView> {
    const { name, configuration: written } = mustRead(readBlueprint(text, file ?? 'blueprint'));
    const configuration = withHubFields(written);
    if (groupId && !(await this.groups.find(groupId))) {
      const detail = message('fields.no-such-group');
      throw new Problem(422, message('problems.wrong-fields'), [{ path: 'groupId', detail }]);
    }
    const origin = { accountId: null, groupId: groupId ?? null, madeBy: by ?? null };
    const made = await this.maker.keep({ ...origin, note: note ?? name, configuration }, confirm ?? null);
    return newReleaseView(made, await this.releases.listNewestOf([origin.groupId]));
  }

  @Reply('sync.blueprints.export')
  async export({ releaseId, accountId }: ExportBlueprint): Promise<BlueprintText> {
    if (releaseId && !accountId) {
      const { number, note, configuration } = await this.releases.get(releaseId);
      const name = note ?? `Release ${number}`;
      return exported(name, configuration);
    }
    if (!accountId || releaseId) throw new Problem(422, message('problems.release-or-account'));
    const account = await this.accounts.find(accountId);
    if (!account) throw new Problem(404, message('problems.no-such-account'));
    const amo = this.clients.forAccount(accountId, 'bulk');
    const snapshot = await readSnapshot(amo, everything).catch(refuseUnreadable);
    return exported(account.name, toConfiguration(normaliseSnapshot(snapshot)));
  }
}

/** With what the reader would refuse in it: an account may have what no blueprint can say. */
function exported(name: string, configuration: Configuration): BlueprintText {
  const text = writeBlueprint(configuration, name);
  const read = readBlueprint(text, 'blueprint');
  return { name, text, problems: read.ok ? [] : read.problems.map(problemMessage) };
}

function mustRead(read: BlueprintResult): BlueprintResult & { ok: true } {
  if (read.ok) return read;
  throw new Problem(
    422,
    message('problems.blueprint-wrong'),
    read.problems.map((problem) => ({ path: 'text', detail: problemMessage(problem) })),
  );
}
