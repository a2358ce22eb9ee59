import { describe, expect, it } from '@jest/globals';
import { compareEdges } from './compare-edges.js';
import type { Edge } from './edge.js';

const edge = (way: string, to: number): Edge => ({ from: 1, way, to, isEnd: false, path: `/${way} ${to}` });

describe('compareEdges', () => {
  it.each(['condition 0', 'wait 0', 'variant 0', 'exit success', 'on', 'error', 'none'])(
    'finds a second arrow of %s that only the picture has',
    (way) => {
      const found = compareEdges([edge(way, 2)], [edge(way, 2), edge(way, 3)]);
      expect(found).toEqual([{ code: null, layout: edge(way, 3) }]);
    },
  );

  it.each(['on', 'error'])('takes one arrow for all of %s', (way) => {
    expect(compareEdges([edge(way, 2), edge(way, 2)], [edge(way, 2)])).toEqual([]);
  });
});
