import { describe, expect, it } from '@jest/globals';
import { judgeLead, type Handover, type LeadNow } from './judge-lead.js';

const handover: Handover = {
  userId: 5,
  targetStage: { pipelineId: 1, statusId: 20 },
  exchangeStages: [
    { pipelineId: 1, statusId: 10 },
    { pipelineId: 2, statusId: 142 },
  ],
  exchangeUserIds: [1, 2],
};
const stock: LeadNow = { pipelineId: 1, statusId: 10, ownerId: 1 };

describe('judgeLead', () => {
  it.each<[string, LeadNow | null, string]>([
    ['stands in the stock', stock, 'write'],
    ['stands in the stock of the other exchange user', { ...stock, ownerId: 2 }, 'write'],
    ['is the user’s in the target stage', { pipelineId: 1, statusId: 20, ownerId: 5 }, 'done'],
    ['is another manager’s', { ...stock, ownerId: 6 }, 'gone'],
    ['is the user’s and was moved on', { pipelineId: 1, statusId: 30, ownerId: 5 }, 'done'],
    ['is the user’s but was not moved', { ...stock, ownerId: 5 }, 'write'],
    ['left the exchange stage', { ...stock, statusId: 11 }, 'gone'],
    ['stands in the same stage id of another pipeline', { ...stock, statusId: 142 }, 'gone'],
    ['was deleted', null, 'gone'],
  ])('a lead that %s', (_, lead, verdict) => {
    expect(judgeLead(lead, handover)).toBe(verdict);
  });

  it('grants a lead whose target is an exchange stage by its owner', () => {
    const inPlace = { ...handover, targetStage: { pipelineId: 1, statusId: 10 } };
    expect(judgeLead(stock, inPlace)).toBe('write');
    expect(judgeLead({ ...stock, ownerId: 5 }, inPlace)).toBe('done');
  });
});
