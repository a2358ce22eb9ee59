import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
}, 180_000);
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

const callsOf = async ({ branchLeadId }: Handed) =>
  (await noteTexts(franchise.branch, branchLeadId)).filter((text) => text.includes('звонок'));

describe('a call at HQ about a lead that a branch has', () => {
  it('is noted there with the link to its recording, once, also where the answer to the note is lost', async () => {
    const lead = await handOver(hub, franchise);
    await hub.sandbox.control('POST', 'faults', {
      ...{ kind: 'lost-answer', method: 'POST', path: '/api/v4/leads/*/notes' },
      subdomain: franchise.remotes.branch.subdomain,
    });
    const noteId = await noteCall(`leads/${lead.leadId}`, 'https://ats.example/1.mp3');
    await poll(hub);
    await eventually(async () => {
      const rows = await hub.app.source.query<object[]>(
        'SELECT FROM router.call_note WHERE note_id = $1 AND step_started_at IS NOT NULL',
        [noteId],
      );
      expect(rows).toHaveLength(1);
    });
    await hub.app.source.query(
      `UPDATE router.inbox_lane SET run_at = now() WHERE consumer = 'router.call' AND fence = 0`,
    );
    await eventually(async () => {
      const rows = await hub.app.source.query<object[]>(
        'SELECT FROM router.call_note WHERE note_id = $1 AND done_at IS NOT NULL',
        [noteId],
      );
      expect(rows).toHaveLength(1);
    });
    expect(await callsOf(lead)).toEqual([
      expect.stringMatching(
        /^Входящий звонок .*, 1 мин 5 с\nhttps:\/\/ats\.example\/1\.mp3\n\[hub call \d+\]$/,
      ),
    ]);
    await poll(hub);
    await noteCall(`leads/${lead.leadId}`, 'https://ats.example/2.mp3');
    await poll(hub);
    await eventually(async () => expect(await callsOf(lead)).toHaveLength(2));
  }, 180_000);

  it('counts where the telephony notes it in the contact', async () => {
    const lead = await handOver(hub, franchise);
    const { _embedded } = (
      await franchise.hq.call({
        method: 'GET',
        path: `/api/v4/leads/${lead.leadId}`,
        query: { with: 'contacts' },
      })
    ).body as { _embedded: { contacts: { id: number }[] } };
    await noteCall(`contacts/${_embedded.contacts[0]!.id}`, 'https://ats.example/3.mp3');
    await poll(hub);
    await eventually(async () => expect(await callsOf(lead)).toHaveLength(1));
  }, 120_000);
});
