import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findContact, findLead } from '@hub/amocrm';
import { message } from '@hub/messages';
import { eventually } from '@hub/testing';
import { SweepIntake } from '../src/re-judge/sweep-intake.js';
import type { Franchise } from './franchise.js';
import {
  decisionsOf,
  publishLeadChange,
  hurry,
  leadsOf,
  receiveLead,
  setRegion,
  startRouterHub,
  stayAway,
  transferOf,
  untilDone,
  untilProblem,
  type RouterHub,
} from './router-hub.js';

let hub: RouterHub;
beforeAll(async () => {
  hub = await startRouterHub();
});
afterAll(() => hub.close());

/** The next reads of these cards answer 204, as an unknown card's do. */
async function hide(subdomain: string, pathRegExp: string, count: number | null): Promise<void> {
  const fault = { kind: 'status', status: 204, body: '', method: 'GET', subdomain, pathRegExp, count };
  expect((await hub.sandbox.control('POST', 'faults', fault)).status).toBe(201);
}

/** As if the router had met the absent card a while ago, and were due to read it again. */
async function passTime(franchise: Franchise, leadId: number, seconds: number): Promise<void> {
  await eventually(async () => {
    const [, moved] = await hub.app.source.query<[unknown[], number]>(
      `UPDATE router.absent_card SET first_at = first_at - $1 * interval '1 s', last_at = now()
        WHERE entity_id = $2 RETURNING 1`,
      [seconds, leadId],
    );
    expect(moved).toBeGreaterThan(0);
  });
  await hurry(hub, franchise, leadId);
}

/** The lead is not found for so long that it is believed gone; then it is there again. */
async function believeGone(franchise: Franchise, leadId: number): Promise<void> {
  await hide(franchise.remotes.hq.subdomain, `^/api/v4/leads/${leadId}\\?`, null);
  await publishLeadChange(hub, franchise, leadId);
  await passTime(franchise, leadId, 120);
  await eventually(async () => {
    const [last] = await decisionsOf(hub, leadId);
    expect(last).toMatchObject({ kind: 'ignore', reasons: [{ check: 'lead', found: 'absent' }] });
  });
  await hub.sandbox.control('DELETE', 'faults');
}

describe('a lead whose read answers 204', () => {
  it('is read again before it is believed gone (D1)', async () => {
    const franchise = await hub.found('empty-read');
    const leadId = await receiveLead(franchise, null);
    await publishLeadChange(hub, franchise, leadId);
    await eventually(async () => expect(await decisionsOf(hub, leadId)).toMatchObject([{ kind: 'wait' }]));
    await hide(franchise.remotes.hq.subdomain, `^/api/v4/leads/${leadId}\\?`, 1);
    await setRegion(franchise, leadId, franchise.region);
    await publishLeadChange(hub, franchise, leadId, 'update');
    await untilDone(hub, leadId);
  });

  it('is read again when the answer is 404 instead', async () => {
    const franchise = await hub.found('not-found-once');
    const leadId = await receiveLead(franchise, franchise.region);
    const { subdomain } = franchise.remotes.hq;
    for (const pathRegExp of [`^/api/v4/leads/${leadId}\\?`, '^/api/v4/contacts/']) {
      const body = { title: 'Not Found', status: 404, detail: 'Not found' };
      const fault = { kind: 'status', status: 404, body, method: 'GET', subdomain, pathRegExp, count: 1 };
      expect((await hub.sandbox.control('POST', 'faults', fault)).status).toBe(201);
    }
    await publishLeadChange(hub, franchise, leadId);
    const { branchContactId } = await untilDone(hub, leadId);
    expect(await findContact(franchise.branch, branchContactId!)).toMatchObject({ name: 'Анна' });
  });

  it('is not gone because a hook says deleted', async () => {
    const franchise = await hub.found('deletion-hint');
    const leadId = await receiveLead(franchise, franchise.region);
    await hide(franchise.remotes.hq.subdomain, `^/api/v4/leads/${leadId}\\?`, 1);
    await publishLeadChange(hub, franchise, leadId, 'delete');
    await passTime(franchise, leadId, 40);
    await untilDone(hub, leadId);
  });

  it('is gone when it stays away for two minutes, and that is recorded', async () => {
    const franchise = await hub.found('stays-away');
    const leadId = await receiveLead(franchise, null);
    await publishLeadChange(hub, franchise, leadId);
    await eventually(async () => expect(await decisionsOf(hub, leadId)).toHaveLength(1));
    await hide(franchise.remotes.hq.subdomain, `^/api/v4/leads/${leadId}\\?`, null);
    await publishLeadChange(hub, franchise, leadId, 'update');
    await passTime(franchise, leadId, 60);
    await passTime(franchise, leadId, 60);
    await eventually(async () => {
      const [last] = await decisionsOf(hub, leadId);
      expect(last).toMatchObject({ kind: 'ignore', reasons: [{ check: 'lead', found: 'absent' }] });
    });
  });

  it('is read again as any other when it has been there since', async () => {
    const franchise = await hub.found('there-again');
    const leadId = await receiveLead(franchise, null);
    await believeGone(franchise, leadId);
    await publishLeadChange(hub, franchise, leadId, 'update');
    await eventually(async () => expect((await decisionsOf(hub, leadId))[0]).toMatchObject({ kind: 'wait' }));
    await hide(franchise.remotes.hq.subdomain, `^/api/v4/leads/${leadId}\\?`, 1);
    await setRegion(franchise, leadId, franchise.region);
    await publishLeadChange(hub, franchise, leadId, 'update');
    await passTime(franchise, leadId, 1);
    await untilDone(hub, leadId);
  });

  it('is judged by the sweep when it is there again and no message about it has had an effect', async () => {
    const franchise = await hub.found('unheard');
    const leadId = await receiveLead(franchise, franchise.region);
    await believeGone(franchise, leadId);
    await hub.app.app.get(SweepIntake).sweep();
    await untilDone(hub, leadId);
  });

  it('stays in hand while its transfer is under way', async () => {
    const franchise = await hub.found('under-way');
    const leadId = await receiveLead(franchise, franchise.region);
    // The branch refuses its contact once, so that the transfer reads the lead again: twice, and nothing the first time.
    const { hq, branch } = franchise.remotes;
    const refusal = { kind: 'status', status: 403, method: 'POST', path: '/api/v4/contacts', count: 1 };
    await hub.sandbox.control('POST', 'faults', { ...refusal, subdomain: branch.subdomain });
    const { subdomain } = hq;
    const fault = { kind: 'status', status: 204, body: '', method: 'GET', subdomain, count: 1 };
    for (const nth of [1, 3])
      await hub.sandbox.control('POST', 'faults', {
        ...fault,
        nth,
        pathRegExp: `^/api/v4/leads/${leadId}\\?`,
      });
    await publishLeadChange(hub, franchise, leadId);
    await eventually(async () => {
      const problem = (await transferOf(hub, leadId))?.problem;
      expect(problem?.facts).toMatchObject({ detail: 'Forbidden' });
    });
    await hurry(hub, franchise, leadId);
    await untilDone(hub, leadId);
    expect((await findLead(franchise.hq, leadId))!.status_id).toBe(franchise.intake.handedOverId);
    expect(await leadsOf(franchise.branch)).toHaveLength(1);
  });
});

describe('a contact whose read answers 204 once', () => {
  it('crosses with its lead, also when the transfer began long ago', async () => {
    const franchise = await hub.found('empty-contact');
    const leadId = await receiveLead(franchise, franchise.region);
    const { subdomain } = franchise.remotes.hq;
    await hub.sandbox.control('POST', 'faults', {
      ...{ kind: 'status', status: 503, method: 'GET', subdomain, count: 1 },
      pathRegExp: '^/api/v4/contacts/',
    });
    await hide(subdomain, '^/api/v4/contacts/', 1);
    await publishLeadChange(hub, franchise, leadId);
    await eventually(async () => expect(await transferOf(hub, leadId)).toMatchObject({ state: 'decided' }));
    await hub.app.source.query(`UPDATE router.transfer SET started_at = started_at - interval '1 hour'`);
    await hurry(hub, franchise, leadId);
    const { branchContactId } = await untilDone(hub, leadId);
    expect(await findContact(franchise.branch, branchContactId!)).toMatchObject({ name: 'Анна' });
  });

  it('follows later when it stayed away for so long that its lead crossed without it', async () => {
    const franchise = await hub.found('late-contact');
    const leadId = await receiveLead(franchise, franchise.region);
    await hide(franchise.remotes.hq.subdomain, '^/api/v4/contacts/', null);
    await publishLeadChange(hub, franchise, leadId);
    await untilProblem(hub, leadId, 'failures.card-unread');
    await stayAway(hub);
    await hurry(hub, franchise, leadId);
    const leftOut = [message('leftOut.contact')];
    expect(await untilDone(hub, leadId)).toMatchObject({ branchContactId: null, leftOut });
    await hub.sandbox.control('DELETE', 'faults');
    await hide(franchise.remotes.hq.subdomain, '^/api/v4/contacts/', 1);
    await publishLeadChange(hub, franchise, leadId, 'update');
    await eventually(async () => {
      const transfer = await transferOf(hub, leadId);
      expect(transfer).toMatchObject({ state: 'done', leftOut: [] });
      expect(await findContact(franchise.branch, transfer!.branchContactId!)).toMatchObject({ name: 'Анна' });
    });
  });
});
