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
import { DataSource } from 'typeorm';
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
    const branchIds = await this.checkBranches(body);
    const { row, key } = await inTransaction(this.source, (tx) =>
      this.keys.create(tx, { name: body.name, role: body.role, branchIds }),
    );
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

  private async checkBranches({ role, branchIds }: NewKeyBody): Promise<string[] | null> {
    const wrong = (detail: Message) =>
      new Problem(400, message('problems.wrong-fields'), [{ path: 'branchIds', detail }]);
    if (branchIds?.length === 0) throw wrong(message('edge.no-branches'));
    if (role === 'branch-admin' && !branchIds?.length) throw wrong(message('fields.branches-needed'));
    if ((role === 'hq-admin' || role === 'operator') && branchIds?.length)
      throw wrong(message('fields.branches-forbidden', { role }));
    for (const id of branchIds ?? []) {
      if (!isUuid(id) || !(await this.branches.find(id)))
        throw wrong(message('fields.no-such-branch', { id }));
    }
    return branchIds ?? null;
  }
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

function shown(row: ApiKeyEntity): Pick<KeyRow, keyof KeyRow> {
  const { id, name, prefix, role, branchIds, createdAt, revokedAt } = row;
  return { id, name, prefix, role, branchIds, createdAt, revokedAt };
}
