import { defineLimit, minuteMs } from '../limit.js';

/** 1 «Интервал»: minutes from the last lead that was given to the next press. */
export const interval = defineLimit({
  name: 'interval',
  number: 1,
  bound: { min: 0, max: 7 * 24 * 60, example: 30 },
  largerIs: 'tighter',
  sparesNewcomers: false,
  ask: () => ({ lastGrant: { of: 'lastGrant' } }),
  judge: ({ lastGrant }, bound, { now }) => {
    if (lastGrant === null) return { blocks: false, value: null, freesAt: null };
    const freesAt = lastGrant + bound * minuteMs;
    const [value, rest] = [Math.floor((now - lastGrant) / minuteMs), Math.ceil((freesAt - now) / minuteMs)];
    return { blocks: now < freesAt, value, freesAt, facts: { rest } };
  },
  words: {
    title: 'limits.interval-title',
    rule: 'limits.interval-rule',
    blocks: 'limits.interval-blocks',
    frees: 'limits.interval-frees',
  },
});
