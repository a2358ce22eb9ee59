import { Body, Inject, Param, Query } from '@nestjs/common';
import { BranchRepository } from '@hub/accounts';
import {
  ChoiceField,
  IdField,
  MomentField,
  PageRequest,
  TextField,
  TextListField,
  type Page,
} from '@hub/contracts';
import { inTransaction } from '@hub/database';
import { message, type Message } from '@hub/messages';
import { Problem } from '@hub/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { Asked, type Call } from '../route/call.js';
import { roles, type Role } from '../route/decide-access.js';
import { Area, Create, List, Remove, Show } from '../route/route.js';
import type { ApiKeyEntity } from './api-key.entity.js';
import { KeyRepository } from './key.repository.js';

class NewKeyBody {
  @TextField({ description: 'Whose key it is', max: 100, example: 'Казань, руководитель' })
  name: string;

  @ChoiceField({ description: 'What it may do', of: roles })
  role: Role;

  @TextListField({
    description:
      'Ids of the branches it is tied to; needed for branch-admin, forbidden for hq-admin and operator',
    optional: true,
  })
  branchIds?: string[];
}

class KeyPath {
  @IdField({ description: 'The key' })
  keyId: string;
}

class KeyRow {
  @IdField({ description: 'The key' })
  id: string;

  @TextField({ description: 'Whose key it is' })
  name: string;

  @TextField({ description: 'How the key begins' })
  prefix: string;

  @ChoiceField({ description: 'What it may do', of: roles })
  role: Role;

  @TextListField({ description: 'The branches it is tied to', optional: true })
  branchIds: string[] | null;

  @MomentField({ description: 'When it was made' })
  createdAt: Date;

  @MomentField({ description: 'When it was revoked', optional: true })
  revokedAt: Date | null;
}

class MadeKey extends KeyRow {
  @TextField({ description: 'The key itself, shown this once' })
  key: string;
}

@Area('keys')
export class KeysController {
  constructor(
    private readonly source: DataSource,
    private readonly keys: KeyRepository,
    @Inject(BranchRepository) private readonly branches: BranchRepository,
  ) {}

  @Create('', { answers: MadeKey, who: 'hq', says: 'Makes a key; the answer alone shows it.' })
  async create(@Body() body: NewKeyBody): Promise<MadeKey> {
    const branchIds = checkNumber(body);
    const { row, key } = await inTransaction(this.source, async (tx) => {
      await this.refuseClosed(tx, branchIds ?? []);
      return this.keys.create(tx, { name: body.name, role: body.role, branchIds });
    });
    return { ...shown(row), key };
  }

  @List('', { answers: KeyRow, who: 'hq', says: 'Lists keys, newest first.' })
  async list(@Query() query: PageRequest): Promise<Page<KeyRow>> {
    const page = await this.keys.findPage(query.limit ?? 50, query.cursor ?? undefined);
    return { ...page, items: page.items.map(shown) };
  }

  @Show(':keyId', { answers: KeyRow, who: 'hq', says: 'Shows a key without its secret.' })
  async show(@Param() path: KeyPath): Promise<KeyRow> {
    return shown(await this.keys.get(path.keyId));
  }

  @Remove(':keyId', { who: 'hq', says: 'Revokes a key; it stops working at once.' })
  async revoke(@Asked() call: Call, @Param() path: KeyPath): Promise<void> {
    call.before = shown(await this.keys.get(path.keyId));
    await this.keys.revoke(path.keyId, new Date());
  }

  /** Locks the branches: an off-boarding that closes one of them sees the key, or the key is refused. */
  private async refuseClosed(tx: EntityManager, branchIds: readonly string[]): Promise<void> {
    for (const id of branchIds.toSorted()) {
      const branch = isUuid(id) ? await this.branches.lockForRead(tx, id) : null;
      if (!branch) throw wrongBranches(message('fields.no-such-branch', { id }));
      if (branch.state === 'closed')
        throw wrongBranches(message('fields.branch-closed', { branch: branch.name }));
    }
  }
}

/** The branches of the key as they are sent; null for none. Throws 400 when the role needs some or forbids them. */
function checkNumber({ role, branchIds }: NewKeyBody): string[] | null {
  if (branchIds?.length === 0) throw wrongBranches(message('edge.no-branches'));
  if (role === 'branch-admin' && !branchIds?.length) throw wrongBranches(message('fields.branches-needed'));
  if ((role === 'hq-admin' || role === 'operator') && branchIds?.length)
    throw wrongBranches(message('fields.branches-forbidden', { role }));
  return branchIds ?? null;
}

function wrongBranches(detail: Message): Problem {
  return new Problem(400, message('problems.wrong-fields'), [{ path: 'branchIds', detail }]);
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

function shown(row: ApiKeyEntity): Pick<KeyRow, keyof KeyRow> {
  const { id, name, prefix, role, branchIds, createdAt, revokedAt } = row;
  return { id, name, prefix, role, branchIds, createdAt, revokedAt };
}
