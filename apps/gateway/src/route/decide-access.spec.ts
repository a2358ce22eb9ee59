import { describe, expect, it } from '@jest/globals';
import { decideAccess, type Access, type Audience, type Caller } from './decide-access.js';

const all = { branchIds: null, accountIds: null };
const own = { branchIds: ['b1'], accountIds: ['a1'] };
const callers: Record<string, Caller | null> = {
  nobody: null,
  hq: { id: '1', name: 'hq', role: 'hq-admin', ...all },
  operator: { id: '5', name: 'operator', role: 'operator', ...all },
  branch: { id: '2', name: 'branch', role: 'branch-admin', ...own },
  viewer: { id: '3', name: 'viewer', role: 'viewer', ...all },
  'tied viewer': { id: '4', name: 'tied', role: 'viewer', ...own },
};
const nothing = { branchIds: [], accountIds: [] };
const mine = { branchIds: ['b1'], accountIds: ['a1'] };
const foreign = { branchIds: [], accountIds: ['a2'] };
const mixed = { branchIds: ['b1'], accountIds: ['a2'] };

const table: [string, Audience, Access, Access, Access][] = [
  // caller, audience, names nothing, names its own, names a foreign one
  ['nobody', 'anyone', 'allow', 'allow', 'allow'],
  ['nobody', 'branch-read', 'unauthenticated', 'unauthenticated', 'unauthenticated'],
  ['nobody', 'hq', 'unauthenticated', 'unauthenticated', 'unauthenticated'],
  ['hq', 'hq', 'allow', 'allow', 'allow'],
  ['hq', 'hq-read', 'allow', 'allow', 'allow'],
  ['hq', 'branch', 'allow', 'allow', 'allow'],
  ['hq', 'branch-read', 'allow', 'allow', 'allow'],
  ['hq', 'leads', 'allow', 'allow', 'allow'],
  ['operator', 'leads', 'allow', 'allow', 'allow'],
  ['operator', 'hq-read', 'allow', 'allow', 'allow'],
  ['operator', 'branch-read', 'allow', 'allow', 'allow'],
  ['operator', 'hq', 'forbidden', 'forbidden', 'forbidden'],
  ['operator', 'branch', 'forbidden', 'forbidden', 'forbidden'],
  ['viewer', 'leads', 'forbidden', 'forbidden', 'forbidden'],
  ['branch', 'leads', 'forbidden', 'forbidden', 'forbidden'],
  ['branch', 'hq', 'forbidden', 'forbidden', 'forbidden'],
  ['branch', 'hq-read', 'forbidden', 'forbidden', 'forbidden'],
  ['branch', 'branch', 'unproven', 'allow', 'forbidden'],
  ['branch', 'branch-read', 'unproven', 'allow', 'forbidden'],
  ['viewer', 'hq', 'forbidden', 'forbidden', 'forbidden'],
  ['viewer', 'hq-read', 'allow', 'allow', 'allow'],
  ['viewer', 'branch', 'forbidden', 'forbidden', 'forbidden'],
  ['viewer', 'branch-read', 'allow', 'allow', 'allow'],
  ['tied viewer', 'hq-read', 'forbidden', 'forbidden', 'forbidden'],
  ['tied viewer', 'branch', 'forbidden', 'forbidden', 'forbidden'],
  ['tied viewer', 'branch-read', 'unproven', 'allow', 'forbidden'],
];

describe('decideAccess', () => {
  it.each(table)('%s on %s', (who, audience, unnamed, named, other) => {
    const caller = callers[who] ?? null;
    expect(decideAccess(caller, audience, nothing)).toBe(unnamed);
    expect(decideAccess(caller, audience, mine)).toBe(named);
    expect(decideAccess(caller, audience, foreign)).toBe(other);
    expect(decideAccess(caller, audience, mixed)).toBe(other);
  });
});
