import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findLead } from '@hub/amocrm';
import { eventually } from '@hub/testing';
import type { Franchise } from '../../router/test/franchise.js';
import { noteTexts, type RouterHub } from '../../router/test/router-hub.js';
import { handOver, poll, startCustodyHub, untilObserved, type Handed } from './custody-world.js';

let hub: RouterHub;
let franchise: Franchise;

beforeAll(async () => {
  hub = await startCustodyHub();
  franchise = await hub.found('calls');
  await untilObserved(hub, franchise);
});
afterAll(() => hub.close());

/** A telephony notes a call in a card of HQ; gives the note's id. */
async function noteCall(card: string, link: string): Promise<number> {
  const params = { uniq: link, duration: 65, source: 'АТС', link, phone: '+79121234567' };
  const { body } = await franchise.hq.call({
    ...{ method: 'POST', path: `/api/v4/${card}/notes` },
    body: [{ note_type: 'call_in', params }],
  });
  return (body as { _embedded: { notes: { id: number }[] } })._embedded.notes[0]!.id;
}

const contactOf = async ({ leadId }: Handed) =>
  (await findLead(franchise.hq, leadId))!._embedded.contacts[0]!.id;

const callsOf = async ({ branchLeadId }: Handed) =>
  (await noteTexts(franchise.branch, branchLeadId)).filter((text) => text.includes('звонок'));

describe('a call at HQ about a lead that a branch has', () => {
  it('of the lead or of its contact is noted there with the link to the recording, once, also where an answer is lost', async () => {
    const lead = await handOver(hub, franchise);
    const other = await handOver(hub, franchise);
    await hub.sandbox.control('POST', 'faults', {
      ...{ kind: 'lost-answer', method: 'POST', path: '/api/v4/leads/*/notes' },
      subdomain: franchise.remotes.branch.subdomain,
    });
    const noteIds = [
      await noteCall(`leads/${lead.leadId}`, 'https://ats.example/1.mp3'),
      await noteCall(`leads/${lead.leadId}`, 'https://ats.example/2.mp3'),
      // As telephonies do that know the client alone.
      await noteCall(`contacts/${await contactOf(other)}`, 'https://ats.example/3.mp3'),
    ];
    await poll(hub);
    const countCalls = async (column: string): Promise<number> => {
      const rows = await hub.app.source.query<object[]>(
        `SELECT FROM router.call_note WHERE note_id = ANY ($1) AND ${column} IS NOT NULL`,
        [noteIds],
      );
      return rows.length;
    };
    await eventually(async () => expect(await countCalls('step_started_at')).toBeGreaterThan(0));
    await eventually(async () => {
      await hub.app.source.query(
        `UPDATE router.inbox_lane SET run_at = now() WHERE consumer = 'router.call' AND fence = 0`,
      );
      expect(await countCalls('done_at')).toBe(3);
    });
    expect(await callsOf(other)).toHaveLength(1);
    expect(await callsOf(lead)).toEqual(
      [1, 2].map((at) =>
        expect.stringMatching(
          new RegExp(
            `^Входящий звонок .*, 1 мин 5 с\\nhttps://ats\\.example/${at}\\.mp3\\n\\[hub call ${noteIds[at - 1]!}\\]$`,
          ),
        ),
      ),
    );
  });
});
