import { beforeAll, expect, it } from '@jest/globals';
import type { CustodyView } from '@hub/contracts';
import { eventually } from '@hub/testing';
import { give, giveNew } from '../../../demo/escalation.js';
import type { BranchName, SandboxPipeline } from '../../../demo/franchise.js';
import { awaitTransfers, sendInLead } from '../../../demo/jobs.js';
import type { SandboxAccount } from '../../../demo/sandbox-api.js';
import { watchDoubles } from './count-living.js';
import type { Held, Killing } from './killing.js';

const isLong = Boolean(process.env.LONG_TESTS);
const leaseMs = 30_000;
/** A begun write is not repeated for so long. */
const longestWriteMs = 45_000;
const handBackStage = 'Завершение';
/** What the names of leads begin with that are re-routed together. */
const moving = 'Заказ на переезд';

interface Lead {
  id: number;
  name: string;
  pipeline_id: number;
  status_id: number;
}

/**
 * The router is killed while a lead changes its place: at every call by which it leaves its branch and comes to the next one,
 * and no two of one lead are alive after any write; and, where the lead has one card only, between a PATCH of it and the
 * record: a branch inside HQ gets it or gives it up, and HQ hands an escalated deal back. Of these moves the everyday run
 * tries the first two, after the PATCH. The branches are open already.
 */
export function custodyKills(of: () => Killing): void {
  let pipeline: SandboxPipeline;
  let handBackStatusId: number;
  let clients = 0;

  beforeAll(async () => {
    const { world, franchise, ids, inside } = of();
    const { intake, regionField, escalation, hq } = franchise;
    const path = '/api/v4/leads/pipelines';
    const found = await world.sandbox.list<SandboxPipeline>(hq, path, 'pipelines');
    const { statuses } = found.find(({ id }) => id === escalation.pipelineId)!._embedded;
    handBackStatusId = statuses.find(({ name }) => name === handBackStage)!.id;
    const hqAccountId = ids['head-office']!;
    await world.hub.put('routing-rules', {
      ...{ hqAccountId, intakePipelineId: intake.pipelineId, handedOverStatusId: intake.handedOverStatusId },
      ...{ regionFieldId: regionField.id, allowedFieldIds: [regionField.id] },
      escalation: { pipelineId: escalation.pipelineId, handBackStatusId },
    });
    const stages = ['Новая', 'В работе'].map((name, at) => ({ name, sort: (at + 1) * 10 }));
    const made = await world.sandbox.call<{ _embedded: { pipelines: SandboxPipeline[] } }>(hq, 'POST', path, [
      { name: inside.name, sort: 60, is_main: false, is_unsorted_on: false, _embedded: { statuses: stages } },
    ]);
    pipeline = made._embedded.pipelines[0]!;
    await world.hub.post('branches', {
      ...{ name: inside.name, regions: [{ name: inside.region, aliases: [] }], accountId: hqAccountId },
      ...{ pipelineId: pipeline.id, statusId: firstStage(pipeline) },
    });
  });

  const holdMove = ({ subdomain, clientId }: SandboxAccount, when: string): Promise<Held> =>
    of().hold({ subdomain, clientId, method: 'PATCH', path: '/api/v4/leads*', when });

  /** A lead of a new client: routing sends one whom a branch knows there. */
  function sendIn(name: string, { region }: BranchName): Promise<number> {
    const phone = `+7 900 000-01-${String(++clients).padStart(2, '0')}`;
    const { world, franchise } = of();
    return sendInLead(world.sandbox, franchise, { name: 'Клиент', phone, region, lead: name });
  }

  async function branchIdOf(wanted: BranchName): Promise<string> {
    const { items } = await of().world.hub.get<{ items: { branchId: string; name: string }[] }>('branches');
    return items.find(({ name }) => name === wanted.name)!.branchId;
  }

  const leadOf = (account: SandboxAccount, id: number): Promise<Lead> =>
    of().world.sandbox.call<Lead>(account, 'GET', `/api/v4/leads/${id}`);

  /** All leads of that name, open or closed, in all accounts. */
  async function everywhere(name: string): Promise<Lead[]> {
    const { world, franchise } = of();
    const found: Lead[] = [];
    for (const account of [franchise.hq, ...franchise.branches.map((branch) => branch.account)])
      found.push(...(await world.sandbox.list<Lead>(account, '/api/v4/leads?limit=250', 'leads')));
    return found.filter((lead) => lead.name === name);
  }

  const custodyOf = (accountId: string, leadId: number) =>
    of().world.hub.get<CustodyView>(`leads/${accountId}/${leadId}/custody`);

  async function untilLegs(leadId: number, legs: string[]): Promise<void> {
    await eventually(async () => {
      const view = await custodyOf(of().ids['head-office']!, leadId);
      expect([view.isInHand, ...view.legs.map(({ endedAs, state }) => endedAs ?? state)]).toEqual([
        false,
        ...legs,
      ]);
    }, 5 * leaseMs);
  }

  /** The branches with a living lead of that name. */
  async function living(name: string): Promise<string[]> {
    const { world, outer } = of();
    const found: string[] = [];
    for (const { account, subdomain } of outer) {
      const leads = await world.sandbox.list<Lead>(account, '/api/v4/leads', 'leads');
      const own = leads.filter((lead) => lead.name === name && ![142, 143].includes(lead.status_id));
      found.push(...own.map(() => subdomain));
    }
    return found;
  }

  it(
    'has one living lead at most, and one at the end, when the router is killed at each call of a re-route',
    async () => {
      const { world, outer, hold, killWhileHeld } = of();
      const { hub } = world;
      const sources = outer.slice(0, 4);
      const next = outer.at(-1)!;
      const subdomains = outer.map(({ subdomain }) => subdomain);
      const { doubled } = watchDoubles(world.accounts, subdomains, (name) => name.startsWith(moving));
      const leads: { id: number; name: string }[] = [];
      for (const source of sources) {
        const name = `${moving}, ${source.region}`;
        leads.push({ name, id: await sendIn(name, source) });
      }
      await awaitTransfers(
        hub,
        leads.map(({ id }) => id),
      );
      const [closingBefore, closingAfter, noted] = sources.map(({ subdomain }) => subdomain);
      const closing = { method: 'PATCH', path: '/api/v4/leads*' };
      const holds = [
        await hold({ ...closing, subdomain: closingBefore, when: 'before' }),
        await hold({ ...closing, subdomain: closingAfter, when: 'after' }),
        await hold({ subdomain: noted, method: 'POST', path: '*/notes', when: 'after' }),
        await hold({ subdomain: next.subdomain, method: 'POST', path: '/api/v4/leads*', when: 'after' }),
      ];
      const branchId = await branchIdOf(next);
      for (const { id } of leads) await hub.post(`leads/${id}/re-route`, { branchId, reason: 'переезд' });
      await killWhileHeld('router', holds);
      for (const { id } of leads) await untilLegs(id, ['re-routed', 'in-branch']);
      expect([...doubled]).toEqual([]);
      for (const { name } of leads) expect([name, await living(name)]).toEqual([name, [next.subdomain]]);
    },
    8 * leaseMs,
  );

  it(
    'makes one card at head office when the router is killed while a branch gives it a lead',
    async () => {
      const { hub, sandbox } = of().world;
      const { franchise, ids, outer, hold, killWhileHeld } = of();
      const branch = outer[0]!;
      const name = 'Заказ для головного офиса';
      const creation = { subdomain: 'head-office', method: 'POST', path: '/api/v4/leads' };
      const held = await hold({ ...creation, when: 'after' });
      const leadId = await giveNew({ sandbox, hub, franchise, ids }, branch, name);
      await killWhileHeld('router', [held]);
      await eventually(async () => {
        const { escalations } = await custodyOf(ids[branch.subdomain]!, leadId);
        expect(escalations).toMatchObject([{ state: 'delivered' }]);
      }, 5 * leaseMs);
      const leads = await sandbox.list<Lead>(franchise.hq, '/api/v4/leads', 'leads');
      expect(leads.filter((lead) => lead.name === name)).toHaveLength(1);
    },
    8 * leaseMs,
  );

  it.each(isLong ? ['before', 'after'] : ['after'])(
    'moves the one card when the router is killed %s the move into a branch inside HQ, and out of it',
    async (when) => {
      const { hub } = of().world;
      const { franchise, inside, outer, killWhileHeld } = of();
      const name = `Заказ с переездом, ${when}`;
      const comes = await holdMove(franchise.hq, when);
      const leadId = await sendIn(name, inside);
      await killWhileHeld('router', [comes]);
      await awaitTransfers(hub, [leadId], 3 * leaseMs + longestWriteMs);
      await untilLegs(leadId, ['in-branch']);
      expect(await everywhere(name)).toMatchObject([
        { id: leadId, pipeline_id: pipeline.id, status_id: firstStage(pipeline) },
      ]);

      const leaves = await holdMove(franchise.hq, when);
      const other = outer[0]!;
      const branchId = await branchIdOf(other);
      await hub.post(`leads/${leadId}/re-route`, { branchId, reason: 'переезд' });
      await killWhileHeld('router', [leaves]);
      await untilLegs(leadId, ['re-routed', 'in-branch']);
      const { handedOverStatusId } = franchise.intake;
      const found = await everywhere(name);
      expect(found).toHaveLength(2);
      expect(found[0]).toMatchObject({ id: leadId, status_id: handedOverStatusId });
      expect(await of().world.sandbox.list(other.account, '/api/v4/leads', 'leads')).toContainEqual(
        expect.objectContaining({ name }),
      );
    },
    12 * leaseMs,
  );

  if (!isLong) return;
  it.each([
    ['branch', 'before'],
    ['branch', 'after'],
    ['head-office', 'before'],
    ['head-office', 'after'],
  ])(
    'hands an escalated deal back once when the router is killed while it moves the lead of %s, %s the move',
    async (side, when) => {
      const { sandbox, hub } = of().world;
      const { franchise, ids, outer, killWhileHeld } = of();
      const branch = outer[1]!;
      const name = `Заказ для ГО, ${side}, ${when}`;
      const hqLeadId = await sendIn(name, branch);
      await awaitTransfers(hub, [hqLeadId], 2 * leaseMs);
      const [own] = (await sandbox.list<Lead>(branch.account, '/api/v4/leads?limit=250', 'leads')).filter(
        (lead) => lead.name === name,
      );
      await give({ hub, sandbox, franchise, ids }, branch, { leadId: own!.id, reason: 'скидка' });
      const trail = () => custodyOf(ids[branch.subdomain]!, own!.id);
      await eventually(async () =>
        expect((await trail()).escalations).toMatchObject([{ state: 'delivered' }]),
      );

      const held = await holdMove(side === 'head-office' ? franchise.hq : branch.account, when);
      const back = { action: 'lead.move', subdomain: 'head-office', leadId: hqLeadId };
      const { pipelineId } = franchise.escalation;
      await sandbox.control('POST', 'actions', { ...back, pipelineId, statusId: handBackStatusId });
      await killWhileHeld('router', [held]);
      await eventually(
        async () =>
          expect((await trail()).escalations).toMatchObject([{ state: 'ended', endedAs: 'handed-back' }]),
        5 * leaseMs,
      );
      expect(await leadOf(branch.account, own!.id)).toMatchObject({
        pipeline_id: own!.pipeline_id,
        status_id: own!.status_id,
      });
      const { handedOverStatusId } = franchise.intake;
      expect(await leadOf(franchise.hq, hqLeadId)).toMatchObject({ status_id: handedOverStatusId });
      expect(await everywhere(name)).toHaveLength(2);
      const notes = await sandbox.list(branch.account, `/api/v4/leads/${own!.id}/notes`, 'notes');
      const marks = notes.flatMap((note) => /\[hub [^\]]+\]/.exec(JSON.stringify(note)) ?? []);
      expect(marks).toEqual([...new Set(marks)]);
    },
    12 * leaseMs,
  );
}

const firstStage = ({ _embedded: { statuses } }: SandboxPipeline): number =>
  statuses.find(({ id, type }) => id > 143 && type === 0)!.id;
