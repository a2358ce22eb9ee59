import { eventually } from '@hub/testing';
import { connectAccounts, type AccountIds } from '../../../demo/connect.js';
import {
  buildFranchise,
  type BranchName,
  type BranchSetup,
  type Franchise,
} from '../../../demo/franchise.js';
import type { Json, SandboxAccount } from '../../../demo/sandbox-api.js';
import { startWorld, type Service, type World } from './world.js';

const regions = ['Абакан', 'Брянск', 'Волгоград', 'Грозный', 'Дербент', 'Елец', 'Ижевск', 'Калуга'];
const nameOf = (region: string, at: number): BranchName => ({
  ...{ subdomain: `branch-${at + 1}`, name: `Филиал «${region}»`, region },
});
/** This branch is to be a pipeline of the HQ account; the account of its name stays unused. */
const inside: BranchName = { subdomain: 'branch-inside', name: 'Филиал «Липецк»', region: 'Липецк' };

export interface Held {
  id: string;
  holding: unknown[];
}

/** A franchise whose services are killed from outside while the sandbox holds answers to them. */
export interface Killing {
  world: World;
  franchise: Franchise;
  ids: AccountIds;
  inside: BranchName;
  /** The branches with accounts of their own, the last of which is in use already. */
  outer: readonly BranchSetup[];
  accountOf: (subdomain: string) => SandboxAccount;
  /** `when`: `before`, nothing was done yet; `after`, all was done and the answer is lost. */
  hold: (fault: Json) => Promise<Held>;
  /** Kills the service while each of these holds a call. */
  killWhileHeld: (service: Service, holds: readonly Held[]) => Promise<void>;
}

/** The accounts are connected; no branch has a plan yet. `count`: how many branches have accounts of their own. */
export async function startKilling(count = regions.length): Promise<Killing> {
  const world = await startWorld('distributed');
  const franchise = await buildFranchise(world.sandbox, [inside, ...regions.slice(0, count).map(nameOf)]);
  const ids = await connectAccounts(world.hub, franchise);
  const untilHeld = (holds: readonly Held[]) =>
    eventually(async () => {
      const faults = await world.sandbox.control<Held[]>('GET', 'faults');
      const held = faults.filter((fault) => fault.holding.length > 0).map(({ id }) => id);
      const missing = holds.filter(({ id }) => !held.includes(id));
      if (missing.length > 0) throw new Error(`not held yet: ${JSON.stringify(missing)}`);
    }, 120_000);
  return {
    ...{ world, franchise, ids, inside },
    outer: franchise.branches.filter(({ subdomain }) => subdomain !== inside.subdomain),
    accountOf: (subdomain) => {
      const account = franchise.branches.find((branch) => branch.subdomain === subdomain)?.account;
      if (!account) throw new Error(`no branch ${subdomain}`);
      return account;
    },
    hold: (fault) => world.sandbox.control<Held>('POST', 'faults', { kind: 'hold', ...fault }),
    killWhileHeld: async (service, holds) => {
      await untilHeld(holds);
      await world.kill(service);
      await world.sandbox.control('DELETE', 'faults');
      await world.start(service);
    },
  };
}
