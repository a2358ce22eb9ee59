import { expect, it } from '@jest/globals';
import { githubAnnotation } from './annotate.js';

it('keeps texts inside their places', () => {
  const text = '100 %\n::error::чужое';
  expect(githubAnnotation({ file: 'a,b:c.yaml', line: 3, column: 7, text })).toBe(
    '::error file=a%2Cb%3Ac.yaml,line=3,col=7::100 %25%0A::error::чужое',
  );
});
